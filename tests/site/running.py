"""A site served by the real server on a port of its own, and raw connections to it."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import httpx

from july.site.front import Front
from july.site.server import SiteServer, bind

SECONDS = 5.0


class Line:
    """A raw connection that reads what comes, as it comes."""

    def __init__(self, port: int, request: str, *, receive_buffer: int = 0) -> None:
        self._socket = socket.socket()
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.settimeout(SECONDS)
        self._socket.connect(("127.0.0.1", port))
        self._socket.sendall(request.encode("latin-1"))
        self.seen = b""

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def until(self, wanted: bytes) -> bytes:
        """Everything up to `wanted`, for the first time after what was asked for before."""
        while wanted not in self.seen:
            piece = self._socket.recv(65536)
            assert piece, f"the connection ended after {self.seen!r}"
            self.seen += piece
        head, _, self.seen = self.seen.partition(wanted)
        return head + wanted

    def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        try:
            while piece := self._socket.recv(65536):
                self.seen += piece
        except ConnectionResetError:
            pass
        return self.seen

    def close(self) -> None:
        self._socket.close()


@dataclass
class Running:
    """A site that is being served."""

    site: Front
    server: SiteServer
    port: int
    thread: Thread
    lines: list[Line] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def watchers(self) -> int:
        return self.site.switchboard.watchers

    def get(self, path: str, **options: Any) -> httpx.Response:
        return httpx.get(self.url + path, **options)

    def line(self, sent: str, **options: Any) -> Line:
        """A connection over which `sent` has been sent."""
        self.lines.append(Line(self.port, sent, **options))
        return self.lines[-1]

    def open(self, path: str = "/events", *headers: str, **options: Any) -> Line:
        """An open event stream whose head has arrived."""
        before = self.watchers
        line = self.line(request("GET", path, *headers), **options)
        line.until(b"retry: 2000\n\n")
        eventually(lambda: self.watchers > before)
        return line

    def stop(self) -> None:
        self.server.stop()
        self.thread.join(SECONDS + 5)
        assert not self.thread.is_alive()

    def close(self) -> None:
        for line in self.lines:
            line.close()
        self.stop()


def request(method: str, path: str, *headers: str) -> str:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: testserver", *headers, "", ""])


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until something that happens elsewhere has happened."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


def say(name: str) -> Any:
    """A WSGI application that tells its name, what it was asked, and how much it was sent."""

    def application(environ: Any, start_response: Any) -> list[bytes]:
        length = len(environ["wsgi.input"].read())
        text = f"{name} {environ['REQUEST_METHOD']} {environ['PATH_INFO']} {length}".encode()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [text]

    return application


def start(site: Front) -> Running:
    server = SiteServer(site, bind("127.0.0.1", 0))
    thread = Thread(target=server.serve_until_stopped)
    thread.start()
    eventually(lambda: server.started)
    return Running(site, server, server.port, thread)
