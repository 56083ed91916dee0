"""Letting a host answer, and the site know it."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from july import config
from tests.git_hosts.server import Asked, GitHost, Trouble

Played = TypeVar("Played", bound=GitHost)


@contextmanager
def playing(host: Played) -> Iterator[Played]:
    """Let the host answer on a free port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(host)) as server:
        host.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def registered(*hosts: GitHost) -> Iterator[None]:
    """The site offers to sign in with those hosts."""
    variables = {name: text for host in hosts for name, text in settings_for(host).items()}
    config.adopt(variables)
    try:
        yield
    finally:
        config.adopt(dict.fromkeys(variables, ""))


def settings_for(host: GitHost) -> dict[str, str]:
    """The variables by which the site knows that host."""
    prefix = f"JULY_{host.name.upper()}"
    return {
        f"{prefix}_CLIENT_ID": host.client_id,
        f"{prefix}_CLIENT_SECRET": host.client_secret,
        f"{prefix}_URL": host.url,
    }


def _handler_of(host: GitHost) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                self.command,
                parts.path,
                dict(parse_qsl(parts.query)),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
            )
            host.asked.append(asked)
            trouble = host.trouble.get(host.part_of(asked))
            if trouble is not None:
                self._fail(trouble)
                return
            status, told = host.answer(asked)
            self._send(status, *_encoded(told))

        do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815 - their names

        def _fail(self, trouble: Trouble) -> None:
            time.sleep(trouble.seconds)
            with suppress(ConnectionError):  # nobody waits for it any more
                self._send(trouble.status, trouble.body, "application/json", trouble.headers)

        def _send(
            self, status: int, body: bytes, kind: str, headers: Mapping[str, str] | None = None
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _encoded(told: object) -> tuple[bytes, str]:
    if isinstance(told, bytes):
        return told, "application/json"
    if isinstance(told, str):
        return told.encode(), "text/html; charset=utf-8"
    return json.dumps(told).encode(), "application/json"
