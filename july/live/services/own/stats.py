"""`stats.calendar`: commits and points day by day."""

from typing import Any

from july.contest.games import Game
from july.contest.queries import find_standing
from july.contest.totals import BOARDS, GAME, calendar_of
from july.errors import NotFound
from july.live.services import subscribes
from july.live.services.own.figures import hours, languages, race, streak, year
from july.live.services.own.reading import checked_choice, checked_game
from july.live.services.own.things import channels_of, keeps_days, subject_of

__all__ = ["calendar", "hours", "languages", "race", "streak", "year"]


@subscribes(channels_of)
def calendar(kind: str = GAME, slug: str | None = None, game: str | None = None) -> dict[str, Any]:
    """Commits and points day by day, of one thing in a game; of `games`, of all of the game.

    `{"first", "last", "days": [{"day", "commits", "points"}]}`, the days in order, only those with
    a commit. Raises BadField, and NotFound where there is no game.
    """
    found = checked_game(game)
    if found is None:
        raise NotFound("There is no game yet.", field="game")
    checked_choice(kind, "kind", (*BOARDS, GAME))
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "days": _days(found, kind, slug),
    }


def _days(game: Game, kind: str, slug: str | None) -> list[dict[str, Any]]:
    subject = game.slug if kind == GAME else subject_of(kind, slug)
    standing = find_standing(game.slug, kind, subject)
    if standing is None or keeps_days(kind, subject):
        return []
    return calendar_of(kind, standing.days, standing.firsts, game.rules, standing.bonus)
