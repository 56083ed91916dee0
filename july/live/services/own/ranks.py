"""Where one thing stands on a board, and how the board has moved since yesterday."""

from typing import Any

from july.contest.boards import as_json, board
from july.contest.movement import movement as moved_of
from july.contest.ranks import around as rows_around
from july.contest.ranks import page_with
from july.contest.totals import BOARDS
from july.live.services import subscribes
from july.live.services.own.reading import (
    LONGEST_CURSOR,
    MOST_ROWS,
    checked_choice,
    checked_game,
    checked_number,
    checked_text,
)
from july.live.services.own.things import rank_channels, subject_of

__all__ = ["around", "movement", "place"]

MOST_NEIGHBOURS = 50
Row = dict[str, object]


@subscribes(rank_channels)
def around(
    kind: str, slug: str, game: str | None = None, above: int = 2, below: int = 2
) -> list[Row]:
    """The row of one thing with those just above and below it; nothing if it is on no board.

    Raises BadField, and NotFound for a game there is not.
    """
    name = checked_choice(kind, "kind", BOARDS)
    subject = subject_of(name, slug)
    highest = checked_number(above, "above", MOST_NEIGHBOURS, least=0)
    lowest = checked_number(below, "below", MOST_NEIGHBOURS, least=0)
    found = checked_game(game)
    if found is None:
        return []
    rows = rows_around(name, found.slug, subject, above=highest, below=lowest)
    return [as_json(row) for row in rows]


@subscribes(rank_channels)
def place(kind: str, slug: str, game: str | None = None, limit: int = 10) -> dict[str, Any]:
    """Where one thing stands: `{"rank", "cursor"}`, the cursor that of the page that has it.

    The cursor of the first page is null, and so is the rank of what is on no board. Raises
    BadField, and NotFound for a game there is not.
    """
    name = checked_choice(kind, "kind", BOARDS)
    subject, count = subject_of(name, slug), checked_number(limit, "limit", MOST_ROWS)
    found = checked_game(game)
    held = page_with(name, found.slug, subject, count) if found else None
    rank, cursor = held or (None, None)
    return {"rank": rank, "cursor": cursor}


@subscribes(rank_channels)
def movement(
    kind: str, game: str | None = None, limit: int = MOST_ROWS, cursor: str | None = None
) -> dict[str, int | None]:
    """For the rows of a page of a board, by slug: places up since the day began, in UTC.

    Less than 0 is down, null is new among the first five hundred. Nothing at all where nobody
    knows what was before. Raises BadField, and NotFound for a game there is not.
    """
    name = checked_choice(kind, "kind", BOARDS)
    count = checked_number(limit, "limit", MOST_ROWS)
    start = None if cursor is None else checked_text(cursor, "cursor", LONGEST_CURSOR)
    found = checked_game(game)
    if found is None:
        return {}
    return moved_of(name, found.slug, board(name, found.slug, limit=count, cursor=start))
