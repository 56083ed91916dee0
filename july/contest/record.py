"""Recording a push: a verdict for every commit, points for those that count, exactly once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from google.cloud import ndb

from july import deferred
from july.contest.boards import touch
from july.contest.contributors import Contributor
from july.contest.exclusions import excluded_by
from july.contest.games import game_of
from july.contest.ledger import ContributorChanged, Entry, Ledger
from july.contest.models import Commit
from july.contest.queries import all_games, known_games
from july.contest.scoring import bonuses_of
from july.contest.verdicts import Circumstances, Verdict, judge
from july.errors import Unavailable
from july.hosts.values import Push, PushedCommit
from july.lib import clock
from july.lib.languages import language_slug, languages_of
from july.people.emails import normalize
from july.people.models import Email
from july.people.queries import find_people
from july.projects.actions import project_id, resolve
from july.projects.models import Project
from july.stores.plain import Plain, PlainKey, Transaction, put, read, transact

LARGEST_TRANSACTION = 40
"""Commits booked in one transaction; a larger push takes several, each safe to repeat.

Others wait for their turn meanwhile: a hundred would keep them twice as long for nothing.
"""
TRIES = 3

Known = Mapping[PlainKey, Plain]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one commit."""

    hash: str
    verdict: Verdict
    points: int = 0
    person: str | None = None
    game: str | None = None
    rule: str | None = None
    """The name of the rule that left it out, where one did."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What became of a push."""

    project: Project | Plain | None
    """None where nothing of the repository is kept."""
    outcomes: tuple[Outcome, ...]

    @property
    def scored(self) -> bool:
        """Whether any commit counted, for a person or as an orphan."""
        return any(outcome.verdict.scores for outcome in self.outcomes)


Outcomes = Mapping[int, Outcome]
"""By the place of the commit in its push."""
Beside = Callable[[Recording], Sequence[Plain]]
"""Gives what is to be stored together with what became of a push."""


def record(
    push: Push, through: str | None = None, beside: Beside = lambda _recording: ()
) -> Recording:
    """Record all commits of `push`, in one transaction a contributor and forty commits.

    `through` is the owner of the hook by which it came, "" for the open endpoint, and None where
    nobody need be told. What `beside` gives is stored in the last of the transactions, which spares
    another one; alone where nothing is booked.
    May be repeated, after any failure too: what was recorded stays and gives `duplicate`.
    Raises google.api_core exceptions or Unavailable if the engine does not let it finish.
    """
    known = _look_up(push) if push.commits else {}
    private = push.repository.private or not push.commits
    project = None if private else _project(push, known, through or "")
    outcomes: dict[int, Outcome] = {}

    def beside_last(booked: Outcomes) -> Sequence[Plain]:
        recording = _whole(push, project, {**outcomes, **booked})
        return beside(recording) if recording else ()

    for _ in range(TRIES):
        waiting = [index for index in range(len(push.commits)) if index not in outcomes]
        entries = _sort_out(push, project, _owners(known), waiting, outcomes)
        if project is None or not entries:
            put(beside_last({}))
        else:
            for contributor, chunk in _chunks(entries):
                outcomes |= _book(project, contributor, chunk, through, beside_last)
        if recording := _whole(push, project, outcomes):
            return recording
        known = _look_up(push)
    raise Unavailable("The authors of this push are changing their emails; deliver it again.")


def _whole(push: Push, project: Project | Plain | None, outcomes: Outcomes) -> Recording | None:
    """What became of the push, once it is known of all its commits."""
    if len(outcomes) < len(push.commits):
        return None
    return Recording(project, tuple(outcomes[index] for index in range(len(push.commits))))


def _look_up(push: Push) -> Known:
    """What is stored of the project and of the authors' emails, read in one go."""
    emails = {normalize(commit.author.email) for commit in push.commits} - {""}
    return read([(Project, project_id(push.repository)), *((Email, email) for email in emails)])


def _project(push: Push, known: Known, by: str) -> Project | Plain:
    stored = known.get(PlainKey("Project", project_id(push.repository)))
    return resolve(push.repository, stored, by)


def _owners(known: Known) -> dict[str, str]:
    """Name of the person by address."""
    return {key.name: email.person for key, email in known.items() if key.kind == "Email"}


