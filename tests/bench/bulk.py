"""Large data sets, loaded past ndb and kept between runs.

ndb makes one entity of each kind; its protobuf is the mould for all others, which go to the
engine's own Commit method five hundred at a time. Commits come in the order of their keys, so that
SQLite appends: a month's pushes would be spread over the file more evenly than this.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any, ClassVar, cast

from google.cloud import ndb

from july import config, stores
from july.contest.actions import create_game
from july.contest.models import Commit, Contribution, Standing
from july.contest.rows import contribution_key
from july.contest.totals import board_name, standing_name
from july.embedded.datastore import DatastoreEngine
from july.embedded.datastore.engine import SERVICE
from july.embedded.datastore.messages import CommitRequest, CommitResponse, Entity, Message
from july.lib import clock
from july.people.models import Email, Location, Person, Team
from july.projects.models import Project, ProjectAddress
from july.stores.embedded import PROJECT, EmbeddedClient
from tests.bench import figures, given
from tests.bench.served import ROOT

KEPT = ROOT / "var" / "bench"
BATCH = 500
PROJECTS = 20_000
LOCATIONS = 50
TEAMS = 200
CACHE_KILOBYTES = 500_000
FORM = 1
"""Raised when this module makes other entities than before."""
_SOURCES = (
    "index.yaml",
    "july/embedded/datastore/schema.py",
    "july/embedded/datastore/encoding.py",
    "july/contest/models.py",
    "july/people/models.py",
    "july/projects/models.py",
)


@contextmanager
def copied(commits: int, players: int, to: Path) -> Iterator[Path]:
    """A copy of the data set, made before if it is not there, that may be written to."""
    original = data_set(commits, players)
    data = to / original.name
    shutil.copytree(original, data)
    try:
        yield data
    finally:
        shutil.rmtree(data)


def data_set(commits: int, players: int) -> Path:
    """The folder of a site with so many commits and players, which stays as it is."""
    digest = _digest()
    folder = KEPT / f"{digest}-{commits}-{players}"
    if not folder.exists():
        _forget_all_but(digest)
        draft = folder.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        began = time.monotonic()
        _load(draft, commits, players)
        draft.rename(folder)
        taken = time.monotonic() - began
        figures.remark(f"loaded {commits:,} commits of {players:,} players in {taken:.0f} s")
    return folder


def _forget_all_but(digest: str) -> None:
    for old in KEPT.glob("*"):
        if not old.name.startswith(digest):
            shutil.rmtree(old)


def _digest() -> str:
    """Changes with what the stored form depends on, and every week, so that the game still runs."""
    week = f"{FORM} {clock.now():%G-%V}".encode()
    parts = [week, *((ROOT / source).read_bytes() for source in _SOURCES)]
    return hashlib.sha256(b"|".join(parts)).hexdigest()[:12]


def _load(folder: Path, commits: int, players: int) -> None:
    config.adopt({"JULY_DATA": str(folder), "JULY_BASE_URL": "http://127.0.0.1"})
    with stores.engines(config.settings()) as engines:
        engines.database.write(
            lambda writer: writer.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}").close()
        )
        with stores.context():
            create_game(given.running_game())
        commit = engines.datastore.handlers()[SERVICE + "Commit"]
        with EmbeddedClient(cast(DatastoreEngine, _Caster())).context():
            entities = chain(
                _people(players), _projects(), _contest(players), _commits(commits, players)
            )
            while batch := list(islice(entities, BATCH)):
                commit(_request(batch))


def _request(entities: Iterable[Message]) -> Message:
    request = CommitRequest(project_id=PROJECT, mode=CommitRequest.NON_TRANSACTIONAL)
    for entity in entities:
        request.mutations.add().insert.CopyFrom(entity)
    return request


Fill = Callable[[Any, int], str]
"""Fills the properties of entity number so and so, and gives its key's name."""


def _cast(model: ndb.Model, fill: Fill, count: int) -> Iterator[Message]:
    """So many entities in the mould of one that ndb has made."""
    mould = _moulded(model)
    for number in range(count):
        entity = Entity()
        entity.CopyFrom(mould)
        entity.key.path[0].name = fill(entity.properties, number)
        yield entity


def _moulded(model: ndb.Model) -> Message:
    """The protobuf that ndb makes of an entity, inside the context of a `_Caster`."""
    model.put()
    return _Caster.taken.pop()


class _Caster:
    """An engine that keeps what is put for a moment."""

    taken: ClassVar[list[Message]] = []

    def handlers(self) -> dict[str, Callable[[Message], Message]]:
        return {SERVICE + "Commit": self._take}

    def _take(self, request: Message) -> Message:
        self.taken.append(Entity.FromString(request.mutations[0].upsert.SerializeToString()))
        answer = CommitResponse()
        answer.mutation_results.add(version=1)
        return answer


