"""Pages that tell what went wrong, in the look of the site. None of them asks the engines."""

import logging
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from google.api_core.exceptions import GoogleAPIError

from july.errors import ConfigurationError, JulyError, SiteAway
from july.lib import tracing
from july.lib.words import sentence
from july.stores.outages import is_outage

logger = logging.getLogger("july.web")

HEADLINES = {
    400: gettext_lazy("That did not make sense"),
    403: gettext_lazy("Not for you, sorry"),
    404: gettext_lazy("Nothing at this address"),
    405: gettext_lazy("Not like that"),
    409: gettext_lazy("That does not fit"),
    429: gettext_lazy("Slow down a little"),
    500: gettext_lazy("Something broke here"),
    502: gettext_lazy("The git host is out of step"),
    503: gettext_lazy("The database is out of breath"),
}

PASSING = frozenset({429, 500, 503})
"""What may be over when the same is asked for again."""


def error_page(
    request: HttpRequest, status: int, message: str, headline: str | None = None
) -> HttpResponse:
    """The page for that HTTP status; `message` says what to do."""
    title = headline or HEADLINES.get(status) or _("Something went wrong")
    context = {
        "status": status,
        "headline": title,
        "message": message,
        "passes": status in PASSING and request.method in {"GET", "HEAD"},
        "trace": tracing.current() if status >= 500 else "",
    }
    response = render(request, "error.html", context, status=status)
    if status == 503:
        response["Retry-After"] = "5"
    return response


def page_for(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page for an error that was raised on purpose or by an engine; None for any other."""
    if isinstance(error, ConfigurationError):  # the operator's business, not the visitor's
        logger.error("%s", error.message)
        return server_error(request)
    if isinstance(error, SiteAway):
        return error_page(request, error.status, _(error.message), _("Away for a moment"))
    if isinstance(error, JulyError):
        return error_page(request, error.status, sentence(error.message))
    if isinstance(error, GoogleAPIError):
        logger.error("%s: %s", type(error).__name__, error, exc_info=error)
        if not is_outage(error):
            return server_error(request)
        return error_page(request, 503, _("It did not answer in time. Try again in a moment."))
    return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to a request that can't be: a strange host name, too large a form."""
    del exception  # it may quote what was sent
    return error_page(request, 400, _("Open the site under its own address and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to what somebody may not do."""
    del exception
    return error_page(request, 403, _("This page belongs to somebody else."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to an address that leads nowhere."""
    del exception
    return error_page(
        request, 404, _("The address may be cut off, or what was here has gone elsewhere.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's answer to an error that nobody foresaw."""
    return error_page(
        request, 500, _("It has been written down. What you pushed is safe: try again in a moment.")
    )


def verb_refused(request: HttpRequest, allowed: Iterable[str]) -> HttpResponse:
    """A verb that this address does not know, or a form's address that was typed by hand."""
    response = error_page(
        request, 405, _("Nothing here can be asked for like that. Go back and use the form there.")
    )
    response["Allow"] = ", ".join(allowed)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of this site, or from one that was open too long."""
    del reason
    return error_page(
        request,
        403,
        _(
            "This form was open for too long, or your browser keeps no cookies for this site. "
            "Go back, reload the page and send it again."
        ),
    )
