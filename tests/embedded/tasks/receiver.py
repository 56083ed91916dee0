"""An app to which tasks are delivered by HTTP."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class App(ThreadingHTTPServer):
    """Notes what it is asked; answers what it is told to, slowly if it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.headers: dict[str, str] = {}
        self.answer = b"fine"
        self.pause = 0.0
        self.hangs_up = False
        self.closes = False
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.connections: set[tuple[str, int]] = set()

    def handle_error(self, *_: object) -> None:
        """Callers may hang up."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: App

    def handle_any(self) -> None:
        app = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        app.requests.append((self.command, self.path, dict(self.headers), body))
        app.connections.add(self.client_address)
        if app.hangs_up:
            self.close_connection = True
            return
        self.send_response(app.status)
        for name, value in app.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(app.answer)))
        self.end_headers()
        for byte in app.answer:
            time.sleep(app.pause)
            self.wfile.write(bytes([byte]))

        self.close_connection = app.closes

    do_GET = do_POST = do_HEAD = handle_any  # noqa: N815 - the library's names

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[App]:
    """An app that is served for a while."""
    app = App()
    thread = threading.Thread(target=lambda: app.serve_forever(poll_interval=0.01))
    thread.start()
    try:
        yield app
    finally:
        app.shutdown()
        app.server_close()
        thread.join()
