"""HTML that is drawn once for everybody who is shown the same.

It is found by all that it is drawn from, so nothing ever has to be dropped.
"""

import hashlib
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup

from july.live.services import serializer

SECONDS = 60


def draw(template: str, **values: Any) -> Markup:  # noqa: ANN401 - whatever the template takes
    """The template with those values, which can be written as JSON and are all that it looks at
    beside the language.
    """
    drawn_from = f"{template} {get_language()} {serializer.encode(values)}"
    key = hashlib.sha256(drawn_from.encode()).hexdigest()
    html = cache.get(key)
    if html is None:
        html = render_to_string(template, values)
        cache.set(key, html, SECONDS)
    return Markup(html)  # noqa: S704 - our own template has escaped what is in it
