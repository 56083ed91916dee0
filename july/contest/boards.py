"""Boards: rankings of people, projects, teams, locations and languages in one game.

A page is kept until a standing of its board changes. What is kept is found under the board's
version, which is new after every change, so an answer worked out before it is never served.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from time import time_ns

from django.core.cache import cache
from google.cloud import ndb

from july.config import settings
from july.contest.models import Standing
from july.contest.totals import BOARDS, board_name
from july.errors import BadField, NotFound
from july.lib.cursors import Position, read_cursor, write_cursor

KEPT = 10
"""Seconds after which a page is worked out anew whatever was heard, for changes made elsewhere."""
FILTERS = {"people": ("location", "team", "language")}


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One row of a board, as it is answered everywhere."""

    rank: int
    slug: str
    name: str
    url: str
    points: int
    commits: int = 0
    projects: int = 0
    days: int = 0


_FIELDS = tuple(field.name for field in fields(BoardRow))


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a board."""

    rows: tuple[BoardRow, ...]
    next: str | None
    """Cursor of the next stretch, or None at the end."""
    subjects: tuple[str, ...] = ()
    """What the standings behind the rows are about, in the same order."""


def address(kind: str, slug: str) -> str:
    """Full address of the page about a thing."""
    return f"{settings().base_url}/{kind}/{slug}/"


def touch(game: str, kinds: Iterable[str]) -> None:
    """Forget the kept pages of the boards of these kinds."""
    cache.set_many({_version_key(board_name(game, kind)): time_ns() for kind in kinds}, None)


def board(
    kind: str,
    game: str,
    *,
    limit: int = 10,
    cursor: str | None = None,
    filters: Mapping[str, str] | None = None,
) -> Page:
    """A page of the board of that kind, `limit` rows from `cursor` on.

    Raises NotFound for a kind there is not, BadField for a filter or cursor it does not take.
    """
    if filters and kind not in FILTERS:
        name = next(iter(filters))
        raise BadField(f"The board of {kind} can't be filtered by {name!r}.", field=name)
    if kind not in BOARDS:
        raise NotFound(f"There is no board of {kind!r}; there are {', '.join(BOARDS)}.")
    chosen = dict(sorted((filters or {}).items()))
    for name in chosen:
        if name not in FILTERS.get(kind, ()):
            raise BadField(f"The board of {kind} can't be filtered by {name!r}.", field=name)
    name = board_name(game, kind)
    key = _cache_key(name, str(_version(name)), str(limit), str(cursor), str(chosen))
    page = cache.get(key)
    if page is None:
        page = _work_out(kind, name, limit, cursor, chosen)
        cache.set(key, page, KEPT)
    return page


def _work_out(
    kind: str, name: str, limit: int, cursor: str | None, filters: Mapping[str, str]
) -> Page:
    scope = _scope(name, filters)
    start = read_cursor(cursor, scope) if cursor else Position(None, 0)
    conditions = [getattr(Standing, field) == value for field, value in filters.items()]
    query = Standing.query(Standing.board == name, *conditions)
    standings, after, more = query.order(-Standing.points, Standing.reached).fetch_page(
        limit, start_cursor=start.cursor
    )
    rows = tuple(
        row_of(kind, rank, standing) for rank, standing in enumerate(standings, start.passed + 1)
    )
    onward = Position(after, start.passed + len(rows))
    subjects = tuple(standing.subject for standing in standings)
    return Page(rows, write_cursor(onward, scope) if more and rows else None, subjects)


def cursor_behind(kind: str, game: str, passed: int, place: bytes) -> str:
    """The cursor of the page that begins behind a place in Datastore, `passed` rows from the top.

    As `board` takes it where it takes no filters.
    """
    position = Position(ndb.Cursor(cursor=place), passed)
    return write_cursor(position, _scope(board_name(game, kind), {}))


def _scope(name: str, filters: Mapping[str, str]) -> str:
    """What a cursor belongs to."""
    return f"{name}?{filters}"


def row_of(kind: str, rank: int, standing: Standing) -> BoardRow:
    """The row that a standing is at that rank."""
    return BoardRow(
        rank=rank,
        slug=standing.slug,
        name=standing.name,
        url=address(kind, standing.slug),
        points=standing.points,
        commits=standing.commits,
        projects=standing.projects,
        days=len(standing.days),
    )


def as_json(row: BoardRow) -> dict[str, object]:
    """The row as REST answers it."""
    return {name: getattr(row, name) for name in _FIELDS}


def _version(name: str) -> int:
    return cache.get_or_set(_version_key(name), time_ns, None) or 0


def _version_key(name: str) -> str:
    return _cache_key("version", name)


def _cache_key(*parts: str) -> str:
    """A key that every cache takes, whatever its parts hold."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def top(kind: str, game: str, count: int) -> tuple[BoardRow, ...]:
    """The first rows of a board."""
    return board(kind, game, limit=count).rows


def forget_everything() -> None:
    """Forget all kept pages, after a recount of everything."""
    cache.clear()
