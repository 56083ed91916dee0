"""The ledger: what one transaction reads, books and writes for one contributor and project."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from july import deferred
from july.contest.contributors import Contributor
from july.contest.feed import tell_one
from july.contest.games import Game
from july.contest.models import Commit, Contribution, Fingerprints, Standing
from july.contest.rows import (
    add_through,
    add_to_person,
    add_to_project,
    add_to_row,
    contribution_name,
    describe_person,
    plain_standing,
    row_values,
    score,
)
from july.contest.totals import points_of, standing_name
from july.contest.verdicts import Verdict
from july.hosts.values import PushedCommit
from july.lib import clock
from july.people.models import Email, Person
from july.projects.models import Project
from july.stores.plain import Plain, PlainKey, Transaction, Wanted, plain

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
    bonuses: Mapping[str, int]
    """Points that scoring rules give besides, by their names."""

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
        return _author_day(self.email, self.moment)

    @property
    def fingerprint(self) -> str:
        """What stays the same when a commit is amended or rebased: its time and first line."""
        return _fingerprint(self.moment, self.commit.message)


class ContributorChanged(Exception):
    """An email has found its person between the look-up and the transaction."""


class Ledger:
    """Reads everything at once, books commit after commit, writes everything at once."""

    def __init__(
        self,
        transaction: Transaction,
        project: Project | Plain,
        contributor: Contributor,
        entries: Sequence[Entry],
        through: str | None = None,
    ) -> None:
        self._transaction = transaction
        self._project = project
        self._project_id = project.id
        self._contributor = contributor
        self._through = None if through == contributor.person else through
        self._games = {entry.game.slug: entry.game for entry in entries}
        self._open(entries)
        self._recorded = iter(clock.stamps(len(entries)))
        self._new: list[Plain] = []
        self._languages: set[tuple[str, str]] = set()

    def _open(self, entries: Sequence[Entry]) -> None:
        """One lookup for everything."""
        found = self._transaction.read(self._wanted(entries))
        self._require_same_contributor(entries, found)
        self._taken = {key.name for key in found if key.kind == "Commit"}
        self._fingerprints = {
            day: found.get(PlainKey("Fingerprints", day)) or plain(Fingerprints)(id=day, seen=[])
            for day in {entry.author_day for entry in entries}
        }
        self._person = found.get(PlainKey("Person", self._contributor.person or ""))
        self._refusal = self._refuse()
        self._rows = {slug: self._row(slug, found) for slug in self._games}
        self._standings = {
            (slug, kind): found.get(PlainKey("Standing", standing_name(slug, kind, subject)))
            or plain_standing(slug, kind, subject)
            for slug in self._games
            for kind, subject in self._subjects.items()
        }

    def _wanted(self, entries: Sequence[Entry]) -> Iterator[Wanted]:
        """The commits, what they are compared with, and all totals that they change.

        The person and the emails too: a change of either repeats the transaction.
        """
        for entry in entries:
            yield Commit, entry.commit.hash
            yield Fingerprints, entry.author_day
            if entry.email:
                yield Email, entry.email
        if self._contributor.person:
            yield Person, self._contributor.person
        for slug in self._games:
            yield Contribution, self._row_name(slug)
            for kind, subject in self._subjects.items():
                yield Standing, standing_name(slug, kind, subject)

    @property
    def _subjects(self) -> dict[str, str]:
        """Whose standings the commits change here: kind and subject."""
        person = self._contributor.person
        return {"projects": self._project_id} | ({"people": person} if person else {})

    def _row_name(self, game: str) -> str:
        return contribution_name(game, self._contributor.id, self._project_id)

    def _row(self, game: str, found: Mapping[PlainKey, Plain]) -> Plain:
        name = self._row_name(game)
        stored = found.get(PlainKey("Contribution", name))
        if stored is not None:
            return stored
        values = row_values(game, self._contributor.id, self._project_id, self._person)
        return plain(Contribution)(id=name, **values)

    def _require_same_contributor(
        self, entries: Sequence[Entry], found: Mapping[PlainKey, Plain]
    ) -> None:
        for address in {entry.email for entry in entries}:
            email = found.get(PlainKey("Email", address))
            if (email.person if email else None) != self._contributor.person:
                raise ContributorChanged

    @property
    def person(self) -> str | None:
        """Name of the person who gets the commits, None for an orphan."""
        return self._contributor.person

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
            new, bonus = 0 if row.commits else 1, sum(entry.bonuses.values())
            points = points_of("people", 1, new, entry.game.rules, bonus)
        recorded = clock.microseconds(next(self._recorded))
        commit = self._write_commit(entry, points, recorded)
        self._add_to_row(row, entry.game.slug, commit)
        verdict = Verdict.COUNTED if self._contributor.person else Verdict.ORPHAN
        return verdict, points

    def _refuse(self) -> Verdict | None:
        """The verdict that the person brings upon all their commits here."""
        if self._person and self._person.disabled:
            return Verdict.DISABLED
        if self._person and self._project_id in self._person.disowned:
            return Verdict.DISOWNED
        return None

    def _write_commit(self, entry: Entry, points: int, recorded: int) -> Plain:
        commit, person = entry.commit, self._contributor.person
        self._taken.add(commit.hash)
        self._fingerprints[entry.author_day].seen.append(entry.fingerprint)
        written: Plain = plain(Commit)(
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
            bonuses=dict(entry.bonuses) or None,
            languages=list(entry.languages),
            recorded=recorded,
        )
        self._new.append(written)
        return written

    def _add_to_row(self, row: Plain, game: str, commit: Plain) -> None:
        """Book the commit in the standings and then in its row."""
        add_to_project(self._standings[game, "projects"], row, commit)
        if self._person:
            add_to_person(self._standings[game, "people"], row, commit)
        add_to_row(row, commit)
        if self._through is not None:
            add_through(row, {self._through: 1})
        self._languages |= {(game, language) for language in commit.languages}

    def close(self) -> deferred.Outbox | None:
        """Write everything; gives the outbox row if anything was booked."""
        if not self._new:
            return None
        touched = [row for row in self._rows.values() if row.commits]
        outbox = plain(deferred.Outbox).holding(
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
        self._transaction.write([*self._new, *fingerprints, *touched, *standings, outbox])
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

    def _recounts(self, rows: Iterable[Plain]) -> Iterable[deferred.Recount]:
        for row in rows:
            if row.location:
                yield deferred.Recount("contest.fix_location", (row.game, row.location))
            if row.team:
                yield deferred.Recount("contest.fix_team", (row.game, row.team))
            yield deferred.Recount("contest.fix_game", (row.game, row.game))
        for game, language in sorted(self._languages):
            yield deferred.Recount("contest.fix_language", (game, language))


def fingerprint_of(commit: Commit) -> tuple[str, str]:
    """Of a stored commit the key of its fingerprints, and its own."""
    moment = datetime.fromisoformat(commit.time).astimezone(UTC)
    return _author_day(commit.email or "", moment), _fingerprint(moment, commit.message or "")


def _author_day(email: str, moment: datetime) -> str:
    return f"{_digest(email)}|{moment:%Y-%m-%d}"


def _fingerprint(moment: datetime, message: str) -> str:
    first_line = message.strip().partition("\n")[0].strip()
    return _digest(f"{moment.isoformat()}|{first_line}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
