"""A board page of a hundred rows, kept and worked out anew, at few and at many stored commits.

Both data sets have the same players. Cold: a push to that game comes before every page, which
drops what was kept of its boards. The floor of a cold page is July's own front before a hundred
rows in the order of a SQLite index, written as JSON; of a warm one, before bytes made beforehand.
"""

import http.client
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench import bulk, figures, floor, given
from tests.bench.client import Job, send
from tests.bench.scale import Scale
from tests.bench.served import Served, july

BOARD = "/api/v1/boards/people?limit=100"
COLD = 30
WARM = 15
TOGETHER = 20


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading(f"100 rows of a board of {scale.players:,} people")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        boards = [
            stack.enter_context(_served(commits, scale, Path(folder))) for commits in scale.commits
        ]
        cold = _take_turns(boards, _Board.cold, COLD)
        for board in boards:
            board.site.become_quiet(120)
        warm = _take_turns(boards, _Board.warm, WARM)
        bare = stack.enter_context(floor.floor(Path(folder), 1))
        floors = [_median(bare.port, path, WARM * TOGETHER) for path in (floor.BOARD, floor.READY)]
    few, many = (f"{commits:,} commits" for commits in scale.commits)
    for name, (small, large), bottom, most in zip(
        ("cold", "warm"), (cold, warm), floors, (50, 5), strict=True
    ):
        figures.row(f"{name}, {few}", small, "ms", floor=bottom)
        figures.row(f"{name}, {many}", large, "ms", aim=figures.below(most), floor=bottom)
        figures.row(f"{name}, many commits to few", large / small, "", aim=figures.below(1.3))


@dataclass(slots=True)
class _Board:
    """A served site, and the next push to it."""

    site: Served
    push: Job

    def cold(self) -> float:
        """Milliseconds of the page right after a push to the game."""
        send(self.push)
        self.push = replace(self.push, first=self.push.first + 1)
        return _median(self.site.port, BOARD, 1)

    def warm(self) -> float:
        """Milliseconds of the page, several times on one connection."""
        return _median(self.site.port, BOARD, TOGETHER)


@contextmanager
def _served(commits: int, scale: Scale, folder: Path) -> Iterator[_Board]:
    """A site with so many commits, to which somebody has pushed."""
    with bulk.copied(commits, scale.players, folder) as data:
        with given.opened(data):
            hook = given.make_hook(given.person(0))
        with july(data) as site:
            board = _Board(
                site, Job(site.port, f"/api/v1/push/{hook.id}", hook.secret, 0, 1, connections=1)
            )
            board.cold()
            site.become_quiet(120)
            yield board


def _take_turns(
    boards: Sequence[_Board], measure: Callable[[_Board], float], count: int
) -> list[float]:
    """The medians of both sites, which take turns, since the machine's speed wanders."""
    rounds = [[measure(board) for board in boards] for _ in range(count)]
    return [figures.middle(each) for each in zip(*rounds, strict=True)]


def _median(port: int, path: str, count: int) -> float:
    """Milliseconds, on a connection that is open."""
    with connected(port) as connection:
        return figures.middle([_ask(connection, path) for _ in range(count)])


@contextmanager
def connected(port: int) -> Iterator[http.client.HTTPConnection]:
    """A connection that has been opened."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    try:
        yield connection
    finally:
        connection.close()


def _ask(connection: http.client.HTTPConnection, path: str) -> float:
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    taken = (time.perf_counter() - began) * 1000
    assert answer.status < 300, f"{path} answers {answer.status}: {body[:200]!r}"
    return taken
