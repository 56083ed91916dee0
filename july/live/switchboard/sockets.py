"""The open WebSockets: what arrives is asked of the channel app, what is to be sent is joined.

Here is no network: a `Line` takes bytes, and whoever holds it says what it received.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from itertools import count
from secrets import token_hex
from typing import Any

from july.bus import Event
from july.errors import Unavailable
from july.live.switchboard.rpc import Rpc
from july.live.switchboard.socket import (
    GOING_AWAY,
    ONLY_TEXT,
    POLICY,
    Admitted,
    Joined,
    Line,
    Socket,
)
from july.live.switchboard.switchboard import Switchboard

logger = logging.getLogger(__name__)

SLICES = 20
"""Parts of all sockets that get their ping at different times."""
QUIET = 2
"""Pings in a row that may stay without any answer."""


class Sockets:
    """All WebSockets of a switchboard."""

    def __init__(self, switchboard: Switchboard, rpc: Rpc) -> None:
        self.limits = switchboard.limits
        self.subscriptions = rpc.subscriptions
        self._rpc = rpc
        self._switchboard = switchboard
        self._slices: list[dict[Socket, None]] = [{} for _ in range(SLICES)]
        self._next_slice = 0
        self._prefix = token_hex(4)
        self._numbers = count(1)
        self._size = 0
        self._unwritten: list[Socket] = []
        self._beat: asyncio.TimerHandle | None = None
        switchboard.attend(self)

    def __len__(self) -> int:
        return self._size

    @property
    def ids(self) -> set[str]:
        """The names of the sockets, which no other switchboard uses."""
        return {socket.id for socket in self._all()}

    def start(self) -> None:
        """Begin to look after them, in the running event loop."""
        self._beat = asyncio.get_running_loop().call_later(
            self.limits.heartbeat / SLICES, self._send_heartbeats, 0
        )

    def stop(self) -> None:
        """End every connection, so that clients connect elsewhere."""
        if self._beat:
            self._beat.cancel()
            self._beat = None
        for socket in self._all():
            socket.close(GOING_AWAY, "the site stops; connect again in a moment")

    def check_room(self, address: str | None) -> None:
        """Raise Unavailable or TooManyConnections if no further client can be held."""
        self._switchboard.check_runs()
        if self._size >= self.limits.connections:
            message = f"All {self.limits.connections} live connections are taken; try again later"
            raise Unavailable(message)
        self._switchboard.addresses.check(address)

    def join(self, address: str | None, context: Any, line: Line) -> Socket:  # noqa: ANN401 - the channel app's
        """Hold a connection that may open."""
        admitted = Admitted(f"socket-{self._prefix}-{next(self._numbers)}", address, context)
        socket = Socket(admitted, line, self.limits, self._flush_soon)
        socket.slice = self._next_slice
        self._next_slice = (self._next_slice + 1) % SLICES
        self._slices[socket.slice][socket] = None
        self._size += 1
        self._switchboard.addresses.add(address)
        socket.may_ask(asyncio.get_running_loop().time())
        return socket

    def leave(self, socket: Socket) -> None:
        """Forget a connection that has ended. Leaving twice does no harm."""
        if self._slices[socket.slice].pop(socket, self) is self:
            return
        socket.open = False
        self._size -= 1
        self.subscriptions.leave(socket)
        self._switchboard.addresses.remove(socket.address)

    def received(self, socket: Socket, message: str) -> None:
        """A client sent a text message."""
        if not socket.open:
            return
        if not socket.may_ask(asyncio.get_running_loop().time()):
            socket.close(POLICY, f"more than {self.limits.calls:g} messages a second")
        elif len(socket.waiting) >= self.limits.waiting:
            socket.close(POLICY, f"more than {self.limits.waiting} messages wait for an answer")
        else:
            self._rpc.ask(socket, message)

    def received_bytes(self, socket: Socket) -> None:
        """A client sent a binary message, of which there are none."""
        socket.close(ONLY_TEXT, "messages are text: JSON objects")

    def hear(self, events: Sequence[Event]) -> None:
        """What was told on the bus since the last turn."""
        if self._size:
            self.subscriptions.hear(events)

    def begin_anew(self) -> None:
        """Events may have been missed."""
        self.subscriptions.begin_anew()

    def _flush_soon(self, socket: Socket) -> None:
        if not self._unwritten:
            asyncio.get_running_loop().call_soon(self._flush)
        self._unwritten.append(socket)

    def _flush(self) -> None:
        """Write to each client once, the same bytes to all for whom the same frames wait."""
        sockets, self._unwritten = self._unwritten, []
        joined: Joined = {}
        for socket in sockets:
            socket.flush(joined)

    def _send_heartbeats(self, place: int) -> None:
        loop = asyncio.get_running_loop()
        for socket in list(self._slices[place]):
            socket.quiet += 1
            if socket.quiet > QUIET + 1:
                socket.close(POLICY, "no sign of life")
            elif not socket.subscriptions and loop.time() - socket.last_asked > self.limits.idle:
                socket.close(GOING_AWAY, "idle; connect again when there is something to ask")
            else:
                socket.ping()
        following = (place + 1) % SLICES
        self._beat = loop.call_later(
            self.limits.heartbeat / SLICES, self._send_heartbeats, following
        )

    def _all(self) -> Iterable[Socket]:
        return [socket for part in self._slices for socket in part]
