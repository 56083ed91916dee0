"""The last days as beads on a thread: those with a commit are full, and joined to one another."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 14
STEP, HEIGHT = 22, 22
WIDTH = DAYS * STEP
RADIUS = 7


@dataclass(frozen=True, slots=True)
class Bead:
    """One day."""

    x: int
    day: date
    full: bool
    """Whether it has a commit."""
    joined: bool
    """Whether it and the day before it have."""


def beads(busy: Collection[str], first: date, last: date) -> tuple[Bead, ...]:
    """The days up to the last, two weeks at most and none before the first, from the left."""
    length = min(DAYS, (last - first).days + 1)
    shown = [last - timedelta(days=each) for each in range(length - 1, -1, -1)]
    full = [day.isoformat() in busy for day in shown]
    return tuple(
        Bead(
            x=STEP * index + STEP // 2,
            day=day,
            full=full[index],
            joined=index > 0 and full[index - 1] and full[index],
        )
        for index, day in enumerate(shown)
    )
