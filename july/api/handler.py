"""What all handlers of the API share: JSON, errors, verbs, parameters, who asks."""

import json
import logging
from collections.abc import Mapping
from typing import Any, ClassVar

import webapp2

from july import stores
from july.config import settings
from july.errors import (
    BadField,
    BadRequest,
    MethodNotAllowed,
    NotFound,
    TooLarge,
    Unauthorized,
)
from july.lib.translation import ready
from july.people.models import Person
from july.people.tokens import bearer_of, token_digest
from july.stores.outages import as_july_error

logger = logging.getLogger("july.api")

LARGEST_WRITE = 64 * 1024
LONGEST_NAME = 500
"""Bytes of a slug, hash or other name."""
LONGEST_CURSOR = 4000
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH")


class Handler(webapp2.RequestHandler):
    """Base of all handlers. Methods are named after verbs and answer through `reply`."""

    parameters: ClassVar[frozenset[str]] = frozenset()
    """Names that the query string may hold."""

    def dispatch(self) -> None:
        """Carry out the request inside a context of the engines."""
        try:
            self._require_verb()
            ready()
            with stores.context():
                self._require_sane_address()
                super().dispatch()
        except Exception as error:  # noqa: BLE001 - the one place that turns errors into answers
            reply_error(self.response, error)

    def options(self, *_path: str, **_named: str) -> None:
        """Tell the verbs of this address."""
        self.response.headers["Allow"] = self._allowed()
        self.response.headers["Access-Control-Allow-Methods"] = self._allowed()
        self.response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        self.reply({})

    def head(self, *path: str, **named: str) -> None:
        """What GET answers, without the body."""
        self.get(*path, **named)

    def reply(self, answer: Mapping[str, Any], status: int = 200) -> None:
        """Answer `answer` as JSON."""
        reply_json(self.response, answer, status)

    def handle_exception(self, exception: Exception, debug: bool) -> None:  # noqa: ARG002
        """Leave errors to `dispatch`."""
        raise exception

    def text(self, name: str) -> str | None:
        """The parameter called `name`, None if absent or empty."""
        return self.request.GET.get(name) or None

    def number(self, name: str, default: int, most: int) -> int:
        """The parameter as a number from 1 to `most`. Raises BadField."""
        value = self.text(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= most):
            raise BadField(f"{value!r} is no number from 1 to {most}.", field=name)
        return int(value)

    def body_as_object(self) -> dict[str, Any]:
        """The JSON object in the body. Raises BadRequest, TooLarge."""
        if (self.request.content_length or 0) > LARGEST_WRITE:
            raise TooLarge(f"A body may have {LARGEST_WRITE} bytes here.")
        try:
            value = json.loads(self.request.body_file.read(LARGEST_WRITE))
        except (ValueError, RecursionError):
            raise BadRequest("The body must be JSON.") from None
        if not isinstance(value, dict):
            raise BadRequest("The body must be a JSON object.")
        return value

    def require_person(self, scope: str) -> Person:
        """The person whose token came with the request; it must be for `scope`.

        Raises Unauthorized, Forbidden.
        """
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        bearer = bearer_of(token_digest(token.strip())) if scheme.lower() == "bearer" else None
        if bearer is None:
            raise Unauthorized(
                "Send `Authorization: Bearer TOKEN` with a token that is still good; make one"
                " under /account/tokens/, or by createtoken."
            )
        bearer.require(scope)
        return bearer.person

    def _allowed(self) -> str:
        own = [verb for verb in VERBS if hasattr(self, verb.lower())]
        return ", ".join([*(verb for verb in own if verb != "HEAD" or "GET" in own), "OPTIONS"])

    def _require_verb(self) -> None:
        allowed = self._allowed()
        if self.request.method not in allowed.split(", "):
            self.response.headers["Allow"] = allowed
            raise MethodNotAllowed(f"This address takes {allowed}, not {self.request.method}.")

    def _require_sane_address(self) -> None:
        """Names that no key of Datastore could be are refused before they are looked up."""
        if any(len(part.encode()) > LONGEST_NAME for part in self.request.route_kwargs.values()):
            raise NotFound("Nothing here has so long a name.")
        for name, value in self.request.GET.items():
            if name not in self.parameters:
                known = ", ".join(sorted(self.parameters)) or "none"
                raise BadField(
                    f"{name[:50]!r} is no parameter here; known: {known}.", field=name or "(empty)"
                )
            if len(value.encode()) > (LONGEST_CURSOR if name == "cursor" else LONGEST_NAME):
                raise BadField(f"This {name} is too long to be one.", field=name)


def reply_json(response: webapp2.Response, answer: Mapping[str, Any], status: int) -> None:
    """Fill `response` with JSON that every origin may read."""
    response.set_status(status)
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def reply_error(response: webapp2.Response, error: Exception) -> None:
    """Fill `response` with what went wrong, as JSON."""
    known = as_july_error(error)
    if known.status >= 500:
        logger.error("%s: %s", type(error).__name__, error, exc_info=error)
    if known.status == 503:
        response.headers["Retry-After"] = "5"
    if isinstance(known, Unauthorized):
        response.headers["WWW-Authenticate"] = 'Bearer realm="july"'
    reply_json(response, known.as_json(), known.status)


def address_of(path: str) -> str:
    """Full address of a path of this site."""
    return settings().base_url + path
