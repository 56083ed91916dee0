"""The heartbeat of the community: commits and points, second by second, of the last hour.

Counted in memory, from the events that everybody gets anyway: reading an hour of stored commits for
every look would cost seconds on a busy site. A look reads only what was stored after the last beat,
which is mostly nothing; the first one reads the hour. So what was recorded before this process
began is there too, and so is a commit whose event is still on its way here.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from july import bus
from july.bus import Event, Past
from july.contest import feed
from july.contest.models import Commit
from july.contest.paging import rows_of
from july.lib import clock

SECONDS = 3_600
MOST = 50_000
"""Commits of the hour that are remembered; of more, only the newest."""
FILLED = 5_000
"""Stored commits that a look reads at most: it must not take seconds."""
AT_ONCE = 200

Counts = list[int]
"""Commits and points."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One commit, as far as it can be counted."""

    id: str
    recorded: int
    """When July recorded it, microseconds since 1970."""
    channels: tuple[str, ...]
    points: int

    @property
    def second(self) -> int:
        """In which second."""
        return self.recorded // 1_000_000


class Pulse:
    """What happened on every channel within the last hour. Safe to use from any thread."""

    def __init__(self) -> None:
        self._beats: deque[Beat] = deque()
        self._ids: set[str] = set()
        self._channels: dict[str, dict[int, Counts]] = {}
        self._newest = 0
        self._lock = Lock()

    @property
    def missing_since(self) -> int:
        """Everything that was recorded up to here, in microseconds, and told, is counted."""
        return max(self._newest, (_now() - SECONDS) * 1_000_000)

    def add(self, beats: Iterable[Beat]) -> None:
        """Count what has not been counted yet, and forget what is older than an hour."""
        with self._lock:
            for beat in beats:
                if beat.id not in self._ids:
                    self._count(beat)
            self._forget(_now() - SECONDS)

    def history(self, channel: str, seconds: int) -> list[list[int]]:
        """`[second, commits, points]` of each second with a commit, the oldest first."""
        with self._lock:
            self._forget(_now() - SECONDS)
            counted = self._channels.get(channel, {})
            start = _now() - seconds
            return [[second, *counted[second]] for second in sorted(counted) if second > start]

    def _count(self, beat: Beat) -> None:
        self._ids.add(beat.id)
        self._newest = max(self._newest, beat.recorded)
        self._beats.append(beat)
        for channel in beat.channels:
            counts = self._channels.setdefault(channel, {}).setdefault(beat.second, [0, 0])
            counts[0] += 1
            counts[1] += beat.points

    def _forget(self, before: int) -> None:
        # In the order in which they came, which is nearly that of their seconds.
        while self._beats and (self._beats[0].second <= before or len(self._beats) > MOST):
            beat = self._beats.popleft()
            self._ids.discard(beat.id)
            for channel in beat.channels:
                counted = self._channels[channel]
                counts = counted[beat.second]
                counts[0] -= 1
                counts[1] -= beat.points
                if not counts[0]:
                    del counted[beat.second]
                if not counted:
                    del self._channels[channel]


class Listening:
    """The pulse of this process, which begins when somebody first looks."""

    def __init__(self) -> None:
        self._pulse: Pulse | None = None
        self._stop: Callable[[], None] = _nothing
        self._lock = Lock()

    def pulse(self) -> Pulse:
        """The pulse, with all that is stored. The first call reads an hour of it."""
        with self._lock:
            if self._pulse is None:
                self._pulse = self._begin()
            self._pulse.add(_stored(self._pulse.missing_since))
            return self._pulse

    def end(self) -> None:
        """Hear nothing any more, and forget everything."""
        with self._lock:
            self._stop()
            self._pulse, self._stop = None, _nothing

    def _begin(self) -> Pulse:
        pulse = Pulse()

        def hear(event: Event) -> None:
            pulse.add(_beats_of([event]))

        def hear_past(past: Past) -> None:
            pulse.add(_beats_of(past.events))

        self._stop = bus.listen(hear, hear_past)
        return pulse


def _now() -> int:
    return clock.microseconds(clock.now()) // 1_000_000


def _beats_of(events: Iterable[Event]) -> Iterable[Beat]:
    for event in events:
        if event.name == "commit":
            yield _beat(event.key or event.id, event.channels, json.loads(event.data))


def _stored(since: int) -> list[Beat]:
    """The commits stored after that moment, the oldest first."""
    query = Commit.query(Commit.recorded > since).order(-Commit.recorded)
    newest = list(islice(rows_of(query, AT_ONCE), FILLED))
    return [_beat(told.id, told.channels, told.message) for told in feed.tell(newest[::-1])]


def _beat(id: str, channels: tuple[str, ...], message: feed.Message) -> Beat:
    milliseconds, rest = id.split("-")
    recorded = int(milliseconds) * 1_000 + int(rest)
    return Beat(id, recorded, channels, int(message["points"] or 0))


def _nothing() -> None:
    """Listening has not begun."""


listening = Listening()
"""This process' own."""
