"""Memory of a served site, after it has answered pushes, boards, lists and pages."""

import tempfile
from pathlib import Path

from tests.bench import bulk, figures, given
from tests.bench.boards import connected
from tests.bench.client import Job, send
from tests.bench.scale import Scale
from tests.bench.served import july

PUSHES = 100
TURNS = 20
PATHS = (
    "/",
    "/people/",
    "/projects/",
    "/locations/",
    "/languages/",
    "/people/person-1/",
    "/projects/bulk-project-1/",
    "/locations/place-1/",
    "/api/v1/boards/people?limit=100",
    "/api/v1/boards/people?limit=100&location=place-1",
    "/api/v1/commits?limit=100",
    "/api/v1/people?limit=100",
    "/api/v1/stats/commits",
)


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading(f"memory, after {PUSHES} pushes and {TURNS * len(PATHS)} pages and lists")
    for commits in scale.commits:
        with (
            tempfile.TemporaryDirectory() as folder,
            bulk.copied(commits, scale.players, Path(folder)) as data,
        ):
            _measure(data, commits)


def _measure(data: Path, commits: int) -> None:
    with given.opened(data):
        hook = given.make_hook(given.person(0))
    with july(data) as site:
        before = site.resident()
        send(Job(site.port, f"/api/v1/push/{hook.id}", hook.secret, 0, PUSHES, connections=4))
        with connected(site.port) as connection:
            for path in PATHS * TURNS:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200, f"{path} answers {answer.status}"
        site.become_quiet(120)
        name = f"resident, {commits:,} commits"
        figures.row(name, site.resident(), "MB", aim=figures.below(200))
        figures.remark(f"{before:.0f} MB before the first request, {site.most_resident():.0f} most")
