"""Ranks: on which place of a board somebody stands, without counting all who stand above.

A task surveys each board in the background: it notes where each hundredth row stands, as far as
that is a place in Datastore's index from which one can read on. A rank is then the number of that
row, and the few rows between are walked. Nothing is deeper than that at a look, at a hundred rows
or a hundred thousand. Within the first hundred rows a rank is exact at any time; further down it is
as old as the survey.
"""

import base64
import time
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Self

from django.core.cache import cache
from google.cloud import ndb

from july import deferred
from july.bus import notices
from july.contest.boards import BoardRow, cursor_behind, row_of
from july.contest.models import DayRanks, Ranks, Standing
from july.contest.movement import forget_ranks
from july.contest.notices import ranks_channel
from july.contest.queries import find_standing
from july.contest.totals import BOARDS, board_name
from july.lib import clock
from july.stores.plain import Step, milestones, walk

FIX_RANKS = "contest.fix_ranks"
PAUSE = timedelta(seconds=10)
"""Shortest time between two surveys of a game."""
EVERY = 100
MOST_PLACES = 1_000
"""Of a longer board, places further apart are kept."""
LEADERS = 500
"""First rows of a board whose ranks are kept from day to day."""
KEPT = 10
"""Seconds for which a survey is not read again."""
WALKED_AT_ONCE = 100
FURTHEST = 3_000
"""Rows that are walked at the most."""
ORDER = ("-points", "reached")


def survey_soon(game: str) -> None:
    """Have the boards of a game surveyed after now, joined with wishes that wait already."""
    deferred.mark([deferred.Recount(FIX_RANKS, (game,))])


def survey(game: str, generation: int) -> None:
    """Survey the boards of a game, unless a newer survey exists."""
    if not deferred.begin(FIX_RANKS, (game,), generation, PAUSE):
        return
    started = time.thread_time()
    for kind in BOARDS:
        survey_board(board_name(game, kind))
    notices.notify([ranks_channel(game)], "survey")
    took = timedelta(seconds=time.thread_time() - started)
    deferred.rest(FIX_RANKS, (game,), took)


def survey_board(board: str) -> None:
    """Note where each hundredth row of a board stands, and which are the first."""
    every = EVERY
    places = [
        [*found.values, base64.b64encode(found.cursor).decode()]
        for found in milestones("Standing", {"board": board}, ORDER, every)
    ]
    while len(places) > MOST_PLACES:
        every, places = every * 2, places[1::2]
    first = walk("Standing", {"board": board}, ORDER, page=LEADERS)
    leaders = [_subject(board, step) for step in islice(first, LEADERS)]
    today = clock.now().date().isoformat()
    found = Ranks(id=board, every=every, places=places, leaders=leaders, day=today)
    ndb.transaction(partial(_keep, board, found), retries=5)
    cache.delete(_cache_key(board))
    forget_ranks(board)


def _subject(board: str, step: Step) -> str:
    return step.name.removeprefix(f"{board}|")


def _keep(board: str, found: Ranks) -> None:
    """Write a survey; of the last one of an earlier day the leaders stay, as this day began."""
    before = found.key.get()
    if before and before.day < found.day:
        DayRanks(id=f"{board}|{found.day}", leaders=before.leaders).put()
    found.put()


@dataclass(frozen=True, slots=True)
class _Place:
    """A place on a board from which one can walk on."""

    passed: int
    """Rows before it, as of the survey."""
    cursor: bytes


_TOP = _Place(0, b"")


