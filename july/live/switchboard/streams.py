"""`/events` over ASGI: asks the channel app, then holds the stream.

The question is the client's own request, the answer one of GRIP's hold instructions
(https://pushpin.org/docs/protocols/grip/): `Grip-Hold: stream` and the channels in
`Grip-Channel`. Whatever else the app answers goes to the client as it is.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote

from july.errors import Unavailable
from july.live import asgi
from july.live.asgi import Receive, Scope, Send
from july.live.switchboard.asking import Ask
from july.live.switchboard.switchboard import Client, Switchboard
from july.live.wsgi import Answer

ABORT = "july.abort"
"""Extension of the scope: a function that ends the connection with all that it has not sent."""


class EventStreams:
    """The ASGI application that opens event streams as the channel app allows."""

    def __init__(self, switchboard: Switchboard, ask: Ask) -> None:
        self._switchboard = switchboard
        self._ask = ask

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; returns when its stream has ended."""
        try:
            self._switchboard.check_room()
            answer = await self._ask(scope)
            await self._obey(answer, scope, receive, send)
        except Unavailable as error:
            await asgi.answer(send, *asgi.error_response(error))

    async def _obey(self, answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        headers = list(_forwarded(answer))
        if answer.header("Grip-Hold") != "stream":
            await asgi.answer(send, answer.status, headers, answer.body)
        elif scope["method"] == "HEAD":
            await asgi.answer(send, answer.status, headers, b"")
        else:
            response = _Response(scope, self._switchboard)
            response.client = self._switchboard.join(
                _channels(answer), _since(scope), response, answer.body
            )
            await response.run(receive, send, answer.status, headers)


class _Response:
    """The sink that is an ASGI response: one write waits here until `send` has taken the last."""

    client: Client

    def __init__(self, scope: Scope, switchboard: Switchboard) -> None:
        self._abort: Callable[[], object] | None = scope.get("extensions", {}).get(ABORT)
        self._switchboard = switchboard
        self._task = asyncio.current_task()
        self._wake = asyncio.Event()
        self._data = b""
        self._open = True
        self._dropped = False

    def write(self, data: bytes) -> bool:
        self._data += data
        self._wake.set()
        return False

    def close(self) -> None:
        self._open = False
        self._wake.set()

    def drop(self) -> None:
        self._dropped = True
        self.close()
        if self._abort:
            self._abort()
        elif self._task:
            self._task.cancel()

    async def run(
        self, receive: Receive, send: Send, status: int, headers: list[tuple[str, str]]
    ) -> None:
        """Pass on what is written until one side ends it."""
        leaving = asyncio.create_task(self._close_when_left(receive))
        try:
            with self._quietly():
                await asgi.start(send, status, headers)
                await self._pump(send)
        finally:
            leaving.cancel()
            self._switchboard.leave(self.client)

    async def _pump(self, send: Send) -> None:
        while self._open or self._data:
            await self._wake.wait()
            self._wake.clear()
            data, self._data = self._data, b""
            if data:
                await asgi.write(send, data, more=True)
            if self._open:
                self._switchboard.drained(self.client)
        if not self._dropped:
            await asgi.write(send, b"")

    async def _close_when_left(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.close()

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """A client that is gone is no error, and neither is one that was dropped."""
        try:
            yield
        except OSError:
            pass
        except asyncio.CancelledError:
            if not self._dropped:
                raise


def _forwarded(answer: Answer) -> Iterator[tuple[str, str]]:
    """The answer's headers without those meant for whoever holds the stream."""
    held = answer.header("Grip-Hold") is not None
    for name, value in answer.headers:
        lower = name.lower()
        if not lower.startswith("grip-") and not (held and lower == "content-length"):
            yield name, value


def _channels(answer: Answer) -> list[str]:
    names = (answer.header("Grip-Channel") or "").split(",")
    return [unquote(name.strip()) for name in names if name.strip()]


def _since(scope: Scope) -> str | None:
    """The id up to which the client has everything: the header, then what the address says.

    A browser that reconnects keeps the address it began with, and its header is the newer one.
    """
    last = asgi.header(scope, "last-event-id")
    if last:
        return last
    return parse_qs(scope["query_string"].decode("latin-1")).get("since", [None])[-1]
