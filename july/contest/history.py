"""Points over time: the first of a board day by day, and a thing over a year of games."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from google.cloud import ndb

from july.contest.boards import address
from july.contest.games import Game
from july.contest.models import Standing
from july.contest.queries import known_games, leading
from july.contest.rows import standing_key
from july.contest.totals import calendar_of
from july.lib import clock

YEAR = timedelta(days=365)
Days = list[dict[str, Any]]


def race(kind: str, game: Game, limit: int) -> dict[str, Any]:
    """The points of the first of a board after each day of the game so far.

    `{"days": [day, …], "lines": [{"rank", "slug", "name", "url", "points": [number, …]}, …]}`, as
    many numbers as days.
    """
    standings = leading(kind, game.slug, limit)
    scored = [
        {each["day"]: each["points"] for each in _days_of(standing, kind, game)}
        for standing in standings
    ]
    days = list(_days_so_far(game, max((max(each, default="") for each in scored), default="")))
    lines = [
        {
            "rank": rank,
            "slug": standing.slug,
            "name": standing.name,
            "url": address(kind, standing.slug),
            "points": list(accumulate(points.get(day, 0) for day in days)),
        }
        for rank, (standing, points) in enumerate(zip(standings, scored, strict=True), 1)
    ]
    return {"days": days, "lines": lines}


def year(kind: str, subject: str) -> dict[str, Any]:
    """Commits and points of a thing over the last year, whatever games there were.

    `{"first", "last", "days": [{"day", "commits", "points"}]}` as of one game: the days in order,
    only those with a commit.
    """
    last = clock.now().date()
    first = last - YEAR + timedelta(days=1)
    games = [game for game in known_games() if game.last >= first and game.first <= last]
    standings = ndb.get_multi([standing_key(game.slug, kind, subject) for game in games])
    found = [
        day
        for game, standing in zip(games, standings, strict=True)
        if standing
        for day in _days_of(standing, kind, game)
    ]
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "days": _joined(day for day in found if day["day"] >= first.isoformat()),
    }


def days_with_commits(kind: str, subject: str) -> list[str]:
    """The local days, ISO 8601, on which a thing has a commit in any game, in order."""
    games = known_games()
    standings = ndb.get_multi([standing_key(game.slug, kind, subject) for game in games])
    return sorted({day for standing in standings if standing for day in standing.days})


def _days_of(standing: Standing, kind: str, game: Game) -> Days:
    return calendar_of(kind, standing.days, standing.firsts, game.rules, standing.bonus)


def _days_so_far(game: Game, latest: str) -> Iterator[str]:
    """Every day of the game up to today, or to the latest with a commit: it may be later there."""
    day = game.first
    end = max(clock.now().date(), date.fromisoformat(latest) if latest else game.first)
    while day <= min(end, game.last):
        yield day.isoformat()
        day += timedelta(days=1)


def _joined(found: Iterator[dict[str, Any]]) -> Days:
    """In order, each day once."""
    totals: dict[str, dict[str, int]] = defaultdict(lambda: {"commits": 0, "points": 0})
    for each in found:
        totals[each["day"]]["commits"] += each["commits"]
        totals[each["day"]]["points"] += each["points"]
    return [{"day": day, **counts} for day, counts in sorted(totals.items())]
