"""Movement: how many places things have gone up or down since the day began, in UTC."""

from collections.abc import Sequence

from google.cloud import ndb

from july.contest.boards import Page
from july.contest.models import DayRanks, Ranks
from july.contest.totals import board_name
from july.lib import clock


def movement(kind: str, game: str, page: Page) -> dict[str, int | None]:
    """For the rows of a page of a board, by slug: places up since the day began, or down if less.

    None for what was not among the first five hundred then. Nothing at all where nobody knows what
    was before, on the first day of a board.
    """
    before = _leaders_as_day_began(board_name(game, kind))
    if before is None:
        return {}
    ranks = {subject: rank for rank, subject in enumerate(before, 1)}
    return {
        row.slug: ranks[subject] - row.rank if subject in ranks else None
        for row, subject in zip(page.rows, page.subjects, strict=True)
    }


def _leaders_as_day_began(board: str) -> Sequence[str] | None:
    today = clock.now().date().isoformat()
    known, kept = ndb.get_multi([ndb.Key(Ranks, board), ndb.Key(DayRanks, f"{board}|{today}")])
    if kept:
        return list(kept.leaders)
    # Where nothing was surveyed today, the last survey is of an earlier day.
    return list(known.leaders) if known and known.day < today else None
