"""The ledger: what one transaction reads, books and writes for one contributor and project."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from google.cloud import ndb

from july import deferred
from july.contest.contributors import Contributor
from july.contest.feed import tell_one
from july.contest.games import Game
from july.contest.models import Commit, Contribution, Fingerprints
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
)
from july.contest.totals import points_of
from july.contest.verdicts import Verdict
from july.hosts.values import PushedCommit
from july.lib import clock
from july.people.models import Email, Person
from july.projects.models import Project

LONGEST_MESSAGE = 4000
MOST_FINGERPRINTS = 20_000
"""Of one author's day: as many as an entity of Datastore surely holds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A commit that may count, and where."""

    position: int
    """Its place in the push."""
    commit: PushedCommit
    email: str
    game: Game
    languages: tuple[str, ...]

    @property
    def moment(self) -> datetime:
        """The commit's time in UTC."""
        assert self.commit.time is not None  # noqa: S101 - undated commits make no entry
        return self.commit.time.astimezone(UTC)

    @property
    def day(self) -> str:
        """The day on which it is booked, ISO 8601."""
        assert self.commit.time is not None  # noqa: S101 - undated commits make no entry
        return self.game.day_of(self.commit.time).isoformat()

    @property
    def author_day(self) -> str:
        """Key of the fingerprints that its own is compared with: those of its email and day."""
        return f"{_digest(self.email)}|{self.moment:%Y-%m-%d}"

    @property
    def fingerprint(self) -> str:
        """What stays the same when a commit is amended or rebased: its time and first line."""
        first_line = self.commit.message.strip().partition("\n")[0].strip()
        return _digest(f"{self.moment.isoformat()}|{first_line}")


class ContributorChanged(Exception):
    """An email has found its person between the look-up and the transaction."""


