"""Movement: how many places things have gone up or down since the day began, in UTC."""

import hashlib
from collections.abc import Sequence

from django.core.cache import cache
from google.cloud import ndb

from july.contest.boards import Page
from july.contest.models import DayRanks, Ranks
from july.contest.totals import board_name
from july.lib import clock

KEPT = 2


def movement(kind: str, game: str, page: Page) -> dict[str, int | None]:
    """For the rows of a page of a board, by slug: places up since the day began, or down if less.

    None for what was not among the first five hundred then. Nothing at all where nobody knows what
    was before, on the first day of a board.
    """
    ranks = _ranks_as_day_began(board_name(game, kind))
    if ranks is None:
        return {}
    return {
        row.slug: ranks[subject] - row.rank if subject in ranks else None
        for row, subject in zip(page.rows, page.subjects, strict=True)
    }


def _ranks_as_day_began(board: str) -> dict[str, int] | None:
    """Rank by subject, kept for a few seconds: it changes at midnight, and by a first survey."""
    key = _key(board)
    kept: tuple[dict[str, int] | None] | None = cache.get(key)
    if kept is None:
        leaders = _leaders_as_day_began(board)
        ranks = None if leaders is None else {name: rank for rank, name in enumerate(leaders, 1)}
        kept = (ranks,)
        cache.set(key, kept, KEPT)
    return kept[0]


def forget_ranks(board: str) -> None:
    """A survey has just told what was not known of the day's beginning."""
    cache.delete(_key(board))


def _key(board: str) -> str:
    named = f"ranks as the day began {board} {clock.now().date()}"
    return hashlib.sha256(named.encode()).hexdigest()


def _leaders_as_day_began(board: str) -> Sequence[str] | None:
    today = clock.now().date().isoformat()
    known, kept = ndb.get_multi([ndb.Key(Ranks, board), ndb.Key(DayRanks, f"{board}|{today}")])
    if kept:
        return list(kept.leaders)
    # Where nothing was surveyed today, the last survey is of an earlier day.
    return list(known.leaders) if known and known.day < today else None
