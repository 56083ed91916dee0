"""One large push, and how long others wait who push single commits meanwhile.

The floor is July's own front before HMAC, JSON and one durable transaction with as many rows.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from tests.bench import figures, floor, given
from tests.bench.client import Job, begin, finish, send
from tests.bench.pushes import rows_per_commit
from tests.bench.scale import Scale
from tests.bench.served import july

RATE = 20
"""Single commits a second, sent at their time: whoever waits is seen."""
SECONDS = 8


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading(f"a push of {scale.large_push:,} commits")
    with tempfile.TemporaryDirectory() as folder:
        data, beside = Path(folder) / "july", Path(folder) / "floor"
        data.mkdir()
        beside.mkdir()
        hook = given.make_site(data)
        with july(data) as site:
            target = Job(site.port, f"/api/v1/push/{hook.id}", hook.secret, first=0, count=0)
            rows = rows_per_commit(data, site, target)
            rounds = []
            for turn in range(scale.rounds):
                rounds.append(_measure(target, turn, scale))
                site.become_quiet()
        with floor.floor(beside, rows) as bare:
            least = replace(target, port=bare.port, path=floor.PATH, secret=floor.SECRET)
            beneath = [_measure(least, turn, scale) for turn in range(scale.rounds)]
    ours, floors = ([figures.middle(each) for each in zip(*runs, strict=True)]
                    for runs in (rounds, beneath))  # fmt: skip
    figures.row("until it is answered", ours[0], "s", aim=figures.below(4), floor=floors[0])
    figures.row("longest wait of others meanwhile", ours[1] * 1000, "ms",
                aim=figures.below(250), floor=floors[1] * 1000)  # fmt: skip
    figures.row("median wait of others meanwhile", ours[2] * 1000, "ms", floor=floors[2] * 1000)


def _measure(target: Job, turn: int, scale: Scale) -> tuple[float, float, float]:
    """Seconds for the push, and of the longest and the median wait beside it."""
    first = 10**7 * (turn + 1)
    others = replace(target, first=first, count=RATE * SECONDS, size=1, rate=RATE)
    large = replace(target, first=first + 10**6, count=1, size=scale.large_push, connections=1)
    beside = begin(others)
    taken = send(large).latencies[0]
    waits = finish(beside).latencies
    return taken, max(waits), figures.middle(waits)
