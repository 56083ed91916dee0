"""Passes requests on to the process of a project, and its answers back; both within bounds."""

import socket
from collections.abc import Iterable, Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.handlers.wsgi import WSGIRequest

from july.errors import SiteAway
from july.lib.texts import gettext_noop
from july.main.mounting import VIEWER
from july.web.requests import address_of

MOST_AT_ONCE = 4
"""Requests that wait for one project: it must not take all of July's threads."""
PATIENCE_SECONDS = 30.0
"""How long an answer may take, and any pause in it."""
BUSY_SECONDS = 2.0
"""How long a request waits for its turn."""
MOST_BYTES = 32 * 1024 * 1024
"""Of an answer."""
AWAY = gettext_noop("This part of the site is not running just now. Try again in a moment.")
LATE = gettext_noop("This part of the site did not answer in time. Try again in a moment.")
VIEWER_HEADER = "X-July-Viewer"
"""Who is signed in, percent-encoded; what a client sends under this name is dropped."""
_HOP_BY_HOP = frozenset(
    {
        # RFC 9110, 7.6.1
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_OWN = frozenset({"forwarded", VIEWER_HEADER.lower(), "expect", "content-length"})


class Proxy:
    """The WSGI application in front of a project. Raises SiteAway while that does not answer."""

    def __init__(self, name: str) -> None:
        self.socket: Path | None = None
        """Where it listens; None where nobody has begun it."""
        self._name = name
        self._turns = BoundedSemaphore(MOST_AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass one request on."""
        if self.socket is None:
            raise SiteAway(AWAY)
        if not self._turns.acquire(timeout=BUSY_SECONDS):
            raise SiteAway(LATE)
        connection = _Connection(self.socket)
        try:
            connection.request(
                environ["REQUEST_METHOD"],
                _target(environ),
                body=environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)),
                headers=dict(_sent(environ, self._name)),
            )
            response = connection.getresponse()
            body = b"".join(_pieces(response))
        except TimeoutError:
            raise SiteAway(LATE) from None
        except (OSError, HTTPException):
            raise SiteAway(AWAY) from None
        finally:
            connection.close()
            self._turns.release()
        start_response(f"{response.status} {response.reason}", list(_received(response)))
        return [body]


class _Connection(HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE_SECONDS)
        self.sock.connect(str(self._path))


def _target(environ: WSGIEnvironment) -> str:
    """The address as it stood in the request, prefix included."""
    path = (environ["SCRIPT_NAME"] + environ["PATH_INFO"]).encode("latin-1")
    query = environ.get("QUERY_STRING", "")
    return quote(path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")


def _sent(environ: WSGIEnvironment, name: str) -> Iterator[tuple[str, str]]:
    """The headers, as far as they are the client's business, and what only July knows."""
    for key, value in environ.items():
        header = key.removeprefix("HTTP_").replace("_", "-").title()
        lower = header.lower()
        passed = lower not in _HOP_BY_HOP | _OWN and not lower.startswith("x-forwarded-")
        if value and passed and (key.startswith("HTTP_") or key == "CONTENT_TYPE"):
            yield header, value
    request = WSGIRequest(environ)
    yield "X-Forwarded-For", address_of(request)
    yield "X-Forwarded-Host", request.get_host()
    yield "X-Forwarded-Proto", request.scheme or "http"
    yield "X-Forwarded-Prefix", f"/{name}"
    if environ[VIEWER]:
        yield VIEWER_HEADER, quote(environ[VIEWER])
    yield "Connection", "close"


def _pieces(response: HTTPResponse) -> Iterator[bytes]:
    """The body. Raises TimeoutError, and SiteAway for one that is too large."""
    deadline, size = monotonic() + PATIENCE_SECONDS, 0
    while piece := response.read1(65_536):
        size += len(piece)
        if monotonic() > deadline or size > MOST_BYTES:
            raise SiteAway(LATE)
        yield piece


def _received(response: HTTPResponse) -> Iterator[tuple[str, str]]:
    for name, value in response.getheaders():
        if name.lower() not in _HOP_BY_HOP:
            yield name, value