def _people(players: int) -> Iterator[Message]:
    def fill_person(values: Any, number: int) -> str:
        values["title"].string_value = f"Person {number}"
        values["location"].string_value = _location(number)
        values["team"].string_value = _team(number)
        return given.person(number)

    def fill_email(values: Any, number: int) -> str:
        values["person"].string_value = given.person(number)
        return f"{given.person(number)}@example.org"

    def fill_place(values: Any, number: int) -> str:
        values["name"].string_value = f"Place {number}"
        return _location(number)

    def fill_team(values: Any, number: int) -> str:
        values["name"].string_value = f"Team {number}"
        return _team(number)

    yield from _cast(Person(id="x", title="x", location="x", team="x"), fill_person, players)
    yield from _cast(Email(id="x", person="x"), fill_email, players)
    yield from _cast(Location(id="x", name="x"), fill_place, LOCATIONS)
    yield from _cast(Team(id="x", name="x"), fill_team, TEAMS)


def _projects() -> Iterator[Message]:
    def fill_project(values: Any, number: int) -> str:
        values["slug"].string_value = _project_slug(number)
        values["name"].string_value = f"project-{number}"
        return _project(number)

    def fill_address(values: Any, number: int) -> str:
        values["project"].string_value = _project(number)
        return _project_slug(number)

    project = Project(id="x", slug="x", host="push", owner="bulk", name="x", url="")
    yield from _cast(project, fill_project, PROJECTS)
    yield from _cast(ProjectAddress(id="x", project="x"), fill_address, PROJECTS)


def _contest(players: int) -> Iterator[Message]:
    """A row and a standing for each player, and the standings of projects."""
    game, day = given.running_game(), given.running_game().first.isoformat()
    row = Contribution(
        key=contribution_key(game.slug, "x", "x"), game=game.slug, project="x", contributor="x",
        location="x", team="x", languages=["x"], commits=10, reached=1, days={day: 10},
        hours={"12": 10},
        languages_by_day={"x": {"days": {day: 10}, "reached": 1}},
    )  # fmt: skip

    def fill_row(values: Any, number: int) -> str:
        language = f"language-{number % 20}"
        person, project = given.person(number), _project(number % PROJECTS)
        values["project"].string_value, values["contributor"].string_value = project, person
        values["location"].string_value = _location(number)
        values["team"].string_value = _team(number)
        values["languages"].array_value.values[0].string_value = language
        by_day = values["languages_by_day"]
        by_day.blob_value = by_day.blob_value.replace(b'"x"', f'"{language}"'.encode())
        return f"{game.slug}|{person}|{project}"

    def fill_standing(kind: str) -> Fill:
        def fill(values: Any, number: int) -> str:
            subject = given.person(number) if kind == "people" else _project(number)
            values["subject"].string_value = subject
            values["slug"].string_value = subject if kind == "people" else _project_slug(number)
            values["name"].string_value = f"Number {number}"
            if kind == "people":
                values["location"].string_value = _location(number)
                values["team"].string_value = _team(number)
            values["points"].integer_value = 20 + number * 7919 % 1009
            values["reached"].integer_value = number + 1
            return standing_name(game.slug, kind, subject)

        return fill

    def standing(kind: str) -> Standing:
        return Standing(
            id="x", board=board_name(game.slug, kind), subject="x", slug="x", name="x",
            location="x" if kind == "people" else None, team="x" if kind == "people" else None,
            language=["python"] if kind == "people" else [],
            points=1, reached=1, commits=10, projects=1, people=1, days={day: 10},
            hours={"12": 10}, languages={"python": 10}, firsts={day: 1},
        )  # fmt: skip

    yield from _cast(row, fill_row, players)
    yield from _cast(standing("people"), fill_standing("people"), players)
    yield from _cast(standing("projects"), fill_standing("projects"), PROJECTS)


def _commits(commits: int, players: int) -> Iterator[Message]:
    game = given.running_game()
    first = clock.microseconds(clock.now() - timedelta(days=1)) - commits
    each = max(1, commits // players)
    commit = Commit(
        id="x", project="x", person="x", orphan=None, game=game.slug, email="x@example.org",
        author="x", message="Make it work without a network\n\nIt waited for an answer.", url="x",
        time=f"{game.first}T12:00:00+00:00", day=game.first.isoformat(), points=1,
        languages=["python"], recorded=1,
    )  # fmt: skip

    def fill(values: Any, number: int) -> str:
        player = number // each % players
        sha = f"{number:010x}{hashlib.sha256(b'%d' % number).hexdigest()[:30]}"
        values["project"].string_value = _project(player % PROJECTS)
        values["person"].string_value = given.person(player)
        values["author"].string_value = given.person(player)
        values["email"].string_value = f"{given.person(player)}@example.org"
        values["url"].string_value = f"https://git.example.org/bulk/commit/{sha}"
        values["recorded"].integer_value = first + number
        return sha

    yield from _cast(commit, fill, commits)


def _location(number: int) -> str:
    return f"place-{number % LOCATIONS}"


def _team(number: int) -> str:
    return f"team-{number % TEAMS}"


def _project(number: int) -> str:
    return f"push:git.example.org/bulk/project-{number}"


def _project_slug(number: int) -> str:
    return f"bulk-project-{number}"
