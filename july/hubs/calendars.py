"""A calendar of commits per day as a drawing: where each day stands and how warm it is.

A game of up to six weeks is a sheet like that on a wall, a row a week. A longer one is a strip, a
column a week. Lengths are units of the drawing's own, which scales.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Self

from django.utils.translation import gettext as _

from july.contest.games import Game
from july.lib import clock
from july.lib.words import count, day, month, weekday

LONGEST_SHEET = 42
WEEKS = 53
"""As many as a strip shows."""
SHEET_CELL = (40, 30)
STRIP_CELL = (14, 14)
"""Width and height of a day with its share of the gaps."""
HEADING = 18
"""Height of the line of names above the days."""
LEVELS = 4
SPREAD = 7
"""Commits that at least lie between the coolest and the warmest day with any."""
MONDAY = date(2026, 7, 6)
"""Any: for the names of the days of a week."""


@dataclass(frozen=True, slots=True)
class Label:
    """A word on the drawing."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One day."""

    x: int
    y: int
    day: date
    commits: int
    points: int
    level: int
    """0 for no commits up to 4, or -1 for a day that is still to come."""
    today: bool

    @property
    def title(self) -> str:
        """The day in words."""
        if self.level < 0:
            return day(self.day)
        told = f"{day(self.day)}: {count(self.commits, 'commit', 'commits')}"
        return f"{told}, {count(self.points, 'point', 'points')}" if self.points else told


@dataclass(frozen=True, slots=True)
class Calendar:
    """The whole drawing."""

    layout: str
    """`sheet` or `strip`."""
    cell: tuple[int, int]
    """Width and height of a day."""
    width: int
    height: int
    labels: tuple[Label, ...]
    cells: tuple[Cell, ...]
    summary: str
    """All of it in one sentence."""

    @property
    def busy(self) -> list[Cell]:
        """The days with commits."""
        return [cell for cell in self.cells if cell.commits]


@dataclass(frozen=True, slots=True)
class Warmth:
    """Between which numbers the days of a calendar lie."""

    low: int
    high: int

    @classmethod
    def of(cls, days: Mapping[str, int]) -> Self:
        """Of days in ISO 8601 with their commits."""
        # Today is not over: it would make every other day look warm.
        today = clock.now().date().isoformat()
        low = min((commits for on, commits in days.items() if on != today), default=0)
        return cls(low, max(days.values(), default=0))

    def level(self, commits: int) -> int:
        """How warm a day is, from 0 to LEVELS, between the coolest and the warmest day with any."""
        if not commits:
            return 0
        above = max(commits - self.low, 0)
        return 1 + round((LEVELS - 1) * above / max(self.high - self.low, SPREAD))


def drawn(game: Game, told: Mapping[str, Any]) -> Calendar:
    """What `stats.calendar` told of a thing in that game, as a drawing."""
    facts = {row["day"]: (row["commits"], row["points"]) for row in told["days"]}
    shown = list(_days_of(game))
    sheet = len(shown) <= LONGEST_SHEET
    across, down = size = SHEET_CELL if sheet else STRIP_CELL
    cells = tuple(_cells(shown, facts, sheet))
    return Calendar(
        layout="sheet" if sheet else "strip",
        cell=size,
        width=7 * across if sheet else cells[-1].x + across,
        height=max(cell.y for cell in cells) + down,
        labels=tuple(_weekdays() if sheet else _months(cells)),
        cells=cells,
        summary=_summary(cells, game),
    )


def _days_of(game: Game) -> Iterator[date]:
    """The days of the game; of a very long one the last year, up to now where it still runs."""
    last = game.last
    if (last - game.first).days >= WEEKS * 7:
        last = max(game.first, min(last, clock.now().date()))
    first = max(game.first, last - timedelta(days=WEEKS * 7 - 1))
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _cells(days: list[date], facts: Mapping[str, tuple[int, int]], sheet: bool) -> Iterator[Cell]:
    across, down = SHEET_CELL if sheet else STRIP_CELL
    today = clock.now().date()
    start = days[0] - timedelta(days=days[0].weekday())
    warmth = Warmth.of({on: commits for on, (commits, _) in facts.items()})
    for each in days:
        week, weekday = divmod((each - start).days, 7)
        column, row = (weekday, week) if sheet else (week, weekday)
        commits, points = facts.get(each.isoformat(), (0, 0))
        yield Cell(
            x=column * across,
            y=HEADING + row * down,
            day=each,
            commits=commits,
            points=points,
            level=-1 if each > today and not commits else warmth.level(commits),
            today=each == today,
        )


def _weekdays() -> Iterator[Label]:
    across = SHEET_CELL[0]
    for column in range(7):
        name = weekday(MONDAY + timedelta(days=column))
        yield Label(column * across + across // 2, HEADING - 7, name)


def _months(cells: tuple[Cell, ...]) -> Iterator[Label]:
    yield Label(0, HEADING - 6, month(cells[0].day))
    for before, cell in pairwise(cells):
        # A name that began in the column before the last would overlap with this one.
        if cell.day.month != before.day.month and cell.x >= 3 * STRIP_CELL[0]:
            yield Label(cell.x, HEADING - 6, month(cell.day))


def _summary(cells: tuple[Cell, ...], game: Game) -> str:
    busy = [cell for cell in cells if cell.commits]
    if not busy:
        return _("No commits yet in %(game)s.") % {"game": game.name}
    total = sum(cell.commits for cell in busy)
    best = max(busy, key=lambda cell: cell.commits)
    return _("%(commits)s on %(days)s of %(game)s; most on %(day)s: %(most)s.") % {
        "commits": count(total, "commit", "commits"),
        "days": count(len(busy), "day", "days"),
        "game": game.name,
        "day": day(best.day),
        "most": count(best.commits, "commit", "commits"),
    }