@dataclass(frozen=True, slots=True)
class _Survey:
    """What is known of a board."""

    every: int
    scores: list[tuple[int, int]]
    """Minus the points, and reached: as a board is ordered."""
    cursors: list[bytes]

    @classmethod
    def of(cls, stored: Ranks | None) -> Self:
        """The value of what is stored."""
        if stored is None:
            return cls(EVERY, [], [])
        return cls(
            stored.every,
            [(-points, reached) for points, reached, _ in stored.places],
            [base64.b64decode(cursor) for _, _, cursor in stored.places],
        )

    def places_above(self, standing: Standing) -> Iterator[_Place]:
        """Places to walk down from to a standing: the nearest, then further and further up."""
        nearest = bisect_left(self.scores, (-standing.points, standing.reached)) - 1
        back = 0
        while nearest - back >= 0:
            index = nearest - back
            yield _Place((index + 1) * self.every, self.cursors[index])
            back = 2 * back + 1
        yield _TOP


def _survey_of(board: str) -> _Survey:
    known: _Survey | None = cache.get(_cache_key(board))
    if known is None:
        known = _Survey.of(ndb.Key(Ranks, board).get())
        cache.set(_cache_key(board), known, KEPT)
    return known


def _cache_key(board: str) -> str:
    return f"ranks:{board}"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where one thing stands on a board."""

    rank: int
    place: _Place
    steps: list[Step]
    """The rows from that place to the thing itself, and those below it that were asked for."""

    @property
    def own(self) -> int:
        """The place in `steps` of the thing itself."""
        return self.rank - self.place.passed - 1

    def around(self, above: int, below: int) -> Iterator[tuple[int, Step]]:
        """So many rows above and below it, and itself: rank and row."""
        first = max(0, self.own - above)
        near = self.steps[first : self.own + below + 1]
        return zip(range(self.place.passed + first + 1, self.rank + below + 1), near, strict=False)

    def behind(self, rank: int) -> bytes:
        """Datastore's cursor behind the row of that rank, which is among the rows."""
        index = rank - self.place.passed - 1
        return self.steps[index].cursor if index >= 0 else self.place.cursor


def locate(
    kind: str, game: str, subject: str, *, above: int = 0, below: int = 0
) -> Whereabouts | None:
    """Where a thing stands, with so many rows above and below; None if it is on no board.

    None too for a row so far from where the last survey has seen it that the way is too long, as
    on a large board before its first survey.
    """
    standing = find_standing(game, kind, subject)
    board = board_name(game, kind)
    if standing is None or standing.board != board:
        return None
    for place in _survey_of(board).places_above(standing):
        found = _walk_to(standing, place, below)
        if found is None or place is _TOP or found.own >= above:
            return found
    return None


def _walk_to(standing: Standing, place: _Place, below: int) -> Whereabouts | None:
    steps: list[Step] = []
    rows = walk(
        "Standing", {"board": standing.board}, ORDER, start=place.cursor, page=WALKED_AT_ONCE
    )
    for step in islice(rows, FURTHEST):
        steps.append(step)
        if step.name == standing.key.id():
            rank = place.passed + len(steps)
            return Whereabouts(rank, place, [*steps, *islice(rows, below)])
    return None


def rank_of(kind: str, game: str, subject: str) -> int | None:
    """The rank of a thing on its board; None if it has none, or it can't be told yet."""
    found = locate(kind, game, subject)
    return found.rank if found else None


def around(kind: str, game: str, subject: str, *, above: int = 2, below: int = 2) -> list[BoardRow]:
    """The row of a thing with those just above and below it, at most a hundred of either."""
    found = locate(kind, game, subject, above=above, below=below)
    if found is None:
        return []
    near = list(found.around(above, below))
    standings = ndb.get_multi([ndb.Key(Standing, step.name) for _, step in near])
    return [
        row_of(kind, rank, standing)
        for (rank, _), standing in zip(near, standings, strict=True)
        if standing
    ]


def page_with(kind: str, game: str, subject: str, limit: int) -> tuple[int, str | None] | None:
    """The rank of a thing, and the cursor of the page of `limit` rows that has it.

    The cursor of the first page is None. None where there is no rank.
    """
    found = locate(kind, game, subject, above=limit)
    if found is None:
        return None
    passed = (found.rank - 1) // limit * limit
    if not passed:
        return found.rank, None
    return found.rank, cursor_behind(kind, game, passed, found.behind(passed))
