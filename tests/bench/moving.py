"""People who move to another location: how long until both sides show it, and two thousand at once.

The floor of one move is the answer to the change itself, which is sent when it is on the disk. Two
thousand people move within a minute, each by a request of their own, while pushes come in and pages
are looked at; at the end every total is worked out again from the commits and compared.
"""

import json
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from google.cloud import ndb

from july.contest.audit import audit
from july.contest.models import Contribution
from july.contest.rows import contribution_key
from july.lib import clock
from july.management.replay import sign
from july.people.actions import Profile, save_person
from july.people.models import Email, Location, Person
from july.people.tokens import create_token
from tests.bench import figures, given
from tests.bench.boards import connected
from tests.bench.client import Job, begin, finish
from tests.bench.looks import Look, look
from tests.bench.scale import Scale
from tests.bench.served import Served, july

MEMBERS = (10, 1_000, 10_000)
"""Of both sides together."""
SIDES = ("aachen", "zagreb")
MOVER = "mover-0"
ROUNDS = 6
PATIENCE = 60.0
BATCH = 500
CROWD = 2_000
CROWDS_PUSH = 40
"""Commits of a push, each of somebody else."""
MINUTE = 60.0
PUSHES_A_SECOND = 5
LOOKS_A_SECOND = 10


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading("from a change of location to both sides of it")
    for members in MEMBERS:
        with tempfile.TemporaryDirectory() as folder:
            _show_one(members, Path(folder))
    crowd = CROWD if scale.rounds > 1 else CROWD // 4
    figures.heading(f"{crowd:,} people move in {MINUTE * crowd / CROWD:.0f} s")
    with tempfile.TemporaryDirectory() as folder:
        _show_crowd(crowd, Path(folder))


def _show_one(members: int, data: Path) -> None:
    given.make_site(data)
    with given.opened(data):
        _fill(members)
        token = create_token(MOVER)
    with july(data) as site:
        site.become_quiet(30)
        rounds = [_one(site, token, SIDES[(each + 1) % 2]) for each in range(ROUNDS)]
    answers, visible = zip(*rounds, strict=True)
    label = f"{members:,} members, "
    floor = figures.middle(answers) * 1000
    for name, value in (("middle", figures.middle(visible)), ("slowest", max(visible))):
        figures.row(f"{label}{name}", value * 1000, "ms", aim=figures.below(3_000), floor=floor)


def _fill(members: int) -> None:
    """People of both sides, each with a row of ten commits in one of the projects."""
    ndb.put_multi([Location(id=side, name=side.title()) for side in SIDES])
    for start in range(0, members, BATCH):
        numbers = range(start, min(members, start + BATCH))
        ndb.put_multi([each for number in numbers for each in _member(number)])


def _member(number: int) -> Sequence[ndb.Model]:
    name, side = f"mover-{number}", SIDES[number % 2]
    project, day = f"project-{number % given.PROJECTS}", clock.now().date().isoformat()
    row = Contribution(
        key=contribution_key("bench", name, project),
        game="bench",
        project=project,
        contributor=name,
        location=side,
        commits=10,
        reached=clock.microseconds(clock.now()),
        days={day: 10},
        hours={"33": 10},
        languages_by_day={"python": {"days": {day: 10}, "reached": 1}},
        languages=["python"],
    )
    return Person(id=name, title=name, location=side), row


def _one(site: Served, token: str, side: str) -> tuple[float, float]:
    """Seconds until the change is answered, and until both sides show it."""
    with connected(site.port) as asking:
        before = [_commits(asking, each) for each in SIDES]
        began = time.perf_counter()
        _change(asking, MOVER, token, side)
        answered = time.perf_counter() - began
        while any(
            _commits(asking, each) == known for each, known in zip(SIDES, before, strict=True)
        ):
            assert time.perf_counter() < began + PATIENCE, "the change is never seen"
            time.sleep(0.002)
        seen = time.perf_counter() - began
    # A recount rests twenty times as long as it took: then the next is a single change again.
    time.sleep(max(3.0, 25 * seen))
    return answered, seen


