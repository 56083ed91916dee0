"""What the page of the design language fills its parts with: made up, and the same every day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from july.contest.boards import BoardRow
from july.contest.games import Game
from july.contest.models import Standing
from july.contest.totals import GAME, calendar_of
from july.hubs.calendars import Calendar, drawn
from july.lib import clock
from july.live.services.own.totals import totals_as_json

DAYS = (3, 9, 0, 1, 14, 7, 0, 2, 5, 11, 0, 0, 18, 6, 4, 22, 8)
"""Commits on the days of the example's month, as far as it has come."""


@dataclass(frozen=True, slots=True)
class Specimens:
    """An example of each part that shows data."""

    board: tuple[BoardRow, ...]
    feed: tuple[dict[str, Any], ...]
    standing: dict[str, Any]
    """Totals, as every service tells them."""
    sheet: Calendar
    strip: Calendar
    bars: tuple[tuple[str, int], ...] = (("Python", 412), ("Rust", 218), ("Go", 96), ("TeX", 7))


def specimens() -> Specimens:
    """An example of each."""
    today = clock.now().date()
    month = Game("example", "the example", today - timedelta(days=16), today + timedelta(days=13))
    longer = Game("example", "the example", today - timedelta(days=120), today)
    standing = _standing(month.first)
    told = {"days": calendar_of(GAME, standing.days, standing.firsts, month.rules)}
    return Specimens(
        board=(
            _row(1, "ada", "Ada", 1234, 984, 25),
            _row(2, "octo", "Octo Cat", 871, 781, 9),
            _row(3, "carla", "Carla with a name that needs its room", 96, 56, 4),
        ),
        feed=(
            _message("2", "octo", "Say hello in every language that has a word for it", 11, 1),
            _message("1", None, "Fix what the night before broke", 0, 190),
        ),
        standing=totals_as_json(standing),
        sheet=drawn(month, told),
        strip=drawn(longer, told),
    )


def _row(rank: int, slug: str, name: str, points: int, commits: int, projects: int) -> BoardRow:
    return BoardRow(rank, slug, name, "", points, commits, projects, days=17)


def _message(number: str, person: str | None, text: str, points: int, ago: int) -> dict[str, Any]:
    return {
        "id": number,
        "hash": number * 40,
        "time": (clock.now() - timedelta(minutes=ago)).isoformat(),
        "message": text,
        "url": "",
        "points": points,
        "person": {"name": person} if person else None,
        "project": {"slug": "push-octo-hello", "name": "octo/hello"},
        "languages": ["python"],
    }


def _standing(first: date) -> Standing:
    days = {str(first + timedelta(days=at)): commits for at, commits in enumerate(DAYS) if commits}
    total = sum(days.values())
    return Standing(points=total + 90, commits=total, projects=9, people=4, days=days, firsts={})
