"""Orphan commits that find their person."""

from collections.abc import Iterable, Iterator
from functools import partial

from google.cloud import ndb

from july import deferred
from july.contest.affected import commit_recounts, to_recount
from july.contest.boards import touch
from july.contest.contributors import orphan_id
from july.contest.games import Game
from july.contest.models import Commit, Contribution, Standing
from july.contest.notices import tell_changed
from july.contest.paging import pages_of_keys
from july.contest.queries import unfrozen_games
from july.contest.rows import (
    add_through,
    add_to_person,
    add_to_row,
    contribution_key,
    describe_person,
    new_row,
    new_standing,
    score,
    standing_key,
    take_from_row,
)
from july.contest.totals import BOARDS, points_of
from july.people.models import Email, Person

MOST_SHOWN = 500


def claim(address: str) -> int:
    """Give the orphan commits of a verified address to its person, in games that are not over.

    Gives how many. May be repeated.
    """
    games = {game.slug: game for game in unfrozen_games()}
    claimed = 0
    for keys in pages_of_keys(Commit.query(Commit.orphan == address)):
        count, outbox = ndb.transaction(partial(_take, address, games, keys), retries=5)
        claimed += count
        if outbox is not None:
            deferred.settle(outbox)
    for slug in games if claimed else ():
        touch(slug, BOARDS)
        tell_changed(slug, ("people", "projects"), *_owner(address))
    return claimed


def orphans_of(address: str) -> int:
    """How many commits of games that are not over wait for the address to be verified.

    Of more than a few hundred that wait in all, those among the first.
    """
    games = {game.slug for game in unfrozen_games()}
    waiting = Commit.query(Commit.orphan == address).fetch(MOST_SHOWN)
    return sum(commit.game in games for commit in waiting)


def _take(
    address: str, games: dict[str, Game], keys: list[ndb.Key]
) -> tuple[int, deferred.Outbox | None]:
    return Claim(address, games).take(keys)


def _owner(address: str) -> list[str]:
    """The channel of the person who has that address."""
    email = ndb.Key(Email, address).get()
    return [f"person:{email.person}"] if email else []


class Claim:
    """One transaction that gives commits of an orphan to a person."""

    def __init__(self, address: str, games: dict[str, Game]) -> None:
        self._games = games
        self._address = address
        self._changed: dict[ndb.Key, ndb.Model] = {}
        self._emptied: list[ndb.Key] = []

    def take(self, keys: list[ndb.Key]) -> tuple[int, deferred.Outbox | None]:
        """How many of the commits at `keys` the person has now got, and what is to be done."""
        email = ndb.Key(Email, self._address).get()
        person = ndb.Key(Person, email.person).get() if email else None
        commits = [
            commit
            for commit in ndb.get_multi(keys)
            if commit and commit.orphan == self._address and commit.game in self._games
        ]
        if person is None or not commits:
            return 0, None
        for commit in sorted(commits, key=lambda commit: commit.recorded):
            self._give(commit, person)
        outbox = to_recount(self._recounts(commits, person))
        ndb.delete_multi(self._emptied)
        ndb.put_multi([*self._changed.values(), *commits, outbox])
        return len(commits), outbox

    def _give(self, commit: Commit, person: Person) -> None:
        """Move one commit from its orphan's row to the person's, and score it for them."""
        rules = self._games[commit.game].rules
        row = self._row(commit, person.name, person)
        orphan = self._row(commit, orphan_id(self._address), None)
        standing = self._standing(commit, "people", person.name)
        project = self._standing(commit, "projects", commit.project)
        new = not row.commits
        add_to_person(standing, row, commit)
        describe_person(standing, person)
        score(standing, "people", rules)
        commit.points = points_of("people", 1, 1 if new else 0, rules)
        commit.person, commit.orphan = person.name, None
        add_to_row(row, commit)
        emptied = self._remove_from(orphan, commit)
        project.people += int(new) - int(emptied)
        if emptied:
            others = {
                owner: n for owner, n in (orphan.through or {}).items() if owner != person.name
            }
            add_through(row, others)

    def _remove_from(self, row: Contribution, commit: Commit) -> bool:
        """Take a commit out of its orphan's row; True if that was the last one."""
        take_from_row(row, commit)
        if not row.commits:
            self._emptied.append(row.key)
            del self._changed[row.key]
        return not row.commits

    def _row(self, commit: Commit, contributor: str, person: Person | None) -> Contribution:
        key = contribution_key(commit.game, contributor, commit.project)
        return self._load(key) or self._new(
            new_row(commit.game, contributor, commit.project, person)
        )

    def _standing(self, commit: Commit, kind: str, subject: str) -> Standing:
        key = standing_key(commit.game, kind, subject)
        return self._load(key) or self._new(new_standing(commit.game, kind, subject))

    def _load(self, key: ndb.Key) -> ndb.Model | None:
        if key not in self._changed:
            stored = key.get()
            if stored is None:
                return None
            self._changed[key] = stored
        return self._changed[key]

    def _new(self, entity: ndb.Model) -> ndb.Model:
        self._changed[entity.key] = entity
        return entity

    def _recounts(self, commits: Iterable[Commit], person: Person) -> Iterator[deferred.Recount]:
        places = [(person.location, person.team)]
        for slug in sorted({commit.game for commit in commits}):
            languages = {each for c in commits if c.game == slug for each in c.languages}
            yield from commit_recounts(self._games[slug], places, languages)
