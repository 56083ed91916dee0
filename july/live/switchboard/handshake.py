"""`/ws` over ASGI: asks the channel app whether a client may open, then hands its line over.

The question is the browser's own request (`GET /ws`, with its Origin and cookies); the answer that
lets it in is a 200 with `{"context": ...}`. Any other status goes to the client as it is.
"""

import json
from typing import Any, Protocol

from july.errors import JulyError, Unavailable
from july.live import asgi
from july.live.asgi import Receive, Scope, Send
from july.live.switchboard.addresses import counted_address
from july.live.switchboard.asking import Ask
from july.live.switchboard.socket import Line, Socket
from july.live.switchboard.sockets import Sockets
from july.live.wsgi import Answer

LINE = "july.line"
"""Extension of the scope: the `OpenLine` of the connection."""

_SCHEMES = {"ws": "http", "wss": "https"}


class UpgradeRequired(JulyError):
    """The address is for WebSockets."""

    code = "upgrade_required"
    status = 426


class OpenLine(Line, Protocol):
    """The connection, once it is a WebSocket: what arrives goes to whoever holds it."""

    def hold(self, sockets: Sockets, socket: Socket) -> None:
        """From now on tell `sockets` what `socket` receives, and when it is gone."""


class Handshakes:
    """The ASGI application that opens WebSockets as the channel app allows."""

    def __init__(self, sockets: Sockets, ask: Ask) -> None:
        self._sockets = sockets
        self._ask = ask

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one handshake; what follows it is the line's."""
        if scope["type"] != "websocket":
            error = UpgradeRequired("This address is for WebSockets; events are at /events")
            extra = ("Upgrade", "websocket"), ("Connection", "upgrade")
            await asgi.answer(send, *asgi.error_response(error, *extra))
            return
        address = counted_address(scope.get("client"))
        try:
            self._sockets.check_room(address)
            answer = await self._ask(_as_request(scope))
            if answer.status != 200:
                await _refuse(send, answer.status, answer.headers, answer.body)
                return
            self._sockets.check_room(address)
        except JulyError as error:
            await _refuse(send, *asgi.error_response(error))
        else:
            await self._open(scope, send, address, _context(answer))

    async def _open(self, scope: Scope, send: Send, address: str | None, context: Any) -> None:  # noqa: ANN401 - the channel app's
        line: OpenLine = scope["extensions"][LINE]
        socket = self._sockets.join(address, context, line)
        try:
            await send({"type": "websocket.accept"})
        except BaseException:
            self._sockets.leave(socket)
            raise
        line.hold(self._sockets, socket)


def _as_request(scope: Scope) -> Scope:
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if not name.startswith(b"sec-websocket-") and name not in {b"upgrade", b"connection"}
    ]
    return {
        **scope,
        "type": "http",
        "method": "GET",
        "scheme": _SCHEMES.get(scope["scheme"], "http"),
        "headers": headers,
    }


def _context(answer: Answer) -> Any:  # noqa: ANN401 - the channel app's
    """Raises Unavailable if the answer is not what it should be."""
    try:
        told = json.loads(answer.body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Unavailable("What decides about live connections failed")
    return told.get("context")


async def _refuse(send: Send, status: int, headers: asgi.Headers, body: bytes) -> None:
    """Answer a handshake as an ordinary request."""
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    start = {"type": "websocket.http.response.start", "status": status, "headers": encoded}
    await send(start)
    await send({"type": "websocket.http.response.body", "body": body, "more_body": False})
