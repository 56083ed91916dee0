"""Who gets which bytes, and when.

One turn of the event loop takes everything that was published since the last one, and writes to
each client once. Clients of the same channels share the same bytes.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from secrets import token_hex
from typing import Protocol

from july import bus
from july.bus import Event, Past
from july.bus.notices import NOTIFY
from july.errors import Unavailable
from july.lib import clock
from july.live.switchboard.addresses import Addresses
from july.live.switchboard.frames import HEARTBEAT, encode_mark, encode_reset
from july.live.switchboard.limits import Limits
from july.live.switchboard.ring import Batch, Ring

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
MOST_CLIENTS = 10_000
MOST_BEHIND = 1_000_000
"""Bytes that may wait for a client which takes none. Past it the client is dropped."""
MOST_AT_ONCE = 64_000
"""Bytes of one write; the next follows when the client has taken them."""


class Sink(Protocol):
    """Where the bytes of one client go: an ASGI response, or a socket's own protocol class."""

    def write(self, data: bytes) -> bool:
        """Take `data`. False if no more is wanted until the switchboard hears `drained`."""

    def close(self) -> None:
        """End the stream in good order."""

    def drop(self) -> None:
        """End it at once, and what was not sent with it."""


class Attendant(Protocol):
    """Whoever else wants to know what was told."""

    def hear(self, events: Sequence[Event]) -> None:
        """What arrived since the last turn, each once."""

    def begin_anew(self) -> None:
        """Events may have been missed."""


class Client:
    """One open stream: what it listens to, and how far it has read."""

    __slots__ = ("address", "behind", "channels", "cursor", "id", "ready", "sink")

    def __init__(
        self, id: str, address: str | None, channels: tuple[str, ...], cursor: int, sink: Sink
    ) -> None:
        self.id = id
        self.address = address
        self.channels = channels
        self.cursor = cursor
        self.sink = sink
        self.ready = True
        self.behind = 0
        """Bytes that arrived on its channels since its last write took everything there was."""

    def write(self, data: bytes) -> None:
        """Hand `data` to the sink, and note whether it takes more."""
        self.ready = self.sink.write(data)


