"""Hours of a week as dots: a row a day, a column an hour, the area as large as the number.

Places are percent of the drawing's width and height, radii its own units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

HOURS, DAYS = 24, 7
WIDEST = 5.0
"""Radius of the largest dot."""
PARTS = ("night", "morning", "afternoon", "evening")
"""Six hours each, from midnight on."""
WEEKEND = (5, 6)
Card = Sequence[Sequence[int]]
"""Seven days from Monday on, of 24 numbers each."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One hour of the week with commits."""

    x: float
    y: float
    radius: float
    weekday: int
    hour: int
    commits: int


@dataclass(frozen=True, slots=True)
class Habit:
    """What stands out."""

    weekday: int
    hour: int
    """The busiest hour of the week, the first of several."""
    part: str
    """The busiest of `PARTS`."""
    share: int
    """Percent of all commits in that part of the day."""
    weekend: int
    """Percent of all commits on Saturdays and Sundays."""


def dots(card: Card) -> tuple[Dot, ...]:
    """A dot for each hour with commits."""
    most = max(max(day) for day in card)
    return tuple(
        Dot(
            x=round(100 * (hour + 0.5) / HOURS, 2),
            y=round(100 * (weekday + 0.5) / DAYS, 2),
            radius=round(max(WIDEST * sqrt(commits / most), 0.8), 2),
            weekday=weekday,
            hour=hour,
            commits=commits,
        )
        for weekday, day in enumerate(card)
        for hour, commits in enumerate(day)
        if commits
    )


def habit(card: Card) -> Habit | None:
    """What stands out; None without commits."""
    total = sum(map(sum, card))
    if not total:
        return None
    weekday, hour = max(
        ((weekday, hour) for weekday in range(DAYS) for hour in range(HOURS)),
        key=lambda place: card[place[0]][place[1]],
    )
    length = HOURS // len(PARTS)
    parts = [
        sum(sum(day[begin : begin + length]) for day in card) for begin in range(0, HOURS, length)
    ]
    most = max(parts)
    return Habit(
        weekday=weekday,
        hour=hour,
        part=PARTS[parts.index(most)],
        share=round(100 * most / total),
        weekend=round(100 * sum(sum(card[day]) for day in WEEKEND) / total),
    )
