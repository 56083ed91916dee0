"""How the front writes an event stream, once its head has been sent.

There are thousands of these, and each lasts for hours, so a connection that has become one keeps
nothing of uvicorn's protocol, its parser, the request and the task that answered it. That is the
difference between two kilobytes a stream and sixteen.
"""

import asyncio
from typing import Any

from july.live.switchboard import Client, Switchboard

HIGH_WATER = 64 * 1024
"""Bytes that may wait in the system's and the loop's care before the switchboard hears of it."""


class FrontStream(asyncio.Protocol):
    """A sink of the switchboard: a response of HTTP/1.1 in chunks (RFC 9112, 7.1).

    What the client sends meanwhile is thrown away.
    """

    __slots__ = ("_client", "_connections", "_switchboard", "_takes", "_transport")

    def __init__(self, transport: asyncio.Transport, connections: set[Any]) -> None:
        self._transport = transport
        self._connections = connections
        self._switchboard: Switchboard | None = None
        self._client: Client | None = None
        self._takes = True
        if not transport.is_closing():
            transport.set_write_buffer_limits(HIGH_WATER)
            transport.set_protocol(self)
            connections.add(self)

    def hold(self, switchboard: Switchboard, client: Client) -> None:
        """From now on tell `switchboard` when `client` takes more, and when it is gone."""
        self._switchboard, self._client = switchboard, client
        if self._transport.is_closing():
            switchboard.leave(client)

    def write(self, data: bytes) -> bool:
        """Take `data`. False if no more is wanted until the switchboard hears `drained`."""
        if data and not self._transport.is_closing():
            self._transport.write(b"%x\r\n%b\r\n" % (len(data), data))
        return self._takes

    def close(self) -> None:
        """End the stream in good order."""
        if not self._transport.is_closing():
            self._transport.write(b"0\r\n\r\n")
            self._transport.close()

    def drop(self) -> None:
        """End it at once, and what was not sent with it."""
        self._transport.abort()

    def shutdown(self) -> None:
        """The server stops."""
        self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        del exc
        self._connections.discard(self)
        if self._switchboard is not None and self._client is not None:
            self._switchboard.leave(self._client)

    def pause_writing(self) -> None:
        """The client takes less than it is given."""
        self._takes = False

    def resume_writing(self) -> None:
        """It has taken what it was given."""
        self._takes = True
        if self._switchboard is not None and self._client is not None:
            self._switchboard.drained(self._client)
