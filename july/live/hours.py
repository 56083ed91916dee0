"""How many commits and points each hour of the last two days had, on every channel.

Nothing is counted twice: an hour that is over stays as it is, and what comes is added to the hour
that runs. What was stored before this process began to listen is read backwards, a stretch at each
look, until two days are there.
"""

from collections.abc import Iterable

HOUR = 3_600
SPAN = 48
"""Hours that are remembered."""
MOST = 200_000
"""Counts that are held, one for each channel in each hour; of more, the oldest hours go."""

Counts = list[int]
"""Commits and points."""


class Hours:
    """Counts by hour and channel. Whoever uses it from several threads holds a lock."""

    def __init__(self, whole_since: int) -> None:
        self.whole_since = whole_since
        """Everything stored after this moment is counted, microseconds since 1970."""
        self._hours: dict[int, dict[str, Counts]] = {}
        self._held = 0

    def add(self, second: int, channels: Iterable[str], points: int) -> None:
        """Count one commit."""
        hour = self._hours.setdefault(second // HOUR, {})
        before = len(hour)
        for channel in channels:
            counts = hour.setdefault(channel, [0, 0])
            counts[0] += 1
            counts[1] += points
        self._held += len(hour) - before

    def forget(self, now: int) -> None:
        """Hold two days at most, and no more counts than there is room for."""
        while self._hours:
            oldest = min(self._hours)
            if oldest > now // HOUR - SPAN and (self._held <= MOST or len(self._hours) == 1):
                return
            self._held -= len(self._hours.pop(oldest))
            self.whole_since = max(self.whole_since, (oldest + 1) * HOUR * 1_000_000)

    def is_whole(self, now: int) -> bool:
        """Whether there is nothing older to be read, or no room for it."""
        return self.whole_since <= horizon(now) or self._held > MOST

    def of(self, channel: str, now: int, hours: int) -> dict[int, Counts]:
        """Commits and points of the hours with a commit, by the second in which they began."""
        running = now // HOUR
        wanted = range(running - hours + 1, running + 1)
        found = ((hour, self._hours.get(hour, {}).get(channel)) for hour in wanted)
        return {hour * HOUR: list(counts) for hour, counts in found if counts}


def horizon(now: int) -> int:
    """The moment from which on hours are remembered, microseconds since 1970."""
    return (now // HOUR - SPAN + 1) * HOUR * 1_000_000
