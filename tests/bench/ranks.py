"""A survey of a large board, and where somebody stands on it.

The floor of a survey is Datastore's own count of the board; that of a look is reading five
standings by their keys, without going along the board.
"""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from google.cloud import ndb

from july.contest.models import Ranks, Standing
from july.contest.ranks import around, page_with, rank_of, survey_board
from july.contest.totals import board_name, standing_name
from tests.bench import bulk, figures, given
from tests.bench.scale import Scale

LOOKS = 200
SURVEYS = 5


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading(f"ranks of {scale.players:,} people")
    board = board_name(given.running_game().slug, "people")
    with (
        tempfile.TemporaryDirectory() as folder,
        bulk.copied(scale.commits[0], scale.players, Path(folder)) as data,
        given.opened(data),
    ):
        rows = Standing.query(Standing.board == board)
        counted = figures.middle([_milliseconds(rows.count) for _ in range(SURVEYS)])
        taken = [_milliseconds(lambda: survey_board(board)) for _ in range(SURVEYS)]
        figures.row("a survey", figures.middle(taken), "ms", floor=counted)
        _look(scale)
        kept = ndb.Key(Ranks, board).get()
        figures.remark(f"{len(kept.places):,} places, {kept.every} rows apart")


def _look(scale: Scale) -> None:
    """The rows about looks at people all over the board."""
    game = given.running_game().slug
    step = max(1, scale.players // LOOKS)
    names = [given.person(number) for number in range(0, scale.players, step)]
    least = _medians(names, lambda name: _neighbours(game, name))
    for what, look, most in (
        ("a rank", lambda name: rank_of("people", game, name), 15),
        ("neighbours", lambda name: around("people", game, name), 20),
        ("a page of 100 with it", lambda name: page_with("people", game, name, 100), 30),
    ):
        figures.row(what, _medians(names, look), "ms", aim=figures.below(most), floor=least)


def _medians(names: list[str], look: Callable[[str], object]) -> float:
    """Milliseconds of processor time of a look."""
    return figures.middle([_milliseconds(partial(look, name)) for name in names])


def _neighbours(game: str, name: str) -> None:
    number = int(name.rpartition("-")[2])
    near = [given.person(number + other) for other in range(5)]
    ndb.get_multi([ndb.Key(Standing, standing_name(game, "people", each)) for each in near])


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000
