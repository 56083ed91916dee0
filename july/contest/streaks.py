"""Streaks: days on end with a commit. Days are local ones: a streak follows its person around."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAY = timedelta(days=1)
WEST = timedelta(hours=12)
"""How long after UTC's a day ends where it ends last."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days with a commit on each."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def ends(self) -> datetime:
        """From then on it can't go on: the day after its last is over everywhere."""
        return datetime.combine(self.last + 2 * DAY, time(), UTC) + WEST


@dataclass(frozen=True, slots=True)
class Streak:
    """The run that still goes on, and the longest; None where there is none."""

    present: Run | None
    longest: Run | None


def runs_of(days: Iterable[str]) -> list[Run]:
    """The runs among days in ISO 8601, the earliest first, each as long as it gets."""
    runs: list[Run] = []
    for day in sorted(map(date.fromisoformat, set(days))):
        if runs and day - runs[-1].last == DAY:
            runs[-1] = Run(runs[-1].first, day)
        else:
            runs.append(Run(day, day))
    return runs


def streak_of(days: Iterable[str], now: datetime) -> Streak:
    """The streak that days with a commit make, as it stands now. Of equally long runs the first."""
    runs = runs_of(days)
    if not runs:
        return Streak(None, None)
    longest = max(runs, key=lambda run: run.length)
    return Streak(runs[-1] if now < runs[-1].ends else None, longest)
