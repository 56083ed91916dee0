"""Points that go back because somebody said of a project: not mine.

The commits are kept aside, and their SHAs are free: whoever pushed somebody's commits through a
hook of their own has not taken them from the project to which they belong.
"""

from collections.abc import Callable, Iterable
from functools import partial

from google.cloud import ndb

from july import deferred
from july.bus import notices
from july.contest.affected import commit_recounts, to_recount
from july.contest.boards import touch
from july.contest.games import Game
from july.contest.ledger import fingerprint_of
from july.contest.models import Commit, Contribution, DisownedCommit, Fingerprints, Standing
from july.contest.notices import tell_changed
from july.contest.paging import rows_of
from july.contest.queries import unfrozen_games
from july.contest.rows import (
    add_to_person,
    add_to_project,
    add_to_row,
    contribution_key,
    describe_person,
    new_row,
    new_standing,
    score,
    standing_key,
    take_from_project,
    take_from_row,
)
from july.contest.totals import BOARDS, Tally, points_of
from july.people.models import Person
from july.projects.queries import project_key

AT_ONCE = 40
"""Commits in one transaction."""


def settle_disowned(name: str, project: str) -> None:
    """Take back or give back what the person has of the project, as they said last.

    Only in games that are not over. May be repeated, and at the same time too.
    """
    person = ndb.Key(Person, name).get()
    if person is None:
        return
    kind, step = (Commit, _take) if project in person.disowned else (DisownedCommit, _give)
    for game in unfrozen_games():
        query = kind.query(kind.game == game.slug, kind.person == name, kind.project == project)
        _each(query, partial(step, name, project, game))
        touch(game.slug, BOARDS)
        tell_changed(game.slug, ("people", "projects"))
    _tell(name, project)


def _each(query: ndb.Query, step: Callable[[list[str]], deferred.Outbox | None]) -> None:
    """Carry out `step` for the commits of `query`, a transaction's worth at a time, the oldest
    first: what is left of a standing was reached later."""
    hashes = [hash for _, hash in sorted((row.recorded, row.hash) for row in rows_of(query))]
    for start in range(0, len(hashes), AT_ONCE):
        part = hashes[start : start + AT_ONCE]
        outbox = ndb.transaction(partial(step, part), retries=5)
        if outbox is not None:
            deferred.settle(outbox)


def _tell(name: str, project: str) -> None:
    stored = project_key(project).get()
    channels = [f"person:{name}", *([f"project:{stored.slug}"] if stored else [])]
    notices.notify(channels, "settle_disowned")


def _take(name: str, project: str, game: Game, hashes: list[str]) -> deferred.Outbox | None:
    """Take commits back, in one transaction."""
    person = ndb.Key(Person, name).get()
    found = ndb.get_multi([ndb.Key(Commit, hash) for hash in hashes])
    commits = [each for each in found if each and (each.person, each.project) == (name, project)]
    if not commits or project not in person.disowned:
        return None
    held = Held(name, project, game)
    places = held.row.location, held.row.team
    for commit in commits:
        take_from_row(held.row, commit)
        take_from_project(held.of_project, commit)
    if not held.row.commits:
        held.of_project.people -= 1
        held.of_project.reached = held.reached_by_others({each.hash for each in commits})
    score(held.of_project, "projects", game.rules)
    held.recount_person(person)
    outbox = to_recount(commit_recounts(game, [places], _languages_of(commits)))
    ndb.put_multi([*map(_aside, commits), *_without_fingerprints(commits), outbox])
    ndb.delete_multi(each.key for each in commits)
    held.write()
    return outbox


def _give(name: str, project: str, game: Game, hashes: list[str]) -> deferred.Outbox | None:
    """Let commits count again, unless they have counted elsewhere meanwhile."""
    person = ndb.Key(Person, name).get()
    found = ndb.get_multi([ndb.Key(DisownedCommit, hash) for hash in hashes])
    aside = [each for each in found if each and (each.person, each.project) == (name, project)]
    if not aside or project in person.disowned:
        return None
    commits, fingerprints = _still_free(aside)
    held = Held(name, project, game)
    for commit in commits:
        commit.points = points_of("people", 1, 0 if held.row.commits else 1, game.rules)
        add_to_project(held.of_project, held.row, commit)
        add_to_person(held.of_person, held.row, commit)
        add_to_row(held.row, commit)
    score(held.of_project, "projects", game.rules)
    score(held.of_person, "people", game.rules)
    describe_person(held.of_person, person)
    places = held.row.location, held.row.team
    outbox = to_recount(commit_recounts(game, [places], _languages_of(commits)))
    ndb.delete_multi(each.key for each in aside)
    ndb.put_multi([*commits, *fingerprints, outbox])
    held.write()
    return outbox


