"""The webapp2 application: every answer is JSON, every error has the one shape."""

import json
import logging
from collections.abc import Mapping
from typing import ClassVar

import webapp2
from google.api_core.exceptions import GoogleAPIError
from webob.exc import HTTPException

from july import widgets
from july.errors import BadRequest, JulyError, MethodNotAllowed, NotFound, Unavailable
from july.lib.translation import ready

logger = logging.getLogger(__name__)


class Handler(webapp2.RequestHandler):
    """Answers one address: a method for each verb it knows."""

    verbs: ClassVar[tuple[str, ...]] = ("GET", "HEAD", "OPTIONS")

    def dispatch(self) -> None:
        """Answer, if it is a verb of this address. Raises MethodNotAllowed."""
        if self.request.method not in self.verbs:
            raise MethodNotAllowed("This address does not take that verb; see Allow")
        ready()
        widgets.load()
        super().dispatch()

    def head(self) -> None:
        """As GET; what carries the answer leaves out its body."""
        self.get()

    def get(self) -> None:
        """Answer what is to be read here."""
        raise NotImplementedError

    def reply_json(self, answer: Mapping[str, object]) -> None:
        """Answer `answer` as JSON."""
        self.reply_text(json.dumps(answer, separators=(",", ":")))

    def reply_text(self, told: str) -> None:
        """Answer JSON that is written already."""
        self.response.headers.update(
            {
                "Content-Type": "application/json; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
                "Access-Control-Allow-Origin": "*",
            }
        )
        self.response.body = told.encode("utf-8", "replace")

    def options(self) -> None:
        """The verbs, and what a page of another site may send."""
        self.response.headers.update(
            {
                "Allow": ", ".join(self.verbs),
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Allow-Methods": ", ".join(self.verbs),
                "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
                "Access-Control-Max-Age": "86400",
            }
        )


class Application(webapp2.WSGIApplication):
    """Turns whatever a handler raises into JSON."""

    # Every verb comes as far as the handlers, where an unknown one is a 405.
    allowed_methods = frozenset({*webapp2.WSGIApplication.allowed_methods, "PATCH"})

    def handle_exception(
        self, request: webapp2.Request, _: webapp2.Response, e: Exception
    ) -> webapp2.Response:
        """The response that tells of `e`. What nobody foresaw is logged and told as a 500."""
        error = _as_error(e)
        if error.status == 500:
            logger.error("Could not answer %s", request.path_qs, exc_info=e)
        return _error_response(error, request)


def _as_error(raised: Exception) -> JulyError:
    if isinstance(raised, JulyError):
        return raised
    if isinstance(raised, UnicodeDecodeError):
        return BadRequest("The address is not UTF-8")
    if isinstance(raised, HTTPException) and raised.code == 404:
        return NotFound("There is nothing here; streams are at /events, services at /jsonrpc")
    if isinstance(raised, GoogleAPIError):
        return Unavailable("The database did not answer in time; try again")
    if isinstance(raised, HTTPException) and raised.code in {405, 501}:
        return MethodNotAllowed("This address does not take that verb; see Allow")
    return JulyError("Something went wrong here; it has been logged")


def _allowed(request: webapp2.Request) -> str:
    handler = getattr(request.route, "handler", None)
    return ", ".join(getattr(handler, "verbs", Handler.verbs))


def _error_response(error: JulyError, request: webapp2.Request) -> webapp2.Response:
    response = webapp2.Response(
        body=json.dumps(error.as_json()).encode("utf-8"),
        status=error.status,
        content_type="application/json",
        charset="utf-8",
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if error.status == 405:
        response.headers["Allow"] = _allowed(request)
    if error.status == 503:
        response.headers["Retry-After"] = "5"
    return response
