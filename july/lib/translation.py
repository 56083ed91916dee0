"""What has to stand before a text can be translated."""

from functools import lru_cache

import django


@lru_cache(maxsize=1)
def ready() -> None:
    """Load what Django needs for its catalogues.

    The pages and the commands do it by themselves; an application that stands alone and shares code
    with them has to call this before it carries out a request.
    """
    django.setup()
