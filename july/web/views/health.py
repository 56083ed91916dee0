"""For whoever watches over the site."""

from django.http import HttpResponse, HttpResponseRedirect
from google.api_core.exceptions import GoogleAPICallError

from july.contest.queries import find_standing
from july.errors import JulyError
from july.web.links import static
from july.web.requests import PageRequest

__all__ = ["favicon", "health"]


def health(_request: PageRequest) -> HttpResponse:
    """200 if the database answers a lookup, else 503."""
    try:
        find_standing("healthz", "people", "healthz")
    except (JulyError, GoogleAPICallError):
        return HttpResponse("unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def favicon(_request: PageRequest) -> HttpResponse:
    """Where browsers look for the icon unasked."""
    return HttpResponseRedirect(static("icons/favicon.svg"))
