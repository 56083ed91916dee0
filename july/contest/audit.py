"""The audit: every total of a game worked out again from its commits."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from google.cloud import ndb

from july.contest.boards import forget_everything
from july.contest.contributors import Contributor
from july.contest.games import Game
from july.contest.models import Commit, Contribution, Standing
from july.contest.paging import rows_of
from july.contest.ranks import survey_soon
from july.contest.recounts import RECOUNTED
from july.contest.rows import add_to_row, contribution_key, describe_person, new_row, new_standing
from july.contest.totals import BOARDS, GAME, Tally, board_name
from july.lib import clock
from july.people.models import Person
from july.people.queries import find_people
from july.projects.queries import find_projects

ROW_FIELDS = (
    "commits", "reached", "days", "hours", "languages", "languages_by_day", "bonus", "location",
    "team",
)  # fmt: skip
STANDING_FIELDS = (
    "points", "commits", "projects", "people", "reached", "days", "hours", "languages", "firsts",
    "bonus", "language",
)  # fmt: skip
BATCH = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored value that is not what the commits say."""

    kind: str
    key: str
    field: str
    stored: Any
    expected: Any

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.field} is {self.stored!r}, not {self.expected!r}"


def audit(game: Game) -> list[Difference]:
    """What is stored otherwise than the commits say. Changes nothing."""
    return list(_differences(game, expected_of(game)))


def repair(game: Game) -> list[Difference]:
    """Make every total what the commits say; gives what was different."""
    expected = expected_of(game)
    found = list(_differences(game, expected))
    by_key = {entity.key: entity for entity in expected}
    keys = list(dict.fromkeys(_key_of(difference) for difference in found))
    for start in range(0, len(keys), BATCH):
        ndb.transaction(partial(_write, keys[start : start + BATCH], by_key), retries=5)
    forget_everything()
    if found:
        survey_soon(game.slug)
    return found


def _key_of(difference: Difference) -> ndb.Key:
    return ndb.Key(difference.kind, difference.key)


def _write(keys: list[ndb.Key], expected: dict[ndb.Key, ndb.Model]) -> None:
    gone = [key for key in keys if key not in expected]
    ndb.delete_multi(gone)
    wanted = [expected[key] for key in keys if key in expected]
    for entity, stored in zip(
        wanted, ndb.get_multi([entity.key for entity in wanted]), strict=True
    ):
        if isinstance(entity, Standing) and stored:
            entity.generation = stored.generation
        if isinstance(entity, Contribution) and stored:
            entity.through, entity.deliverers = stored.through, stored.deliverers
    ndb.put_multi(wanted)


def expected_of(game: Game) -> list[ndb.Model]:
    """All rows and standings of the game, as its commits make them."""
    rows = _rows_from_commits(game)
    _place(game, rows)
    return [*rows, *_standings(game, rows)]


def _rows_from_commits(game: Game) -> list[Contribution]:
    rows: dict[ndb.Key, Contribution] = {}
    for commit in rows_of(Commit.query(Commit.game == game.slug)):
        contributor = Contributor(commit.person, commit.email).id
        key = contribution_key(game.slug, contributor, commit.project)
        row = rows.get(key) or new_row(game.slug, contributor, commit.project, None)
        add_to_row(row, commit)
        rows[key] = row
    return list(rows.values())


def _place(game: Game, rows: list[Contribution]) -> None:
    """Set location and team: the person's present ones, in a game that is over the frozen ones."""
    frozen = game.is_over(clock.now())
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        people = find_people(row.contributor for row in part if not row.contributor.startswith("~"))
        stored = ndb.get_multi([row.key for row in part]) if frozen else [None] * len(part)
        for row, known in zip(part, stored, strict=True):
            place: Contribution | Person | None = known or people.get(row.contributor)
            if place:
                row.location, row.team = place.location, place.team


def _standings(game: Game, rows: list[Contribution]) -> Iterator[Standing]:
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for row in rows:
        for kind, subject in _subjects(row):
            tallies[kind, subject].add(row.project, row.contributor, row.reached, row.days)
            tallies[kind, subject].add_counts(row.hours, row.languages_by_day, row.bonus)
        for language, part in row.languages_by_day.items():
            tallies["languages", language].add(
                row.project, row.contributor, part["reached"], part["days"]
            )
        tallies[GAME, game.slug].add_project(row.project, row.reached, row.days)
        tallies[GAME, game.slug].add_counts(row.hours, {}, row.bonus)
    names = _names(tallies)
    for (kind, subject), tally in tallies.items():
        if tally.commits and (kind not in RECOUNTED or RECOUNTED[kind].is_listed(subject)):
            yield _standing(game, kind, subject, tally, names)


def _subjects(row: Contribution) -> Iterator[tuple[str, str]]:
    yield "projects", row.project
    if not row.contributor.startswith("~"):
        yield "people", row.contributor
    if row.location:
        yield "locations", row.location
    if row.team:
        yield "teams", row.team


def _names(tallies: dict[tuple[str, str], Tally]) -> dict[tuple[str, str], ndb.Model]:
    """The person or project behind each standing of theirs."""
    people = find_people(subject for kind, subject in tallies if kind == "people")
    projects = find_projects(subject for kind, subject in tallies if kind == "projects")
    return {
        **{("people", name): person for name, person in people.items()},
        **{("projects", id): project for id, project in projects.items()},
    }


def _standing(
    game: Game, kind: str, subject: str, tally: Tally, names: dict[tuple[str, str], ndb.Model]
) -> Standing:
    standing = new_standing(game.slug, kind, subject)
    standing.slug = standing.name = subject
    tally.write_to(standing, kind, game.rules)
    entity = names.get((kind, subject))
    if kind == "people" and entity:
        describe_person(standing, entity)
    elif kind == "projects" and entity:
        standing.slug, standing.name = entity.slug, entity.title
    elif kind in RECOUNTED:
        standing.name = RECOUNTED[kind].title(subject)
    return standing


def _differences(game: Game, expected: list[ndb.Model]) -> Iterator[Difference]:
    unseen = {entity.key: entity for entity in expected}
    for stored, fields in _stored(game):
        wanted = unseen.pop(stored.key, None)
        kind, key = stored.key.kind(), stored.key.id()
        if wanted is None:
            yield Difference(kind, key, "commits", stored.commits, None)
            continue
        for field in fields:
            values = getattr(stored, field), getattr(wanted, field)
            if values[0] != values[1]:
                yield Difference(kind, key, field, *values)
    for wanted in unseen.values():
        yield Difference(wanted.key.kind(), wanted.key.id(), "commits", None, wanted.commits)


def _stored(game: Game) -> Iterator[tuple[ndb.Model, tuple[str, ...]]]:
    for row in rows_of(Contribution.query(Contribution.game == game.slug)):
        yield row, ROW_FIELDS
    for kind in (*BOARDS, GAME):
        query = Standing.query(Standing.board == board_name(game.slug, kind))
        for standing in rows_of(query):
            yield standing, STANDING_FIELDS
