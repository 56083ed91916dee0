"""`stats.calendar`: commits and points day by day."""

from typing import Any

from july.contest.games import Game
from july.contest.notices import GAMES
from july.contest.queries import find_standing
from july.contest.totals import BOARDS, GAME, calendar_of
from july.errors import NotFound
from july.live.services import subscribes
from july.live.services.own.reading import checked_choice, checked_game, checked_text, watched_game
from july.projects.queries import find_project

__all__ = ["calendar"]

SINGULAR = {kind: kind.removesuffix("s") for kind in BOARDS} | {"people": "person"}
"""What a channel calls one thing of a board."""


def _channels(kind: object, slug: object, game: object) -> list[str]:
    """What changes the thing itself: its commits, and recounts of it."""
    found = watched_game(game)
    current = [] if game and found else [GAMES]
    if found is None:
        return current
    if kind == GAME:
        return [f"game:{found.slug}", *current]
    name = checked_choice(kind, "kind", BOARDS)
    return [f"{SINGULAR[name]}:{_lowered(name, checked_text(slug, 'slug'))}", *current]


@subscribes(_channels)
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
    subject = game.slug if kind == GAME else _subject(kind, checked_text(slug, "slug"))
    standing = find_standing(game.slug, kind, subject)
    if standing is None:
        return []
    return calendar_of(kind, standing.days, standing.firsts, game.rules)


def _subject(kind: str, slug: str) -> str:
    """What standings call the thing: a project by its id."""
    if kind == "projects":
        project = find_project(slug)
        return project.id if project else slug
    return _lowered(kind, slug)


def _lowered(kind: str, slug: str) -> str:
    return slug if kind == "projects" else slug.lower()
