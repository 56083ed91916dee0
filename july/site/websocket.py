"""How the front speaks WebSocket: uvicorn's protocol for what arrives, frames of our own for what
leaves.

uvicorn takes a class of one's own (`Config(ws=...)`). Its sans-I/O protocol lets the library
`websockets` parse what clients send: fragments, UTF-8, sizes, pings, the closing handshake (RFC
6455). Frames that leave are made once for many clients by the switchboard, and only written here.
"""

from typing import Any, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame

from july.live.switchboard.handshake import LINE
from july.live.switchboard.socket import GOING_AWAY, Socket
from july.live.switchboard.sockets import Sockets

MESSAGE_BYTES = 64 * 1024
"""Bytes of a message that a client sends."""
CLOSE_SECONDS = 2.0
"""How long a client may take to answer a close. What it sends meanwhile is thrown away."""
HIGH_WATER = 64 * 1024
"""Bytes that may wait in the system's and the loop's care before the socket hears of it."""


class _Nothing:
    """In place of what an ASGI application would wait for, where there is none."""

    def put_nowait(self, _: object) -> None:
        """Nobody takes it."""

    def set(self) -> None:
        """Nobody waits."""

    def clear(self) -> None:
        """Nobody waits."""


_NOTHING = _Nothing()


class FrontSocket(WebSocketsSansIOProtocol):
    """A line of the switchboard."""

    close_seconds = CLOSE_SECONDS

    # What the connection still has when `_let_go` has taken the handshake's own values from it.
    client = None
    initial_response = None
    pending_ping_payload = None
    ping_timer = None
    pong_timer = None
    queue: Any = _NOTHING
    writable: Any = _NOTHING

    _sockets: Sockets | None = None
    _socket: Socket | None = None
    _takes = True
    _ended = False
    """Whether nothing is read any more, since a close has been sent after a fault."""

    def hold(self, sockets: Sockets, socket: Socket) -> None:
        """From now on tell `sockets` what `socket` receives, and when it is gone."""
        self._sockets, self._socket = sockets, socket
        if self.disconnected:
            sockets.leave(socket)
            return
        self.transport.set_write_buffer_limits(HIGH_WATER)
        self._pass_on_what_came_early()
        self._let_go()

    def write(self, data: bytes) -> bool:
        """Take frames. False if no more is wanted until the socket hears `drained`."""
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(data)
        return self._takes

    def close(self, code: int, reason: str) -> None:
        """Send a close, and wait for the client's own for a while."""
        if self.close_sent or self.transport.is_closing():
            return
        try:
            self.conn.send_close(code, reason)
        except InvalidState:  # the client's own close has come, and its answer waits
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()
        else:
            self._send_close()

    def data_received(self, data: bytes) -> None:
        """Parse what arrived."""
        if self._ended:
            return
        if self._socket is not None:
            self._socket.quiet = 0
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        super().connection_lost(exc)
        if self._sockets is not None and self._socket is not None:
            self._sockets.leave(self._socket)

    def pause_writing(self) -> None:
        """The client takes less than it is given."""
        super().pause_writing()
        self._takes = False

    def resume_writing(self) -> None:
        """It has taken what it was given."""
        super().resume_writing()
        self._takes = True
        if self._socket is not None:
            self._socket.drained()

    def shutdown(self) -> None:
        """The server stops."""
        if self.handshake_complete:
            self.close(GOING_AWAY, "the site stops; connect again in a moment")
        else:
            self.send_500_response()
            self.transport.close()

    def handle_bytes(self, event: Frame) -> None:
        """A binary message begins, which is one too many."""
        if self._sockets is None or self._socket is None:
            super().handle_bytes(event)
        else:
            self._sockets.received_bytes(self._socket)

    def handle_parser_exception(self) -> None:
        """What arrived breaks the protocol. The close that says so is on its way to be sent.

        The rest is read and thrown away: a connection that is closed on unread data is reset, and
        the close lost with it.
        """
        self._ended = True
        if self.close_sent:
            return
        self._send_close()
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def send_receive_event_to_app(self) -> None:
        """A message is complete."""
        if self._sockets is None or self._socket is None:
            super().send_receive_event_to_app()
            return
        data, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.close(1007, "invalid UTF-8")
        else:
            self._sockets.received(self._socket, text)

    async def run_asgi(self) -> None:
        """Let the application answer the handshake; a line that it handed over stays open."""
        self.scope["extensions"] = {"websocket.http.response": {}, LINE: self}  # type: ignore[dict-item]
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except Exception:
            self.logger.exception("Could not answer a handshake")
            self.send_500_response()
        if self._socket is None:
            self.transport.close()

    def _send_close(self) -> None:
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_seconds, self.transport.abort)
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def _pass_on_what_came_early(self) -> None:
        """Messages that were sent before the handshake was answered."""
        assert self._sockets is not None  # noqa: S101 - set by `hold`
        assert self._socket is not None  # noqa: S101 - set by `hold`
        while not self.queue.empty():
            message: dict[str, Any] = cast("dict[str, Any]", self.queue.get_nowait())
            if message.get("text") is not None:
                self._sockets.received(self._socket, message["text"])
            elif message["type"] == "websocket.receive":
                self._sockets.received_bytes(self._socket)
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def _let_go(self) -> None:
        """Forget what only the handshake needed: there are thousands of these."""
        self.request.headers.clear()
        for name in _OF_HANDSHAKE:
            self.__dict__.pop(name, None)
        self.__dict__ = dict(self.__dict__)  # a dictionary does not shrink otherwise


_OF_HANDSHAKE = (
    "app",
    "app_state",
    "asgi_version",
    "client",
    "close_timeout",
    "config",
    "curr_msg_data_type",
    "default_headers",
    "initial_response",
    "last_ping_rtt",
    "pending_ping_payload",
    "ping_interval",
    "ping_sent_at",
    "ping_timeout",
    "ping_timer",
    "pong_timer",
    "queue",
    "request",
    "response",
    "root_path",
    "scheme",
    "scope",
    "server",
    "writable",
)
