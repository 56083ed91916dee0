"""Recording a push: a verdict for every commit, points for those that count, exactly once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from google.cloud import ndb

from july import deferred
from july.contest.boards import touch
from july.contest.contributors import Contributor
from july.contest.games import Game, game_of
from july.contest.ledger import ContributorChanged, Entry, Ledger
from july.contest.models import Commit
from july.contest.queries import all_games
from july.contest.verdicts import Circumstances, Verdict, judge
from july.errors import Unavailable
from july.hosts.values import Push, PushedCommit
from july.lib import clock
from july.lib.languages import language_slug, languages_of
from july.people.emails import normalize
from july.people.models import Person
from july.people.queries import find_people, owners_of
from july.projects.actions import resolve
from july.projects.models import Project

LARGEST_TRANSACTION = 100
"""Commits booked in one transaction; a larger push takes several, each safe to repeat."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one commit."""

    hash: str
    verdict: Verdict
    points: int = 0
    person: str | None = None
    game: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """What became of a push."""

    project: Project | None
    """None where nothing of the repository is kept."""
    outcomes: tuple[Outcome, ...]

    @property
    def scored(self) -> bool:
        """Whether any commit counted, for a person or as an orphan."""
        return any(outcome.verdict.scores for outcome in self.outcomes)


def record(push: Push) -> Recording:
    """Record all commits of `push`, in one transaction a contributor and hundred commits.

    May be repeated, after any failure too: what was recorded stays and gives `duplicate`.
    Raises google.api_core exceptions or Unavailable if the engine does not let it finish.
    """
    if not push.commits:
        return Recording(None, ())
    project = None if push.repository.private else resolve(push.repository)
    outcomes: dict[int, Outcome] = {}
    waiting = list(range(len(push.commits)))
    for _ in range(TRIES):
        entries = _sort_out(push, project, waiting, outcomes)
        if project is not None:
            for contributor, chunk in _chunks(entries):
                outcomes |= _book(project, contributor, chunk)
        waiting = [index for index in waiting if index not in outcomes]
        if not waiting:
            return Recording(project, tuple(outcomes[i] for i in range(len(push.commits))))
    raise Unavailable("the authors of this push are changing their emails; deliver it again")


def _sort_out(
    push: Push, project: Project | None, positions: Sequence[int], outcomes: dict[int, Outcome]
) -> list[tuple[Contributor, Entry]]:
    """Judge the commits at `positions`: verdicts into `outcomes`, the others are entries."""
    emails = [normalize(commit.author.email) for commit in push.commits]
    owners = owners_of(emails[position] for position in positions)
    facts = _circumstances(push, project, owners)
    judged: dict[int, Verdict] = {}
    entries = []
    for position in positions:
        commit, email = push.commits[position], emails[position]
        verdict = judge(commit, email, facts)
        if verdict is not None:
            judged[position] = verdict
        else:
            entry = _entry(position, commit, email, facts.games)
            entries.append((Contributor(owners.get(email), email), entry))
    outcomes |= _without_duplicates(push, judged, owners, emails)
    return entries


def _circumstances(push: Push, project: Project | None, owners: dict[str, str]) -> Circumstances:
    people = find_people(owners.values())
    project_id = project.id if project else ""

    def emails_of(names: Iterable[str]) -> frozenset[str]:
        chosen = set(names)
        return frozenset(email for email, name in owners.items() if name in chosen)

    return Circumstances(
        now=clock.now(),
        games=all_games(),
        private=push.repository.private,
        project_disabled=bool(project and project.disabled),
        disabled=emails_of(name for name, person in people.items() if person.disabled),
        disowned=emails_of(name for name, person in people.items() if _disowns(person, project_id)),
    )


def _disowns(person: Person, project: str) -> bool:
    return project in person.disowned


def _entry(position: int, commit: PushedCommit, email: str, games: Sequence[Game]) -> Entry:
    game = game_of(games, commit.time) if commit.time else None
    assert game is not None  # noqa: S101 - judge() has seen to it
    languages = tuple(sorted(map(language_slug, languages_of(commit.files))))
    return Entry(position, commit, email, game, languages)


def _without_duplicates(
    push: Push, judged: dict[int, Verdict], owners: dict[str, str], emails: Sequence[str]
) -> dict[int, Outcome]:
    """Outcomes by position; a SHA that has counted is a duplicate, whatever else it is."""
    keys = [ndb.Key(Commit, push.commits[position].hash) for position in judged]
    taken = [commit is not None for commit in ndb.get_multi(keys)]
    return {
        position: Outcome(
            push.commits[position].hash,
            Verdict.DUPLICATE if duplicate else verdict,
            person=owners.get(emails[position]),
        )
        for (position, verdict), duplicate in zip(judged.items(), taken, strict=True)
    }


def _chunks(
    entries: Iterable[tuple[Contributor, Entry]],
) -> Iterable[tuple[Contributor, list[Entry]]]:
    """The entries of each contributor, in order, a transaction's worth at a time."""
    groups: dict[Contributor, list[Entry]] = {}
    for contributor, entry in entries:
        whose = replace(contributor, email="") if contributor.person else contributor
        groups.setdefault(whose, []).append(entry)
    for contributor, group in groups.items():
        for start in range(0, len(group), LARGEST_TRANSACTION):
            yield contributor, group[start : start + LARGEST_TRANSACTION]


def _book(
    project: Project, contributor: Contributor, entries: Sequence[Entry]
) -> dict[int, Outcome]:
    """Book the entries in one transaction; nothing if the contributor has changed meanwhile."""
    try:
        outcomes, outbox = ndb.transaction(lambda: _enter(project, contributor, entries), retries=5)
    except ContributorChanged:
        return {}
    if outbox is not None:
        for game in {outcome.game for outcome in outcomes.values() if outcome.game}:
            touch(game, ("people", "projects"))
        deferred.settle(outbox)
    return outcomes


def _enter(
    project: Project, contributor: Contributor, entries: Sequence[Entry]
) -> tuple[dict[int, Outcome], deferred.Outbox | None]:
    ledger = Ledger(project, contributor, entries)
    outcomes = {}
    for entry in entries:
        verdict, points = ledger.book(entry)
        game = entry.game.slug if verdict.scores else None
        outcomes[entry.position] = Outcome(
            entry.commit.hash, verdict, points, contributor.person, game
        )
    return outcomes, ledger.close()
