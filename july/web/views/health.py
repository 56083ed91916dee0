"""For whoever watches over the site."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from google.api_core.exceptions import GoogleAPICallError

from july import stores
from july.config import Engine, settings
from july.contest.queries import find_standing
from july.errors import Forbidden, JulyError, NotFound
from july.lib.metrics import CONTENT_TYPE, GIVEN_UP, LAG, QUEUED, exposition
from july.web.links import static
from july.web.requests import PageRequest

__all__ = ["favicon", "health", "metrics"]


def health(_request: PageRequest) -> HttpResponse:
    """200 if the database answers a lookup, else 503."""
    try:
        find_standing("healthz", "people", "healthz")
    except (JulyError, GoogleAPICallError):
        return HttpResponse("unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def metrics(request: PageRequest) -> HttpResponse:
    """The figures of this process for Prometheus, which shows JULY_METRICS_KEY as bearer token.

    Raises NotFound where the site has no such key, Forbidden for another.
    """
    key = settings().metrics_key
    if key is None:
        raise NotFound(_("This site tells no figures; its operator can set JULY_METRICS_KEY."))
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not constant_time_compare(given, key):
        raise Forbidden(_("Show the key that the operator has set as JULY_METRICS_KEY."))
    if settings().tasks is Engine.EMBEDDED:
        _tell_of_queues()
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


def _tell_of_queues() -> None:
    for tally in stores.stores().tasks.tallies():
        queue = tally.path.rpartition("/")[2]
        QUEUED.labels(queue).set(tally.tasks)
        LAG.labels(queue).set(tally.lag)
        GIVEN_UP.labels(queue).set(tally.kept)


def favicon(_request: PageRequest) -> HttpResponse:
    """Where browsers look for the icon unasked."""
    return HttpResponseRedirect(static("icons/favicon.svg"))
