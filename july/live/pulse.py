"""The heartbeat of the community: commits and points of the last hour, second by second, and of the
last two days, hour by hour.

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
from typing import Any

from july import bus
from july.bus import Event, Past
from july.contest import feed
from july.contest.models import Commit
from july.contest.paging import rows_of
from july.lib import clock
from july.live.hours import Counts, Hours, horizon

SECONDS = 3_600
MOST = 50_000
"""Commits of the hour that are remembered; of more, only the newest."""
FILLED = 5_000
"""Stored commits that a look reads at most: it must not take seconds."""
READ_BACK = 1_000
"""Stored commits that a look at hours reads of the two days before this process began."""
SETTLED = 2
"""Seconds within which a commit is told, mostly."""
AT_ONCE = 200


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
        self._begun = (_now() - SECONDS) * 1_000_000
        self._hours = Hours(self._begun)
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

    def begin(self, beats: list[Beat]) -> None:
        """Count the first ones, which are all there are unless there was no end of them."""
        if len(beats) >= FILLED:
            self._begun = self._hours.whole_since = beats[0].recorded - 1
        self.add(beats)

    @property
    def read_back_to(self) -> int | None:
        """Where to go on with what is older, microseconds since 1970; None if all is there."""
        with self._lock:
            return None if self._hours.is_whole(_now()) else self._hours.whole_since

    def add_older(self, beats: list[Beat], since: int) -> None:
        """Count, by hours only, all that was stored after `since` and before what was there."""
        with self._lock:
            for beat in beats:
                self._hours.add(beat.second, beat.channels, beat.points)
            self._hours.whole_since = since
            self._hours.forget(_now())

    def hours(self, channel: str, hours: int) -> dict[str, Any]:
        """`until`, `since` and `beats`, as `pulse.hours` answers them.

        Whoever counts what comes has to know what is counted already: so all seconds up to `until`
        are, and none after it.
        """
        with self._lock:
            now = _now()
            self._forget(now - SECONDS)
            counted = self._hours.of(channel, now, hours)
            for second, (commits, points) in self._channels.get(channel, {}).items():
                if second > now - SETTLED and (counts := counted.get(second - second % SECONDS)):
                    counts[0] -= commits
                    counts[1] -= points
            since = max(self._hours.whole_since, horizon(now)) // 1_000_000
        beats = [[began, *counts] for began, counts in sorted(counted.items()) if counts[0] > 0]
        return {"until": now - SETTLED, "since": since, "beats": beats}

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
        # What is older is read from the store, or was counted and is known no more.
        if beat.recorded > max(self._begun, (_now() - SECONDS) * 1_000_000):
            self._hours.add(beat.second, beat.channels, beat.points)

    def _forget(self, before: int) -> None:
        self._hours.forget(before + SECONDS)
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

    def hours(self, channel: str, hours: int) -> dict[str, Any]:
        """As `Pulse.hours`; reads a stretch more of what was stored before this process began."""
        pulse = self.pulse()
        with self._lock:
            until = pulse.read_back_to
            if until is not None:
                pulse.add_older(*_older(until))
        return pulse.hours(channel, hours)

    def end(self) -> None:
        """Hear nothing any more, and forget everything."""
        with self._lock:
            self._stop()
            self._pulse, self._stop = None, _nothing

    def _begin(self) -> Pulse:
        pulse = Pulse()
        pulse.begin(_stored(pulse.missing_since))

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
    return _told(newest[::-1])


def _older(until: int) -> tuple[list[Beat], int]:
    """A stretch of the commits stored up to that moment, and since when they are all there are."""
    since = horizon(_now())
    query = Commit.query(Commit.recorded > since, Commit.recorded <= until)
    rows = list(islice(rows_of(query.order(-Commit.recorded), AT_ONCE), READ_BACK))
    return _told(rows), rows[-1].recorded - 1 if len(rows) == READ_BACK else since


def _told(commits: list[Commit]) -> list[Beat]:
    return [_beat(told.id, told.channels, told.message) for told in feed.tell(commits)]


def _beat(id: str, channels: tuple[str, ...], message: feed.Message) -> Beat:
    return Beat(id, bus.moment_of(id), channels, int(message["points"] or 0))


def _nothing() -> None:
    """Listening has not begun."""


listening = Listening()
"""This process' own."""
