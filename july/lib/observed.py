"""A WSGI application whose requests have an id, are counted, and timed."""

from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Generic, TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from july.lib import tracing
from july.lib.metrics import REQUESTS

Application = TypeVar("Application", bound=WSGIApplication)

_FROM_HEADER = "HTTP_" + tracing.HEADER.upper().replace("-", "_")
_VERBS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Observed(Generic[Application]):
    """An application, told apart from others by its name."""

    name: str
    application: Application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """What the application answers, with the id of the request among the headers."""
        id = tracing.id_from(environ.get(_FROM_HEADER, ""))
        status = "500"

        def start(line: str, headers: list[tuple[str, str]], *others: Any) -> Any:  # noqa: ANN401
            nonlocal status
            status = line[:3]
            return start_response(line, [*headers, (tracing.HEADER, id)], *others)

        began = perf_counter()
        try:
            with tracing.tracing(id):
                return self.application(environ, start)
        finally:
            verb = environ["REQUEST_METHOD"]
            known = verb if verb in _VERBS else "other"
            REQUESTS.labels(self.name, known, status).observe(perf_counter() - began)