def _sort_out(
    push: Push,
    project: Project | Plain | None,
    owners: Mapping[str, str],
    positions: Sequence[int],
    outcomes: dict[int, Outcome],
) -> list[tuple[Contributor, Entry]]:
    """Judge the commits at `positions`: verdicts into `outcomes`, the others are entries."""
    emails = [normalize(commit.author.email) for commit in push.commits]
    facts = _circumstances(push, project)
    judged = {i: _judged(push.commits[i], push, facts, owners.get(emails[i])) for i in positions}
    final = {position: outcome for position, outcome in judged.items() if outcome is not None}
    outcomes |= final
    _overrule(outcomes, list(final), project)
    return [
        (
            Contributor(owners.get(emails[i]), emails[i]),
            _entry(i, push.commits[i], emails[i], facts),
        )
        for i in positions
        if i not in final
    ]


def _judged(
    commit: PushedCommit, push: Push, facts: Circumstances, person: str | None
) -> Outcome | None:
    """What the commit and its push alone decide, and the rules of this site."""
    verdict = judge(commit, facts)
    rule = None if verdict else excluded_by(commit, push)
    if rule is not None:
        verdict = Verdict.EXCLUDED
    return Outcome(commit.hash, verdict, person=person, rule=rule) if verdict else None


def _circumstances(push: Push, project: Project | Plain | None) -> Circumstances:
    """What decides about commits; games are read again if a commit fits none that is kept."""
    games = known_games()
    if any(commit.time and game_of(games, commit.time) is None for commit in push.commits):
        games = all_games()
    return Circumstances(
        now=clock.now(),
        games=games,
        private=push.repository.private,
        project_disabled=bool(project and project.disabled),
    )


def _overrule(
    outcomes: dict[int, Outcome], positions: Sequence[int], project: Project | Plain | None
) -> None:
    """Let what comes before in the order of verdicts win: duplicates, and what people decide.

    Of the commits that get past `judge`, the ledger sees to both.
    """
    if not positions:
        return
    keys = [ndb.Key(Commit, outcomes[position].hash) for position in positions]
    people = find_people(name for i in positions if (name := outcomes[i].person))
    for position, commit in zip(positions, ndb.get_multi(keys), strict=True):
        outcome = outcomes[position]
        person = people.get(outcome.person or "")
        possible = [outcome.verdict]
        if commit is not None:
            possible.append(Verdict.DUPLICATE)
        if person and person.disabled:
            possible.append(Verdict.DISABLED)
        if person and project and project.id in person.disowned:
            possible.append(Verdict.DISOWNED)
        verdict = min(possible, key=list(Verdict).index)
        if verdict is not outcome.verdict:
            outcomes[position] = replace(outcome, verdict=verdict, rule=None)


def _entry(position: int, commit: PushedCommit, email: str, facts: Circumstances) -> Entry:
    game = game_of(facts.games, commit.time) if commit.time else None
    assert game is not None  # noqa: S101 - judge() has seen to it
    languages = tuple(sorted(map(language_slug, languages_of(commit.files))))
    return Entry(position, commit, email, game, languages, bonuses_of(commit, game))


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
    project: Project | Plain,
    contributor: Contributor,
    entries: Sequence[Entry],
    through: str | None,
    beside: Callable[[Outcomes], Sequence[Plain]],
) -> Outcomes:
    """Book the entries in one transaction; nothing if the contributor has changed meanwhile."""

    def work(transaction: Transaction) -> tuple[Outcomes, deferred.Outbox | None]:
        ledger = Ledger(transaction, project, contributor, entries, through)
        outcomes, outbox = _enter(ledger, entries)
        transaction.write(beside(outcomes))
        return outcomes, outbox

    try:
        outcomes, outbox = transact(work)
    except ContributorChanged:
        return {}
    if outbox is not None:
        for game in {outcome.game for outcome in outcomes.values() if outcome.game}:
            touch(game, ("people", "projects"))
        deferred.settle(outbox)
    return outcomes


def _enter(
    ledger: Ledger, entries: Sequence[Entry]
) -> tuple[dict[int, Outcome], deferred.Outbox | None]:
    outcomes = {}
    for entry in entries:
        verdict, points = ledger.book(entry)
        game = entry.game.slug if verdict.scores else None
        outcomes[entry.position] = Outcome(entry.commit.hash, verdict, points, ledger.person, game)
    return outcomes, ledger.close()
