"""Event streams on a server that offers nothing but plain ASGI."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from july.live import asgi
from july.live.asgi import Receive, Send
from july.live.switchboard.switchboard import Client, Switchboard


class Response:
    """The sink that is an ASGI response: one write waits here until `send` has taken the last."""

    client: Client

    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._task = asyncio.current_task()
        self._wake = asyncio.Event()
        self._data = b""
        self._open = True
        self._dropped = False

    def write(self, data: bytes) -> bool:
        """Take `data`; no more is wanted until it has been sent."""
        self._data += data
        self._wake.set()
        return False

    def close(self) -> None:
        """End the stream in good order."""
        self._open = False
        self._wake.set()

    def drop(self) -> None:
        """End it at once, and what was not sent with it."""
        self._dropped = True
        self.close()
        if self._task:
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
