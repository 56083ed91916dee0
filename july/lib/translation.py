"""What has to stand before a text can be translated."""

import django
from django.apps import apps


def ready() -> None:
    """Load what Django needs for its catalogues.

    The pages and the commands do it by themselves; an application that stands alone and shares code
    with them has to call this before it carries out a request. Where it has been done that does
    nothing: Django would set up the log anew.
    """
    if not apps.ready:
        django.setup()
