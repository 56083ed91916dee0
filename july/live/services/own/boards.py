"""`boards.…`: rankings of people, projects, teams, locations and languages in one game."""

from collections.abc import Mapping
from typing import Any

from july.contest.boards import as_json, board
from july.contest.rankings import BOARDS_GIVEN, given_board, stretch_of
from july.live.services import subscribes
from july.live.services.own.ranks import around, movement, place
from july.live.services.own.reading import (
    LONGEST_CURSOR,
    MOST_ROWS,
    checked_choice,
    checked_game,
    checked_number,
    checked_text,
)
from july.live.services.own.searching import search
from july.live.services.own.things import board_channels as channels

__all__ = [
    "around",
    "languages",
    "locations",
    "movement",
    "page",
    "people",
    "place",
    "projects",
    "search",
    "teams",
]

Row = dict[str, object]


@subscribes(channels)
def page(
    kind: str,
    game: str | None = None,
    limit: int = 10,
    cursor: str | None = None,
    filters: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A page of a board: `{"models": [row, …], "next": cursor or null}`.

    Raises BadField, and NotFound for a game there is not.
    """
    given = given_board(
        checked_choice(kind, "kind", tuple(each.thing.slug for each in BOARDS_GIVEN))
    )
    count = checked_number(limit, "limit", MOST_ROWS)
    start = None if cursor is None else checked_text(cursor, "cursor", LONGEST_CURSOR)
    wanted = {
        checked_text(name, "filters"): checked_text(value, name)
        for name, value in (filters or {}).items()
    }
    found = checked_game(game)
    if found is None:
        return {"models": [], "next": None}
    if wanted:
        stretch = board(kind, found.slug, limit=count, cursor=start, filters=wanted)
    else:
        stretch = stretch_of(given, found, count, start)
    return {"models": [as_json(row) for row in stretch.rows], "next": stretch.next}


@subscribes(lambda game: channels("people", game))
def people(game: str | None = None, limit: int = 10, cursor: str | None = None) -> list[Row]:
    """The board of people: rows as REST answers them."""
    return rows("people", game, limit, cursor)


@subscribes(lambda game: channels("projects", game))
def projects(game: str | None = None, limit: int = 10, cursor: str | None = None) -> list[Row]:
    """The board of projects."""
    return rows("projects", game, limit, cursor)


@subscribes(lambda game: channels("teams", game))
def teams(game: str | None = None, limit: int = 10, cursor: str | None = None) -> list[Row]:
    """The board of teams."""
    return rows("teams", game, limit, cursor)


@subscribes(lambda game: channels("locations", game))
def locations(game: str | None = None, limit: int = 10, cursor: str | None = None) -> list[Row]:
    """The board of locations."""
    return rows("locations", game, limit, cursor)


@subscribes(lambda game: channels("languages", game))
def languages(game: str | None = None, limit: int = 10, cursor: str | None = None) -> list[Row]:
    """The board of languages."""
    return rows("languages", game, limit, cursor)


def rows(kind: str, game: str | None, limit: int, cursor: str | None = None) -> list[Row]:
    """The rows of any board."""
    found: list[Row] = page(kind, game, limit, cursor)["models"]
    return found
