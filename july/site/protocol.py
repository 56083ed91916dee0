"""How the front speaks HTTP: uvicorn's protocol with bounds that it leaves to a proxy.

uvicorn takes a class of one's own for HTTP (`Config(http=...)`). The version is pinned, and tests
hold both bounds, since nothing but them says that the methods below are the ones to extend.
"""

import asyncio

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from july.errors import BadRequest
from july.live.asgi import error_response
from july.live.switchboard.streams import TAKE_OVER
from july.site.stream import FrontStream

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
    _answered: RequestResponseCycle | None = None
    """The request that is being answered; others may have been sent behind it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there; its first request has to follow."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._stop_waiting()
        super().connection_lost(exc)
        self._let_go()

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
        self.scope["extensions"] = {TAKE_OVER: self._take_over}  # type: ignore[dict-item]
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

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def _take_over(self) -> FrontStream:
        """Give the connection to an event stream, and end all that is left of its request here.

        Requests that were sent behind it are never answered, as behind any response without end.
        """
        self.connections.discard(self)
        stream = FrontStream(self.transport, self.connections)
        if self._answered is not None:  # the client has not gone meanwhile
            self._answered.disconnected = True  # there is no more to be sent by ASGI
            self.flow.resume_reading()
            self._let_go()
        return stream

    def _let_go(self) -> None:
        """Forget what refers to the connection in a circle, so that it goes with its last use."""
        for name in ("_answered", "cycle", "flow", "headers", "parser", "pipeline", "scope"):
            self.__dict__.pop(name, None)

    def _expect_head(self) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None
