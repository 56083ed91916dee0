"""Calling a WSGI application on behalf of an ASGI request.

The request's body has arrived and the response is collected, so that a call is one stretch of work
in one thread: no slow client ever occupies one, and nothing goes back and forth between thread and
event loop (with a2wsgi it does four times a request: 2,800 requests/s on 16 connections, so
13,600). A response that should be sent while it is being made would need more than this.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from wsgiref.types import WSGIApplication, WSGIEnvironment

from july.live.asgi import Scope

_OWN_NAMES = {b"content-length": "CONTENT_LENGTH", b"content-type": "CONTENT_TYPE"}
_NO_BODY = {204, 304}

INSIDE = "july.inside"
"""Key of a WSGI environment, True for the switchboard's own questions in the same process. No
request from outside can set it."""

Write = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """A WSGI application's whole response."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of the first header of that name, in whatever case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def environ_of(scope: Scope, body: bytes) -> WSGIEnvironment:
    """The WSGI environment (PEP 3333) of an ASGI request whose body is `body`.

    Its length is always known, whether or not the client told it. Header names with an underscore
    are left out: they could not be told from those with a dash.
    """
    server_name, server_port = scope.get("server") or ("localhost", 80)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", "").encode("utf-8").decode("latin-1"),
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server_name,
        "SERVER_PORT": str(server_port or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if scope.get("client"):
        environ["REMOTE_ADDR"] = scope["client"][0]
    _add_headers(environ, scope["headers"])
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def question_environ(path: str, body: bytes) -> WSGIEnvironment:
    """The WSGI environment of a question that the switchboard itself puts (`POST`, JSON)."""
    scope: Scope = {
        "method": "POST",
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "headers": [(b"content-type", b"application/json")],
    }
    return {**environ_of(scope, body), INSIDE: True}


def question_purpose(path: str, body: bytes) -> str:
    """What such a question is signed for (`july.lib.tokens`) when it goes over HTTP.

    The token comes as `Authorization: Bearer TOKEN`, made with the site's own key.
    """
    return f"POST {path} {hashlib.sha256(body).hexdigest()}"


def call(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Run `application` to its end, in this thread. What it raises passes through."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Write:
        del exc_info  # nothing has been sent yet, so a second start replaces the first
        started[:] = [(status, list(headers))]
        return written.append

    pieces = application(environ, start_response)
    try:
        written.extend(pieces)
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()
    status, headers = started[0]
    return _with_length(Answer(int(status.split(" ", 1)[0]), headers, b"".join(written)))


def _with_length(answer: Answer) -> Answer:
    if answer.status not in _NO_BODY and answer.header("content-length") is None:
        answer.headers.append(("Content-Length", str(len(answer.body))))
    return answer


def _add_headers(environ: WSGIEnvironment, headers: Iterable[tuple[bytes, bytes]]) -> None:
    for name, raw in headers:
        if b"_" in name:
            continue
        key = _OWN_NAMES.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        value = raw.decode("latin-1")
        joined = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joined}{value}" if key in environ else value
