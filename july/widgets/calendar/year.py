"""A year of days in two halves, a column a week, side by side or one below the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from july.hubs.calendars import HEADING, STRIP_CELL, Cell, Warmth
from july.lib import clock

COLUMNS = 27
"""Weeks of a half."""
WIDTH, HEIGHT = COLUMNS * STRIP_CELL[0], HEADING + 7 * STRIP_CELL[1]
APART = 3
"""Columns that the name of a month needs."""


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two drawings."""

    months: tuple[tuple[int, date], ...]
    """Where the name of a month stands, and a day of it."""
    cells: tuple[Cell, ...]


def halves(told: Mapping[str, Any]) -> tuple[Half, Half]:
    """A year as `stats.year` tells it: 365 days, of which the last stands in the last column."""
    first, last = date.fromisoformat(told["first"]), date.fromisoformat(told["last"])
    facts = {row["day"]: row for row in told["days"]}
    warmth = Warmth.of({day: row["commits"] for day, row in facts.items()})
    begin = last - timedelta(days=last.weekday(), weeks=2 * COLUMNS - 1)
    middle = begin + timedelta(weeks=COLUMNS)
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    cut = (middle - first).days
    return (
        _half(days[:cut], begin, facts, warmth),
        _half(days[cut:], middle, facts, warmth),
    )


def _half(
    days: Sequence[date], begin: date, facts: Mapping[str, Mapping[str, int]], warmth: Warmth
) -> Half:
    cells = tuple(_cells(days, begin, facts, warmth))
    return Half(tuple(_months(cells)), cells)


def _cells(
    days: Sequence[date], begin: date, facts: Mapping[str, Mapping[str, int]], warmth: Warmth
) -> Iterator[Cell]:
    across, down = STRIP_CELL
    today = clock.now().date()
    for each in days:
        week, weekday = divmod((each - begin).days, 7)
        fact = facts.get(each.isoformat(), {})
        commits = fact.get("commits", 0)
        yield Cell(
            x=week * across,
            y=HEADING + weekday * down,
            day=each,
            commits=commits,
            points=fact.get("points", 0),
            level=warmth.level(commits),
            today=each == today,
        )


def _months(cells: Sequence[Cell]) -> Iterator[tuple[int, date]]:
    """The month of the first column where there is room for it, then each where it begins."""
    across = STRIP_CELL[0]
    begins = [(cell.x, cell.day) for cell in cells if cell.day.day == 1]
    if cells and (not begins or begins[0][0] - cells[0].x >= APART * across):
        yield cells[0].x, cells[0].day
    yield from (each for each in begins if each[0] <= WIDTH - APART * across)
