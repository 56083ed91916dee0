"""Boards as they are given by the hook `boards`: July's own, and rankings that plugins work out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from google.api_core.exceptions import GoogleAPIError

from july.contest.boards import BoardRow, Page
from july.contest.games import Game
from july.errors import BadField, NotFound, OfPlugin, PluginFailed
from july.lib.cursors import Position, read_cursor, write_cursor
from july.lib.words import Text
from july.plugins.gathered import Gathered, Gift

COLUMNS = ("points", "commits", "projects", "days")
"""What a board can show of a row beside its name."""


def _each_commit(game: Game) -> Iterable[str]:
    return (f"game:{game.slug}",)


@dataclass(frozen=True, slots=True)
class Board:
    """A ranking in a game, with a page at `/boards/SLUG/` and the same as JSON in the API.

    - `page(game, limit, cursor)` gives that many rows from there on: `limit` is at most 100,
      `cursor` is what an earlier page gave as `next`, or None; it raises BadField for another.
      `page_of` makes such a page out of all rows.
    - `columns` are those of COLUMNS that mean something here.
    - `channels(game)` are those on which it is told that the board has changed; if nothing is said,
      whenever a commit counts.
    - `path` is where its page stands, for boards that have one of their own.
    """

    slug: str
    title: Text
    about: Text
    page: Callable[[Game, int, str | None], Page]
    columns: tuple[str, ...] = ("points",)
    channels: Callable[[Game], Iterable[str]] = _each_commit
    path: str = ""

    @property
    def address(self) -> str:
        """Path of its page."""
        return self.path or f"/boards/{self.slug}/"


BOARDS_GIVEN = Gathered("boards", Board, lambda board: board.slug)


def given_board(slug: str) -> Gift[Board]:
    """The board of that name, and who gave it. Raises NotFound."""
    found = BOARDS_GIVEN.get(slug)
    if found is None:
        known = ", ".join(gift.thing.slug for gift in BOARDS_GIVEN)
        raise NotFound(f"There is no board of {slug!r}; there are {known}.")
    return found


def stretch_of(given: Gift[Board], game: Game, limit: int, cursor: str | None) -> Page:
    """A page of a board. Raises BadField for a cursor it does not take, OfPlugin if it fails."""
    refused = None
    try:
        with given.plugin.at_work(f"board {given.thing.slug}"):
            try:
                page = _checked(given.thing.page(game, limit, cursor))
            except BadField as error:  # no fault of whoever gave the board
                refused = error
    except (PluginFailed, GoogleAPIError):
        raise
    except Exception as error:
        message = f"The board {given.thing.slug} can't be worked out now; the log says why."
        raise OfPlugin(message) from error
    if refused is not None:
        raise refused
    return page


def _checked(page: object) -> Page:
    if not isinstance(page, Page) or not all(isinstance(row, BoardRow) for row in page.rows):
        message = f"{page!r} is no Page of BoardRows"
        raise TypeError(message)
    return page


def page_of(rows: Sequence[BoardRow], limit: int, cursor: str | None, scope: str) -> Page:
    """The page of a board whose rows are all at hand, in order.

    `scope` names the board and whatever it was asked for: a cursor is good for the same only.
    Raises BadField for any other.
    """
    passed = read_cursor(cursor, scope).passed if cursor else 0
    shown = tuple(rows[passed : passed + limit])
    onward = passed + len(shown)
    more = write_cursor(Position(None, onward), scope) if onward < len(rows) else None
    return Page(shown, more)