class Switchboard:
    """Holds the clients and feeds them from the ring.

    Everything but the bus's call runs in the event loop's thread, and nothing in it waits.
    """

    def __init__(
        self,
        *,
        heartbeat: float = HEARTBEAT_SECONDS,
        clients: int = MOST_CLIENTS,
        ring: Ring | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        """Of its WebSockets."""
        self.addresses = Addresses(self.limits.of_one_address)
        """Of its WebSockets and event streams."""
        self._ring = ring or Ring(bus.event_id(clock.now()))
        self._heartbeat = heartbeat
        self._most = clients
        self._clients: set[Client] = set()
        self._prefix = token_hex(4)
        self._numbers = count()
        self._listening: dict[str, set[Client]] = {}
        self._attendants: list[Attendant] = []
        self._heard: deque[Event | Past] = deque()
        self._turn_is_coming = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beat: asyncio.TimerHandle | None = None
        self._stop_hearing: Callable[[], None] = _nothing

    @property
    def watchers(self) -> int:
        """How many clients are connected."""
        return len(self._clients)

    @property
    def ids(self) -> set[str]:
        """The names of the clients, which no other switchboard uses."""
        return {client.id for client in self._clients}

    @property
    def runs(self) -> bool:
        """Whether it hears the bus and holds clients."""
        return self._loop is not None

    @property
    def newest(self) -> str:
        """The id of the event that arrived last."""
        return self._ring.newest

    def attend(self, attendant: Attendant) -> None:
        """Let `attendant` hear what arrives, in every turn after the streams."""
        self._attendants.append(attendant)

    def start(self) -> None:
        """Begin to hear the bus, in the running event loop.

        What the bus remembers is in the ring when this returns and the loop has made a turn.
        """
        self._loop = asyncio.get_running_loop()
        self._turn_is_coming = False
        self._stop_hearing = bus.listen(self._hear, self._hear)
        self._beat = self._loop.call_later(self._heartbeat, self._send_heartbeats)

    def fill(self, events: Iterable[Event]) -> None:
        """Put stored events into the ring, after a start and before the first client."""
        self._ring.fill(events)

    def stop(self) -> None:
        """End every stream, so that clients reconnect elsewhere, and hear nothing any more."""
        self._stop_hearing()
        self._loop = None
        if self._beat:
            self._beat.cancel()
        for client in list(self._clients):
            self.leave(client)
            if client.ready:
                client.sink.close()
            else:
                client.sink.drop()

    def check_room(self, address: str | None = None) -> None:
        """Raise Unavailable or TooManyConnections if no further client can be held."""
        self.check_runs()
        if len(self._clients) >= self._most:
            raise Unavailable(f"All {self._most} live connections are taken; try again later")
        self.addresses.check(address)

    def check_runs(self) -> None:
        """Raise Unavailable while nothing is heard."""
        if self._loop is None:
            raise Unavailable("The site is stopping or not yet started; try again in a moment")

    def join(
        self,
        channels: Iterable[str],
        since: str | None,
        sink: Sink,
        greeting: bytes = b"",
        *,
        address: str | None = None,
    ) -> Client:
        """Hold a client of `channels`; with `since` it first gets what came after that id.

        `greeting` is written before everything else. Raises Unavailable or TooManyConnections when
        there is no room.
        """
        self.check_room(address)
        names = tuple(sorted(set(channels)))
        cursor = None if since is None else self._ring.after(since, names)
        id = f"stream-{self._prefix}-{next(self._numbers)}"
        place = self._ring.position if cursor is None else cursor
        client = Client(id, address, names, place, sink)
        self._clients.add(client)
        self.addresses.add(address)
        for name in names:
            self._listening.setdefault(name, set()).add(client)
        client.write(greeting + self._opening(since, cursor))
        self._feed(client)
        return client

    def leave(self, client: Client) -> None:
        """Forget a client, whoever ended it. Leaving twice does no harm."""
        if client not in self._clients:
            return
        self._clients.discard(client)
        self.addresses.remove(client.address)
        for name in client.channels:
            others = self._listening.get(name, set())
            others.discard(client)
            if not others:
                self._listening.pop(name, None)

    def drained(self, client: Client) -> None:
        """A sink that wanted no more wants more."""
        client.ready = True
        self._feed(client)

    def _opening(self, since: str | None, cursor: int | None) -> bytes:
        if since is None:
            return encode_mark(self._ring.newest)
        return encode_reset(self._ring.newest, since) if cursor is None else b""

    def _hear(self, heard: Event | Past) -> None:
        """From any thread: however much is published before the loop's next turn wakes it once."""
        self._heard.append(heard)
        loop = self._loop
        if loop is None or self._turn_is_coming:
            return
        self._turn_is_coming = True
        try:
            loop.call_soon_threadsafe(self._turn)
        except RuntimeError:
            logger.debug("The event loop has gone; what is published reaches nobody here")

    def _turn(self) -> None:
        # First the flag, then the events: what is published in between brings another turn.
        self._turn_is_coming = False
        before = self._ring.position
        concerned: set[Client] = set()
        told: list[Event] = []
        for _ in range(len(self._heard)):
            heard = self._heard.popleft()
            if isinstance(heard, Past):
                self._tell(concerned, before)
                concerned.clear()
                before = self._begin(heard)
            elif heard.name == NOTIFY:
                told.append(heard)
            elif self._ring.add(heard):
                told.append(heard)
                for name in heard.channels:
                    concerned.update(self._listening.get(name, ()))
        self._tell(concerned, before)
        if told:
            for attendant in self._attendants:
                attendant.hear(told)

    def _begin(self, past: Past) -> int:
        """Begin anew with `past`, and let every client know that it may have missed something.

        Gives the position from which everybody reads on.
        """
        since = self._ring.newest
        self._ring.begin(past)
        reset = encode_reset(self._ring.newest, since)
        for client in self._clients:
            client.cursor, client.behind = self._ring.position, 0
            client.write(reset)
        for attendant in self._attendants:
            attendant.begin_anew()
        return self._ring.position

    def _tell(self, concerned: Iterable[Client], before: int) -> None:
        """Hand what arrived after `before` to everybody, joined once for the same channels."""
        batches: dict[tuple[str, ...], Batch] = {}
        for client in concerned:
            news = batches.get(client.channels)
            if news is None:
                news = self._ring.read(client.channels, before, MOST_AT_ONCE)
                batches[client.channels] = news
            if client.ready:
                self._send(client, news)
                self._feed(client)
            else:
                self._wait_for(client, news)

    def _feed(self, client: Client) -> None:
        """Write on from the client's cursor for as long as it takes more."""
        while client.ready and client.cursor < self._ring.position:
            self._send(client, self._ring.read(client.channels, client.cursor, MOST_AT_ONCE))

    def _send(self, client: Client, batch: Batch) -> None:
        if batch.lost:
            self._drop(client)
            return
        client.cursor = batch.position
        if client.cursor == self._ring.position:
            client.behind = 0
        if batch.data:
            client.write(batch.data)

    def _wait_for(self, client: Client, news: Batch) -> None:
        client.behind += len(news.data)
        if client.behind > MOST_BEHIND:
            self._drop(client)

    def _drop(self, client: Client) -> None:
        """A client that does not read costs nobody else time or memory."""
        logger.info("Dropped a client of %s that reads too slowly", ", ".join(client.channels))
        client.ready = False
        self.leave(client)
        client.sink.drop()

    def _send_heartbeats(self) -> None:
        for client in list(self._clients):
            if client.ready:
                # It has everything, so what is forgotten from now on is nothing it has missed.
                client.cursor = self._ring.position
                client.write(HEARTBEAT)
        if self._loop:
            self._beat = self._loop.call_later(self._heartbeat, self._send_heartbeats)


def _nothing() -> None:
    """Listening has not begun."""
