"""Pages: how many a second one process serves, how long they take, warm and cold.

The floor is a static file of some 30 kB from the same server in the same run. Cold: a push to the
game comes before the look, which drops what was kept of it; people and projects are looked at that
nobody has looked at before.
"""

import itertools
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.bench import bulk, figures, given
from tests.bench.boards import connected
from tests.bench.client import Job, send
from tests.bench.looks import Look, look
from tests.bench.scale import Scale
from tests.bench.served import Served, july

PAGES = {
    "home": "/",
    "a board": "/people/",
    "a game": "/games/bench/",
    "a person": "/people/person-0/",
    "a project": "/projects/bulk-project-0/",
}
STATIC = "/static/css/july.css"
STEADY = 60
"""Pages a second while times are taken."""
COLD = 10
FRESH = {"a person": "/people/person-{}/", "a project": "/projects/bulk-project-{}/"}


def main(scale: Scale) -> None:
    """Print the rows."""
    for commits in scale.commits:
        figures.heading(f"pages, {scale.players:,} players and {commits:,} commits")
        with tempfile.TemporaryDirectory() as folder:
            _measure(commits, scale, Path(folder))


def _measure(commits: int, scale: Scale, folder: Path) -> None:
    with bulk.copied(commits, scale.players, folder) as data:
        with given.opened(data):
            hook = given.make_hook(given.person(0))
        with july(data) as site:
            push = Job(site.port, f"/api/v1/push/{hook.id}", hook.secret, 0, 1, connections=1)
            send(push)
            site.become_quiet(120)
            _show_warm(site, scale)
            pushes = (replace(push, first=number) for number in itertools.count(1))
            for name, path in PAGES.items():
                paths = [FRESH.get(name, path).format(number) for number in range(1, COLD + 1)]
                taken = figures.middle([_cold(site, next(pushes), each) for each in paths])
                figures.row(f"{name}, cold", taken, "ms", aim=figures.below(150))


def _show_warm(site: Served, scale: Scale) -> None:
    seconds = scale.seconds / 2
    bottom = _rate(site, STATIC, scale)
    least = figures.percentile(look(Look(site.port, STATIC, seconds, rate=STEADY)), 0.99) * 1000
    for name, path in PAGES.items():
        aim = figures.at_least(300)
        figures.row(f"{name}, warm", _rate(site, path, scale), "/s", aim=aim, floor=bottom)
        taken = look(Look(site.port, path, seconds, rate=STEADY))
        for share, most in ((0.5, None), (0.99, figures.below(15))):
            value = figures.percentile(taken, share) * 1000
            label = f"{name}, warm, {STEADY} a second, p{share * 100:.0f}"
            figures.row(label, value, "ms", aim=most, floor=least if most else None)


def _rate(site: Served, path: str, scale: Scale) -> float:
    """Pages a second, of several rounds the median."""
    seconds = scale.seconds / 2
    look(Look(site.port, path, 0.5))
    rounds = [len(look(Look(site.port, path, seconds))) / seconds for _ in range(scale.rounds)]
    return figures.middle(rounds)


def _cold(site: Served, push: Job, path: str) -> float:
    """Milliseconds of a page right after a push to the game."""
    send(push)
    with connected(site.port) as connection:
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        taken = (time.perf_counter() - began) * 1000
    assert answer.status == 200, f"{path} answers {answer.status}"
    return taken
