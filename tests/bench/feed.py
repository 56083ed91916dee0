"""From a POST to its line in an open event stream.

The floor is July's own front and switchboard: HMAC, JSON, one durable transaction with as many
rows, and the event published at once, by the thread that answers.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from tests.bench import figures, floor, given
from tests.bench.client import Job, Seen, send
from tests.bench.pushes import rows_per_commit
from tests.bench.scale import Scale
from tests.bench.served import july

RATE = 20


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading(f"from a POST to the line in an open stream, {RATE} pushes/s")
    with tempfile.TemporaryDirectory() as folder:
        data, beside = Path(folder) / "july", Path(folder) / "floor"
        data.mkdir()
        beside.mkdir()
        hook = given.make_site(data)
        with july(data) as site:
            target = Job(site.port, f"/api/v1/push/{hook.id}", hook.secret, first=0, count=0)
            rows = rows_per_commit(data, site, target)
            ours = _measure(target, scale)
        with floor.floor(beside, rows) as bare:
            least = replace(target, port=bare.port, path=floor.PATH, secret=floor.SECRET)
            beneath = _measure(least, scale)
    for name, share, aim in (("p50", 0.5, None), ("p99", 0.99, figures.below(100))):
        value, bottom = (figures.percentile(each.events, share) * 1000 for each in (ours, beneath))
        figures.row(name, value, "ms", aim=aim, floor=bottom)


def _measure(target: Job, scale: Scale) -> Seen:
    count = scale.feed_pushes
    job = replace(target, count=count, size=1, rate=RATE, stream="/events?channel=commits")
    seen = send(job)
    if len(seen.events) < count:
        figures.remark(f"{count - len(seen.events)} pushes of {count} never came down the stream")
    return seen