class Held:
    """The totals in which a person's commits to a project stand, in one game."""

    def __init__(self, name: str, project: str, game: Game) -> None:
        self._game = game
        person = ndb.Key(Person, name).get()
        keys = (
            contribution_key(game.slug, name, project),
            standing_key(game.slug, "projects", project),
            standing_key(game.slug, "people", name),
        )
        row, of_project, of_person = ndb.get_multi(keys)
        self.row: Contribution = row or new_row(game.slug, name, project, person)
        self.of_project: Standing = of_project or self._new_standing("projects", project)
        self.of_person: Standing = of_person or self._new_standing("people", name)

    def _new_standing(self, kind: str, subject: str) -> Standing:
        standing = new_standing(self._game.slug, kind, subject)
        project = project_key(subject).get() if kind == "projects" else None
        if project is not None:
            standing.slug, standing.name = project.slug, project.title
        return standing

    def recount_person(self, person: Person) -> None:
        """Add the person's standing up from their rows: they are few."""
        rows = Contribution.query(
            Contribution.game == self._game.slug, Contribution.contributor == person.name
        ).fetch()
        tally = Tally()
        for row in [*(row for row in rows if row.key != self.row.key), self.row]:
            if row.commits:
                tally.add(row.project, row.contributor, row.reached, row.days)
                tally.add_counts(row.hours or {}, row.languages_by_day)
        tally.write_to(self.of_person, "people", self._game.rules)
        describe_person(self.of_person, person)

    def reached_by_others(self, hashes: set[str]) -> int:
        """When the project's newest commit was recorded, of those that are not in `hashes`."""
        query = Commit.query(Commit.project == self.row.project).order(-Commit.recorded)
        for commit in rows_of(query, AT_ONCE + 10):
            if commit.hash not in hashes and commit.game == self._game.slug:
                return int(commit.recorded)
        return 0

    def write(self) -> None:
        """Store them; what has no commits left is gone."""
        totals = (self.row, self.of_project, self.of_person)
        ndb.put_multi([each for each in totals if each.commits])
        ndb.delete_multi([each.key for each in totals if not each.commits])


def _aside(commit: Commit) -> DisownedCommit:
    return DisownedCommit(id=commit.hash, **commit.to_dict())


def _back(commit: DisownedCommit) -> Commit:
    return Commit(id=commit.hash, **commit.to_dict())


def _without_fingerprints(commits: Iterable[Commit]) -> list[Fingerprints]:
    """What rewritten commits are compared with, without these: their like may count elsewhere."""
    gone = {fingerprint_of(each) for each in commits}
    known = ndb.get_multi([ndb.Key(Fingerprints, day) for day in sorted({day for day, _ in gone})])
    for row in filter(None, known):
        row.seen = [each for each in row.seen if (row.key.id(), each) not in gone]
    return [row for row in known if row is not None]


def _still_free(aside: list[DisownedCommit]) -> tuple[list[Commit], list[Fingerprints]]:
    """The commits whose SHA and work nobody else has delivered, and what they are compared with."""
    taken = {each.hash for each in ndb.get_multi([ndb.Key(Commit, c.hash) for c in aside]) if each}
    marks = {each.hash: fingerprint_of(each) for each in aside}
    days = sorted({day for day, _ in marks.values()})
    stored = ndb.get_multi([ndb.Key(Fingerprints, day) for day in days])
    known = {
        day: row or Fingerprints(id=day, seen=[]) for day, row in zip(days, stored, strict=True)
    }
    free = []
    for each in aside:
        day, mark = marks[each.hash]
        if each.hash not in taken and mark not in known[day].seen:
            known[day].seen = [*known[day].seen, mark]
            free.append(_back(each))
    return free, list(known.values())


def _languages_of(commits: Iterable[Commit]) -> set[str]:
    return {language for commit in commits for language in commit.languages}
