"""How the front speaks HTTP: uvicorn's protocol with bounds that it leaves to a proxy.

uvicorn takes a class of one's own for HTTP (`Config(http=...)`). The version is pinned, and tests
hold both bounds, since nothing but them says that the methods below are the ones to extend.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from july.errors import BadRequest
from july.live.asgi import error_response
from july.live.switchboard.streams import ABORT

MOST_HEAD_BYTES = 64 * 1024
"""Bytes of a request's line and headers."""
WEBSOCKETS = b"/ws"
"""Where WebSockets are opened."""
HEAD_SECONDS = 15.0
"""How long a client may take to send them."""


class FrontProtocol(HttpToolsProtocol):
    """HTTP/1.1 with bounds on the size and the time of a request's head."""

    head_seconds = HEAD_SECONDS

    _head_bytes = 0
    _in_head = False
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there; its first request has to follow."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, unless it is too much of a head."""
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: self.transport.abort}  # type: ignore[dict-item]
        self._in_head = True
        self._head_bytes = 0
        self._expect_head()

    def on_headers_complete(self) -> None:
        """The head is complete; the application is called."""
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Tell of a request that can't be read as every error is told."""
        status, headers, body = error_response(BadRequest(msg), ("Connection", "close"))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        self.transport.write(b"%b%b\r\n%b" % (STATUS_LINE[status], head.encode("latin-1"), body))
        self.transport.close()

    def _should_upgrade(self) -> bool:
        """Whether this is a handshake, at the one address that is for WebSockets."""
        return self.url.partition(b"?")[0] == WEBSOCKETS and super()._should_upgrade()

    def _unsupported_upgrade_warning(self) -> None:
        """Who asks for a WebSocket elsewhere gets an ordinary answer, and the log no line."""

    def _expect_head(self) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None
