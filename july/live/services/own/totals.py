"""The totals of one thing in one game, as every answer about a thing has them."""

from typing import Any

from july.contest.models import Standing
from july.contest.queries import find_standing
from july.live.services.own.reading import checked_game


def totals_in(game: str | None, kind: str, subject: str) -> dict[str, Any]:
    """The game's slug and the totals of a thing in it, zero where it has none."""
    found = checked_game(game)
    standing = find_standing(found.slug, kind, subject) if found else None
    return {"game": found.slug if found else None} | totals_as_json(standing)


def totals_as_json(standing: Standing | None) -> dict[str, Any]:
    """The totals of one thing in one game, zero where it has none."""
    if standing is None:
        return {"points": 0, "commits": 0, "projects": 0, "people": 0, "days": 0}
    return {
        "points": standing.points,
        "commits": standing.commits,
        "projects": standing.projects,
        "people": standing.people,
        "days": len(standing.days),
    }
