"""What was said lately, encoded once, so that everybody can read it at their own pace.

Every event gets a position when it arrives. A client's cursor is such a position: ids follow the
time at which things were recorded, and events can arrive in another order, but nothing ever
arrives before a cursor. Replay, late joiners and slow clients are therefore the same thing:
reading from a cursor.

Each channel forgets its own oldest events, so that a busy stream does not push out the commits. Raw
streams, of which anybody may begin as many as they like, have bounds of their own together: the one
that has been silent for longest goes first, and nothing of July's own channels goes with it.
Nothing here knows of asyncio, sockets or threads; one thread at a time may use it.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from math import inf
from operator import attrgetter

from july.bus import Event, EventId, Past, parse_id
from july.bus.raw import is_key
from july.live.switchboard.frames import encode_event

MOST_FRAMES = 10_000
"""Events kept of one channel."""
MOST_BYTES = 8_000_000
"""Bytes kept of one channel."""
MOST_BYTES_TOGETHER = 32_000_000
"""Bytes kept of all channels; an event in three channels counts three times."""
MOST_KEYS = 1_000
"""Raw streams of which anything is kept."""
RAW_SHARE = 4
"""Raw streams have one part in so many of the bytes, each by itself and all together: they are for
whoever reads now, and only who reads slowly needs what was said before."""
OVERLAP_MS = 5_000
"""How far before an id replay begins if the order of arrival around that id isn't known."""


@dataclass(slots=True)
class Frame:
    """One event as it goes over the wire."""

    position: int
    id: str
    key: str
    """The message's own id, or ""."""
    data: bytes
    filled: bool
    peak: int
    """The latest time, in milliseconds, that any event up to this one has in its id."""
    channels: int
    """How many channels still hold it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is next for a cursor."""

    data: bytes
    position: int
    """The cursor after these bytes."""
    lost: bool
    """Whether events after the cursor have been forgotten already."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far something has been forgotten."""

    position: int
    id: EventId

    def __or__(self, other: "Mark") -> "Mark":
        return Mark(max(self.position, other.position), max(self.id, other.id))


class _Channel:
    """The frames of one channel, oldest first."""

    __slots__ = ("forgotten", "frames", "kind", "size")

    def __init__(self, kind: "_Kind") -> None:
        self.frames: deque[Frame] = deque()
        self.size = 0
        self.kind = kind
        self.forgotten = kind.forgotten

    def after(self, position: int) -> Iterator[Frame]:
        start = bisect_right(self.frames, position, key=attrgetter("position"))
        for index in range(start, len(self.frames)):
            yield self.frames[index]

    def forget_oldest(self) -> Frame:
        frame = self.frames.popleft()
        self.size -= len(frame.data)
        self.forgotten |= Mark(frame.position, _numbers(frame.id))
        return frame


class _Kind:
    """July's own channels, or those of raw streams: how much is kept of them, and what is."""

    __slots__ = ("forgotten", "most_bytes", "most_channels", "names", "of_one", "size")

    def __init__(self, forgotten: Mark, of_one: int, most_bytes: int, most_channels: float) -> None:
        self.of_one = of_one
        self.most_bytes = most_bytes
        self.most_channels = most_channels
        self.forgotten = forgotten
        """How far channels have been forgotten as a whole."""
        self.names: OrderedDict[str, None] = OrderedDict()
        """The one that has been silent for longest comes first."""
        self.size = 0

    @property
    def is_full(self) -> bool:
        """Whether it has more than one channel, and more than it should."""
        beyond = self.size > self.most_bytes or len(self.names) > self.most_channels
        return beyond and len(self.names) > 1