class Ledger:
    """Reads everything at once, books commit after commit, writes everything at once."""

    def __init__(
        self, project: Project, contributor: Contributor, entries: Sequence[Entry]
    ) -> None:
        self._project = project
        self._project_id = project.id
        self._contributor = contributor
        self._games = {entry.game.slug: entry.game for entry in entries}
        self._open(entries, self._games)
        self._recorded = iter(clock.stamps(len(entries)))
        self._new: list[Commit] = []
        self._languages: set[tuple[str, str]] = set()

    def _open(self, entries: Sequence[Entry], games: dict[str, Game]) -> None:
        """One lookup for everything."""
        wanted = [
            *(ndb.Key(Commit, entry.commit.hash) for entry in entries),
            *(ndb.Key(Fingerprints, day) for day in {entry.author_day for entry in entries}),
            *self._keys_of_totals(games),
            *self._keys_of_people(entries),
        ]
        found = dict(zip(wanted, ndb.get_multi(wanted), strict=True))
        self._taken = {key.id() for key, entity in found.items() if isinstance(entity, Commit)}
        self._fingerprints = {
            entry.author_day: found[key] or Fingerprints(key=key, seen=[])
            for entry in entries
            for key in [ndb.Key(Fingerprints, entry.author_day)]
        }
        self._require_same_contributor(entries, found)
        self._person = found.get(self._person_key) if self._person_key else None
        self._refusal = self._refuse()
        self._rows = {
            slug: found[self._row_key(slug)]
            or new_row(slug, self._contributor.id, self._project_id, self._person)
            for slug in games
        }
        self._standings = {
            (slug, kind): found[standing_key(slug, kind, subject)]
            or new_standing(slug, kind, subject)
            for slug in games
            for kind, subject in self._subjects.items()
        }

    @property
    def _person_key(self) -> ndb.Key | None:
        name = self._contributor.person
        return ndb.Key(Person, name) if name else None

    @property
    def _subjects(self) -> dict[str, str]:
        """Whose standings the commits change here: kind and subject."""
        person = self._contributor.person
        return {"projects": self._project_id} | ({"people": person} if person else {})

    def _row_key(self, game: str) -> ndb.Key:
        return contribution_key(game, self._contributor.id, self._project_id)

    def _keys_of_totals(self, games: Iterable[str]) -> list[ndb.Key]:
        return [self._row_key(slug) for slug in games] + [
            standing_key(slug, kind, subject)
            for slug in games
            for kind, subject in self._subjects.items()
        ]

    def _keys_of_people(self, entries: Sequence[Entry]) -> list[ndb.Key]:
        """The person and the emails, read so that a change of either repeats the transaction."""
        emails = dict.fromkeys(entry.email for entry in entries if entry.email)
        keys = [ndb.Key(Email, email) for email in emails]
        return [*keys, self._person_key] if self._person_key else keys

    def _require_same_contributor(
        self, entries: Sequence[Entry], found: dict[ndb.Key, ndb.Model]
    ) -> None:
        for entry in entries:
            email = found[ndb.Key(Email, entry.email)] if entry.email else None
            if (email.person if email else None) != self._contributor.person:
                raise ContributorChanged

    def book(self, entry: Entry) -> tuple[Verdict, int]:
        """The verdict for a commit, and the points its person gets for it."""
        if entry.commit.hash in self._taken:
            return Verdict.DUPLICATE, 0
        if self._refusal:
            return self._refusal, 0
        if entry.fingerprint in self._fingerprints[entry.author_day].seen:
            return Verdict.REWRITTEN, 0
        row = self._rows[entry.game.slug]
        points = 0
        if self._contributor.person:
            points = points_of("people", 1, 0 if row.commits else 1, entry.game.rules)
        recorded = clock.microseconds(next(self._recorded))
        self._write_commit(entry, points, recorded)
        self._add_to_row(row, entry, recorded)
        verdict = Verdict.COUNTED if self._contributor.person else Verdict.ORPHAN
        return verdict, points

    def _refuse(self) -> Verdict | None:
        """The verdict that the person brings upon all their commits here."""
        if self._person and self._person.disabled:
            return Verdict.DISABLED
        if self._person and self._project_id in self._person.disowned:
            return Verdict.DISOWNED
        return None

    def _write_commit(self, entry: Entry, points: int, recorded: int) -> None:
        commit, person = entry.commit, self._contributor.person
        self._taken.add(commit.hash)
        self._fingerprints[entry.author_day].seen.append(entry.fingerprint)
        self._new.append(
            Commit(
                id=commit.hash,
                project=self._project_id,
                person=person,
                orphan=None if person else entry.email or None,
                game=entry.game.slug,
                email=entry.email,
                author=commit.author.name[:200],
                message=commit.message[:LONGEST_MESSAGE],
                url=commit.url[:1000],
                time=commit.time.isoformat() if commit.time else None,
                day=entry.day,
                points=points,
                languages=list(entry.languages),
                recorded=recorded,
            )
        )

    def _add_to_row(self, row: Contribution, entry: Entry, recorded: int) -> None:
        """Book the commit in the standings and then in its row."""
        game, day = entry.game, entry.day
        add_to_project(self._standings[game.slug, "projects"], row, day, recorded)
        if self._person:
            add_to_person(self._standings[game.slug, "people"], row, day, recorded)
        add_to_row(row, day, entry.languages, recorded)
        self._languages |= {(game.slug, language) for language in entry.languages}

    def close(self) -> deferred.Outbox | None:
        """Write everything; gives the outbox row if anything was booked."""
        if not self._new:
            return None
        touched = [row for row in self._rows.values() if row.commits]
        outbox = deferred.Outbox.holding(
            deferred.Work(
                recounts=tuple(self._recounts(touched)),
                calls=(deferred.Call("contest.announce", tuple(self._announcements())),),
            )
        )
        standings = [standing for standing in self._standings.values() if standing.commits]
        self._complete_standings()
        fingerprints = [known for known in self._fingerprints.values() if known.seen]
        for known in fingerprints:
            known.seen = known.seen[-MOST_FINGERPRINTS:]
        ndb.put_multi([*self._new, *fingerprints, *touched, *standings, outbox])
        return outbox

    def _complete_standings(self) -> None:
        """Write into the standings what they are worth and whose they are, as it is now."""
        for (game, kind), standing in self._standings.items():
            score(standing, kind, self._games[game].rules)
            if kind == "projects":
                standing.slug, standing.name = self._project.slug, self._project.title
            elif self._person:
                describe_person(standing, self._person)

    def _announcements(self) -> Iterable[dict[str, object]]:
        """What the feed tells of the new commits, now that everything it needs is at hand."""
        for commit in self._new:
            yield tell_one(commit, self._person, self._project).as_json()

    def _recounts(self, rows: Iterable[Contribution]) -> Iterable[deferred.Recount]:
        for row in rows:
            if row.location:
                yield deferred.Recount("contest.fix_location", (row.game, row.location))
            if row.team:
                yield deferred.Recount("contest.fix_team", (row.game, row.team))
            yield deferred.Recount("contest.fix_game", (row.game, row.game))
        for game, language in sorted(self._languages):
            yield deferred.Recount("contest.fix_language", (game, language))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
