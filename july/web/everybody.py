"""Answers that are the same for everybody: pictures, feeds, what other sites show of this one.

They know no viewer, speak the language that their address names, and may be kept by whoever passes
them on: a middleware sees to it that no cookie goes with them.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from july.web.requests import PageRequest

P = ParamSpec("P")
View = Callable[Concatenate[PageRequest, P], HttpResponse]
Answer = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def for_everybody(seconds: int) -> Callable[[View[P]], Answer[P]]:
    """Let the answer of a view be kept for so many seconds; then its tag decides."""

    def decorate(view: View[P]) -> Answer[P]:
        @require_safe
        @wraps(view)
        def answer(request: PageRequest, /, *args: P.args, **named: P.kwargs) -> HttpResponseBase:
            language = _language(request)
            with translation.override(language):
                response = view(request, *args, **named)
            response.headers.setdefault("Content-Language", language)
            return _kept(request, response, seconds)

        return answer

    return decorate


def _language(request: PageRequest) -> str:
    """That of `?language=`, if the site speaks it, else the site's own."""
    try:
        return translation.get_supported_language_variant(request.GET.get("language", ""))
    except (LookupError, ValueError):
        return settings.LANGUAGE_CODE


def _kept(request: PageRequest, response: HttpResponse, seconds: int) -> HttpResponseBase:
    response.headers.setdefault("Cache-Control", f"public, max-age={seconds}")
    # Pages of other sites may show it, those too that let in nothing that does not say so.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if response.status_code != 200:
        return response
    response.headers.setdefault("ETag", tag_of(response.content))
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    return response if found is None else found


def tag_of(content: bytes) -> str:
    """The ETag of content that is always the same when it is made of the same."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