class Ring:
    """The recent events of every channel, within bounds of number and size.

    `start` is the id before which nothing is known: a client that asks for more has missed more
    than can be told.
    """

    def __init__(
        self,
        start: str,
        *,
        frames: int = MOST_FRAMES,
        size: int = MOST_BYTES,
        together: int = MOST_BYTES_TOGETHER,
        keys: int = MOST_KEYS,
    ) -> None:
        self._most_frames = frames
        nothing = Mark(0, _before_id(start))
        self._own = _Kind(nothing, size, together, inf)
        self._raw = _Kind(nothing, size // RAW_SHARE, together // RAW_SHARE, keys)
        self._channels: dict[str, _Channel] = {}
        self._frames: dict[str, Frame] = {}
        self._keys: set[str] = set()
        self._peak = 0
        self.newest = start
        """The id that arrived last."""
        self.position = 0
        """The position of what arrived last; 0 when nothing did."""

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, event: Event) -> bool:
        """Keep `event`. Gives False, and does nothing, if its id or its message is held already."""
        return self._add(event, filled=False)

    def fill(self, events: Iterable[Event]) -> None:
        """Keep stored events, at start, before anything else arrives.

        They reach back to the oldest of them without a gap, so that is how far replay can reach.
        """
        ordered = sorted(events, key=lambda event: _numbers(event.id))
        if ordered:
            self._own.forgotten = Mark(self._own.forgotten.position, _before_id(ordered[0].id))
        for event in ordered:
            self._add(event, filled=True)

    def begin(self, past: Past) -> None:
        """Forget everything, and keep the events of `past`, as they arrived.

        Who has seen something before `past` may have missed more than is in it.
        """
        for kind in (self._own, self._raw):
            while kind.names:
                self._drop_quietest(kind)
            kind.forgotten = Mark(self.position, _before_id(past.start))
        self._peak = 0
        self.newest = past.start
        for event in past.events:
            self._add(event, filled=False)

    def after(self, id: str, channels: Sequence[str]) -> int | None:
        """The cursor of a client of `channels` that has seen everything up to `id`.

        None if events after `id` have been forgotten, or `id` is no id of an event. An id that
        never arrived here is from before a restart: its order of arrival is not known, so the
        cursor then stands a few seconds early. Readers know a message again by its own id.
        """
        asked = parse_id(id)
        forgotten = self._forgotten_of(channels)
        frame = self._frames.get(id)
        if frame and not frame.filled:
            return frame.position if forgotten.position <= frame.position else None
        if asked is None or forgotten.id >= asked:
            return None
        return self._before(asked[0] - OVERLAP_MS, channels)

    def read(self, channels: Sequence[str], cursor: int, limit: int) -> Batch:
        """What arrived on `channels` after `cursor`: about `limit` bytes, at least one event."""
        parts: list[bytes] = []
        size = 0
        position = self.position
        for frame in self._after(channels, cursor):
            if parts and size + len(frame.data) > limit:
                position = frame.position - 1
                break
            parts.append(frame.data)
            size += len(frame.data)
        lost = self._forgotten_of(channels).position > cursor
        return Batch(b"".join(parts), position, lost)

    def _add(self, event: Event, *, filled: bool) -> bool:
        names = dict.fromkeys(event.channels)
        if event.id in self._frames or event.key in self._keys or not names:
            return False
        self.position += 1
        self.newest = event.id
        self._peak = max(self._peak, _numbers(event.id)[0])
        frame = Frame(
            self.position, event.id, event.key, encode_event(event), filled, self._peak, len(names)
        )
        self._frames[event.id] = frame
        if event.key:
            self._keys.add(event.key)
        for name in names:
            self._append(name, frame)
        for kind in (self._own, self._raw):
            while kind.is_full:
                self._drop_quietest(kind)
        return True

    def _append(self, name: str, frame: Frame) -> None:
        channel = self._channels.get(name)
        if channel is None:
            channel = self._channels[name] = _Channel(self._kind_of(name))
        kind = channel.kind
        kind.names[name] = None
        kind.names.move_to_end(name)
        channel.frames.append(frame)
        channel.size += len(frame.data)
        kind.size += len(frame.data)
        while len(channel.frames) > 1 and (
            len(channel.frames) > self._most_frames or channel.size > kind.of_one
        ):
            self._forget_oldest(channel)

    def _kind_of(self, name: str) -> _Kind:
        return self._raw if is_key(name) else self._own

    def _drop_quietest(self, kind: _Kind) -> None:
        """Forget the channel of that kind that has been silent for longest."""
        name, _ = kind.names.popitem(last=False)
        channel = self._channels.pop(name)
        while channel.frames:
            self._forget_oldest(channel)
        kind.forgotten |= channel.forgotten

    def _forget_oldest(self, channel: _Channel) -> None:
        frame = channel.forget_oldest()
        channel.kind.size -= len(frame.data)
        frame.channels -= 1
        if not frame.channels:
            del self._frames[frame.id]
            self._keys.discard(frame.key)

    def _forgotten_of(self, channels: Sequence[str]) -> Mark:
        held = [self._channels.get(name) or self._kind_of(name) for name in channels]
        marks = [each.forgotten for each in held] or [self._own.forgotten]
        return Mark(max(mark.position for mark in marks), max(mark.id for mark in marks))

    def _after(self, channels: Sequence[str], position: int) -> Iterator[Frame]:
        """The frames of `channels` after `position`, each once, as they arrived."""
        held = [self._channels[name].after(position) for name in channels if name in self._channels]
        if len(held) == 1:
            yield from held[0]
            return
        last = position
        for frame in merge(*held, key=attrgetter("position")):
            if frame.position > last:
                last = frame.position
                yield frame

    def _before(self, milliseconds: int, channels: Sequence[str]) -> int:
        """The position before the first frame on `channels` as late as `milliseconds`, or later."""
        first = self.position + 1
        for name in channels:
            frames = self._channels[name].frames if name in self._channels else ()
            index = bisect_left(frames, milliseconds, key=attrgetter("peak"))
            if index < len(frames):
                first = min(first, frames[index].position)
        return first - 1


def _before_id(id: str) -> EventId:
    """The latest id that is earlier."""
    milliseconds, sequence = _numbers(id)
    return milliseconds, sequence - 1


def _numbers(id: str) -> EventId:
    numbers = parse_id(id)
    if numbers is None:
        message = f"{id!r} is no id of an event"
        raise ValueError(message)
    return numbers