def _commits(asking: Any, side: str) -> int:
    asking.request("GET", f"/api/v1/locations/{side}")
    answer = asking.getresponse()
    found: int = json.loads(answer.read())["commits"]
    return found


def _change(asking: Any, name: str, token: str, location: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    asking.request("PATCH", f"/api/v1/people/{name}", json.dumps({"location": location}), headers)
    answer = asking.getresponse()
    answer.read()
    assert answer.status == 200, f"the change was answered {answer.status}"


def _show_crowd(crowd: int, data: Path) -> None:
    hook = given.make_site(data)
    with given.opened(data):
        _gather(crowd)
        save_person("organiser", Profile(organizer=True))
        token = create_token("organiser")
    seconds = MINUTE * crowd / CROWD
    with july(data) as site:
        job = Job(site.port, f"/api/v1/push/{hook.id}", hook.secret, first=0, count=0, size=1)
        _commit_all(site, job, crowd)
        site.become_quiet(60)
        still = look(Look(site.port, "/locations/", seconds / 6, rate=LOOKS_A_SECOND))
        pushing = begin(
            replace(
                job, first=1_000_000, count=int(PUSHES_A_SECOND * seconds), rate=PUSHES_A_SECOND
            )
        )
        moving = threading.Thread(target=_move_all, args=(site, token, crowd, seconds))
        moving.start()
        meanwhile = look(Look(site.port, "/locations/", seconds, rate=LOOKS_A_SECOND))
        moving.join()
        pushed = finish(pushing)
        ended = time.perf_counter()
        site.become_quiet(120)
        quiet = time.perf_counter() - ended
    with given.opened(data):
        wrong = len(audit(given.running_game()))
        moved = Person.query(Person.location == SIDES[1]).count()
    figures.row(
        "page of locations meanwhile, p50", _ms(meanwhile, 0.5), "ms", floor=_ms(still, 0.5)
    )
    figures.row("the same, p99", _ms(meanwhile, 0.99), "ms", floor=_ms(still, 0.99))
    figures.row("answer of a push meanwhile, p99", _ms(pushed.latencies, 0.99), "ms")
    figures.row("from the last move until nothing is left to do", quiet, "s")
    figures.row("people who have moved", moved, "", aim=figures.at_least(crowd))
    figures.row("totals that are wrong then", wrong, "", aim=figures.below(1))


def _gather(crowd: int) -> None:
    """People in one location, nobody of whom has a commit."""
    ndb.put_multi([Location(id=side, name=side.title()) for side in SIDES])
    for start in range(0, crowd, BATCH):
        names = [f"mover-{number}" for number in range(start, min(crowd, start + BATCH))]
        people = [Person(id=name, title=name, location=SIDES[0]) for name in names]
        emails = [Email(id=f"{name}@example.org", person=name) for name in names]
        ndb.put_multi([*people, *emails])


def _commit_all(site: Served, job: Job, crowd: int) -> None:
    """Everybody commits once, by the same few pushes."""
    with connected(site.port) as asking:
        for start in range(0, crowd, CROWDS_PUSH):
            body = given.push(start, 1)
            body["commits"] = [
                given.commit(f"crowd-{number}", f"mover-{number}", clock.now())
                for number in range(start, min(crowd, start + CROWDS_PUSH))
            ]
            raw = json.dumps(body).encode()
            asking.request("POST", job.path, raw, _signed(raw, job.secret))
            answer = asking.getresponse()
            answer.read()
            assert answer.status == 201


def _signed(raw: bytes, secret: str) -> dict[str, str]:
    return {"X-July-Signature": sign(raw, secret), "Content-Type": "application/json"}


def _move_all(site: Served, token: str, crowd: int, seconds: float) -> None:
    """Everybody moves, at their time, on four connections."""
    began = time.perf_counter()

    def move(first: int) -> None:
        with connected(site.port) as asking:
            for number in range(first, crowd, 4):
                time.sleep(max(0.0, began + seconds * number / crowd - time.perf_counter()))
                _change(asking, f"mover-{number}", token, SIDES[1])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(move, range(4)))


def _ms(taken: Sequence[float], share: float) -> float:
    return figures.percentile(taken, share) * 1000
