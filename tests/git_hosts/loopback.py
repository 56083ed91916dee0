"""A server on the loopback, whatever it plays."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form."""
        return dict(parse_qsl(self.body.decode()))

    @property
    def values(self) -> Any:
        """The JSON in the body."""
        return json.loads(self.body) if self.body else None

    @property
    def token(self) -> str:
        """The bearer token."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass
class Reply:
    """What it is answered: values as JSON, or a text that stands for what is no JSON."""

    values: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | bytes | None = None
    kind: str = "application/json"
    after: float = 0.0
    """Seconds until the answer is sent."""

    @property
    def body(self) -> bytes:
        """What is sent."""
        if self.text is not None:
            return self.text.encode() if isinstance(self.text, str) else self.text
        return b"" if self.values is None else json.dumps(self.values).encode()


@contextmanager
def answering(answer: Callable[[Asked], Reply]) -> Iterator[str]:
    """Let it answer on a free port of this machine; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            reply = answer(_asked(self))
            time.sleep(reply.after)
            with suppress(ConnectionError):  # whoever asked may have given up
                self.send_response(reply.status)
                headers = {"Content-Type": reply.kind, "Content-Length": str(len(reply.body))}
                for name, value in (headers | dict(reply.headers)).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer  # noqa: N815 - their names

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _asked(handler: BaseHTTPRequestHandler) -> Asked:
    parts = urlsplit(handler.path)
    return Asked(
        handler.command,
        parts.path,
        dict(parse_qsl(parts.query)),
        {name.lower(): value for name, value in handler.headers.items()},
        handler.rfile.read(int(handler.headers.get("Content-Length") or 0)),
    )
