"""Pushes of three commits through HTTP, to one process: how many a second, and how long each takes.

The floor is July's own front before HMAC, JSON and one durable transaction with as many rows.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from july.embedded.file import Database
from tests.bench import calls, figures, floor, given
from tests.bench.client import Job, Seen, send
from tests.bench.scale import Scale
from tests.bench.served import Served, july

SIZE = 3
RATE = 30
MOST_A_SECOND = 400
"""More pushes are not made beforehand; the floor may run out of them before its time."""


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading(f"pushes of {SIZE} commits, through HTTP, one process")
    with tempfile.TemporaryDirectory() as folder:
        data, beside = Path(folder) / "july", Path(folder) / "floor"
        data.mkdir()
        beside.mkdir()
        hook = given.make_site(data)
        with july(data) as site:
            target = Job(site.port, f"/api/v1/push/{hook.id}", hook.secret, first=0, count=0)
            rows = rows_per_commit(data, site, target)
            with floor.floor(beside, rows) as bare:
                least = replace(target, port=bare.port, path=floor.PATH, secret=floor.SECRET)
                compare((site, target), (bare, least), scale)
    figures.remark(f"a commit is {rows:.0f} rows, its share of the push's other rows included")
    calls.main(scale)


def rows_per_commit(data: Path, site: Served, target: Job) -> float:
    """How many rows of entities and indexes are left by a commit."""
    send(replace(target, first=10**6, count=40))  # everybody has a row, every cache its content
    site.become_quiet()
    with counting(data) as before:
        send(replace(target, first=10**6 + 40, count=40))
        site.become_quiet()
        with counting(data) as after:
            return (after - before) / (40 * SIZE)


@contextmanager
def counting(data: Path) -> Iterator[int]:
    """The number of rows in a site's tables."""
    database = Database(data / "july.db")
    try:
        with database.reader() as connection:
            names = connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'datastore%'"
            ).fetchall()
            counts = (connection.execute(f"SELECT count(*) FROM {name}") for (name,) in names)
            yield sum(count.fetchone()[0] for count in counts)
    finally:
        database.close()


def compare(ours: tuple[Served, Job], least: tuple[Served, Job], scale: Scale) -> None:
    """July and the floor take turns, since the machine's speed wanders."""
    rounds = [[_as_fast_as_possible(*each, turn, scale) for each in (ours, least)]
              for turn in range(scale.rounds)]  # fmt: skip
    rates, costs = (
        [figures.middle([each[side][what] for each in rounds]) for side in (0, 1)]
        for what in (0, 1)
    )
    figures.row("pushes, 16 connections", rates[0], "/s", aim=figures.at_least(100), floor=rates[1])
    figures.row("processor time, deferred work too", costs[0], "ms/push", floor=costs[1])
    steady = [_steadily(job, scale) for _, job in (ours, least)]
    for name, share, aim in (("p50", 0.5, None), ("p99", 0.99, figures.below(100))):
        value, bare = (figures.percentile(seen.latencies, share) * 1000 for seen in steady)
        figures.row(f"time to the answer at {RATE} pushes/s, {name}", value, "ms", aim=aim,
                    floor=bare)  # fmt: skip


def _as_fast_as_possible(server: Served, job: Job, turn: int, scale: Scale) -> tuple[float, float]:
    """Pushes a second, and milliseconds of processor time for each."""
    count = round(MOST_A_SECOND * scale.seconds)
    before = server.cpu()
    seen = send(replace(job, first=turn * count, count=count, seconds=scale.seconds))
    server.become_quiet()
    return seen.rate, (server.cpu() - before) / seen.answered * 1000


def _steadily(job: Job, scale: Scale) -> Seen:
    count = round(RATE * scale.seconds * 2)
    return send(replace(job, first=2 * 10**6, count=count, rate=RATE))
