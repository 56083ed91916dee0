"""Carries out tasks by calling a WSGI app in this process (PEP 3333)."""

import io
import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

from july.embedded.tasks.dispatch import Dispatch
from july.embedded.tasks.errors import TaskFailed

SHOWN_OF_BODY = 500
"""Characters of a failed answer's body that are kept."""


def wsgi_dispatch(
    app: WSGIApplication, *, environ_extra: Mapping[str, Any]
) -> Callable[[Dispatch], None]:
    """A function that makes a task's request to `app` directly.

    `environ_extra` is laid over each environ; by a key that no header can set (such as
    `july.inside`) the app knows that the call does not come from outside. The function raises
    `TaskFailed` when the answer is not 2xx, and whatever the app raises.
    """

    def dispatch(task: Dispatch) -> None:
        status, body = _call(app, make_environ(task) | dict(environ_extra))
        if not 200 <= status < 300:
            start = body.decode("utf-8", "replace")[:SHOWN_OF_BODY]
            raise TaskFailed(
                f"{task.method} {task.path} answered {status}: {start}", status=status, body=start
            )

    return dispatch


def make_environ(task: Dispatch) -> WSGIEnvironment:
    """The environ of a task's request."""
    url = urlsplit(task.url)
    scheme = url.scheme or "http"
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": task.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(url.path or "/").decode("latin-1"),
        "QUERY_STRING": url.query,
        "SERVER_NAME": url.hostname or "localhost",
        "SERVER_PORT": str(url.port or (443 if scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(task.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(task.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    environ["HTTP_HOST"] = url.netloc.rpartition("@")[2] or "localhost"
    for name, value in task.headers.items():
        key = name.upper().replace("-", "_")
        environ["CONTENT_TYPE" if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ


def _call(app: WSGIApplication, environ: WSGIEnvironment) -> tuple[int, bytes]:
    """The status and the start of the body; the app's answer is read to its end and closed."""
    statuses: list[str] = []
    written: list[bytes] = []

    def start_response(
        status: str, _headers: list[tuple[str, str]], _exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        statuses.append(status)
        return written.append

    answer = app(environ, start_response)
    try:
        body = _start(chain(written, answer))
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
    if not statuses:
        raise TaskFailed("the app never called start_response")
    return int(statuses[-1].split(None, 1)[0]), body


def _start(parts: Iterable[bytes]) -> bytes:
    kept = b""
    for part in parts:
        if len(kept) < SHOWN_OF_BODY:
            kept += part
    return kept
