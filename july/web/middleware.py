"""What happens around every page: a context of the engines, headers that keep browsers safe."""

from collections.abc import Callable
from typing import cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from google.api_core.exceptions import GoogleAPIError

from july import stores
from july.errors import JulyError
from july.lib.zones import told_in, zone_named, zone_of_reader
from july.people.models import Person
from july.web.errors import page_for, verb_refused
from july.web.members import SignInFirst, to_the_form_from
from july.web.requests import PageRequest
from july.web.sessions import signed_in

Answer = Callable[[HttpRequest], HttpResponseBase]

NOT_FRAMED = "frame-ancestors 'none'"
POLICY = f"default-src 'self'; base-uri 'none'; form-action 'self'; {NOT_FRAMED}; object-src 'none'"
HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Pages show who is signed in and change with every push.
    "Cache-Control": "private, no-cache",
}


def security_headers(get_response: Answer) -> Answer:
    """Add the headers that all pages carry, unless the page has its own."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if NOT_FRAMED in response["Content-Security-Policy"]:
            response["X-Frame-Options"] = "DENY"  # the same, for old browsers
        if response["Cache-Control"].startswith("public"):
            _leave_out_the_viewer(response)
        return response

    return answer


def _leave_out_the_viewer(response: HttpResponseBase) -> None:
    """What others may keep and pass on was made for nobody in particular."""
    response.cookies.clear()
    del response.headers["Vary"]


VERBS = ("GET", "HEAD", "POST", "OPTIONS")


def known_verbs(get_response: Answer) -> Answer:
    """Refuse verbs that no page knows, before anything else looks at them."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in VERBS:
            return verb_refused(request, VERBS)
        return get_response(request)

    return answer


class EnginesMiddleware:
    """Opens a context of the engines, finds out who looks, turns July's errors into pages."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside a context."""
        try:
            with stores.context():
                viewer = signed_in(request)
                cast("PageRequest", request).viewer = viewer
                with told_in(_zone_for(viewer)):
                    return _with_a_page(request, self._get_response(request))
        except (JulyError, GoogleAPIError) as error:
            return cast("HttpResponse", page_for(request, error))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for what a view raised; None leaves it to Django."""
        if isinstance(error, SignInFirst):
            return to_the_form_from(request)
        return page_for(request, error)


def _zone_for(viewer: Person | None) -> ZoneInfo | None:
    """The zone that the viewer has chosen, else that of the browser."""
    chosen = zone_named(viewer.time_zone) if viewer and viewer.time_zone else None
    return chosen or zone_of_reader()


def _with_a_page(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A refused verb comes from Django without a word."""
    if isinstance(response, HttpResponseNotAllowed) and not response.content:
        return verb_refused(request, response["Allow"].split(", "))
    return response
