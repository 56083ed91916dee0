"""The rules by example: small stories with the points that a game's own rules give for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from django.utils.translation import gettext_lazy as _

from july.contest.games import Game, Rules
from july.contest.totals import points_of
from july.contest.verdicts import Verdict
from july.lib import clock
from july.lib.words import Text

FARTHEST = 12
"""Hours from UTC of the examples' far ends of the world."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that happens in a story, and what it brings."""

    story: Text
    verdict: Verdict | None
    """None where no commit arrives."""
    person: int
    """Points for its author."""
    project: int


@dataclass(frozen=True, slots=True)
class Example:
    """A story with its sums."""

    id: str
    title: Text
    turns: tuple[Turn, ...]
    moral: Text

    @property
    def person(self) -> int:
        """What the author has in the end."""
        return sum(turn.person for turn in self.turns)

    @property
    def project(self) -> int:
        """What the projects have in the end, together."""
        return sum(turn.project for turn in self.turns)


def examples(rules: Rules) -> tuple[Example, ...]:
    """The stories, by these rules."""
    return (_two_commits(rules), _fork(rules), _rebase(rules), _unknown_email(rules))


def _first(rules: Rules) -> int:
    """The first commit to a project: for its author, and for the project too."""
    return points_of("people", 1, 1, rules)


def _two_commits(rules: Rules) -> Example:
    first, more = _first(rules), rules.commit
    return Example(
        "new-project",
        _("Two commits to a new project"),
        (
            Turn(_("Octo pushes a first commit to octo/hello"), Verdict.COUNTED, first, first),
            Turn(_("and a second one"), Verdict.COUNTED, more, more),
        ),
        _("The first commit to a project brings its bonus along, once in a game."),
    )


def _fork(rules: Rules) -> Example:
    first = _first(rules)
    return Example(
        "fork",
        _("The same commit in a fork"),
        (
            Turn(_("Octo pushes a commit to octo/hello"), Verdict.COUNTED, first, first),
            Turn(_("Somebody forks it and pushes the fork"), Verdict.DUPLICATE, 0, 0),
        ),
        _("A commit counts once, for the project that delivered it first. New work does count."),
    )


def _rebase(rules: Rules) -> Example:
    first = _first(rules)
    return Example(
        "rebase",
        _("A rebase"),
        (
            Turn(_("Octo pushes a commit to octo/hello"), Verdict.COUNTED, first, first),
            Turn(_("rebases it and pushes by force: a new hash"), Verdict.REWRITTEN, 0, 0),
        ),
        _(
            "Same author, same time, same first line: the same work. "
            "So is a commit that was amended, as long as its first line stays."
        ),
    )


def _unknown_email(rules: Rules) -> Example:
    first = _first(rules)
    return Example(
        "unknown-email",
        _("An email that nobody has verified"),
        (
            Turn(_("Octo commits at work, with another address"), Verdict.ORPHAN, 0, first),
            Turn(_("The address is verified for Octo"), None, first, 0),
        ),
        _("The project has its points at once; the author as soon as the address is theirs."),
    )


@dataclass(frozen=True, slots=True)
class Dated:
    """A commit's time, and what a game makes of it."""

    where: Text
    moment: datetime
    booked: date | None
    """The day on which it counts, None if it doesn't."""


def dated(game: Game) -> list[Dated]:
    """Times at the edges of a game, and one late in the evening."""
    return [
        Dated(where, moment, game.day_of(moment) if game.holds(moment) else None)
        for where, moment in _moments(game)
    ]


def _moments(game: Game) -> Iterator[tuple[Text, datetime]]:
    second = timedelta(seconds=1)
    hours = timedelta(hours=min(game.rules.grace_hours, FARTHEST))
    east, west = timezone(hours), timezone(-hours)
    yield _("a second too early"), game.opens - second
    yield (
        _("the first midnight, far in the east"),
        datetime.combine(game.first, time(), east),
    )
    evening = datetime.combine(game.first, time(23, 30), timezone(timedelta(hours=-8)))
    yield _("late in the evening, in California"), evening
    yield (
        _("the last second, far in the west"),
        datetime.combine(game.last, time(23, 59, 59), west),
    )
    yield _("a second too late"), game.closes


def example_game() -> Game:
    """A game to explain the rules with, where a site has none yet."""
    year = clock.now().astimezone(UTC).year
    return Game(f"julython-{year}", f"Julython {year}", date(year, 7, 1), date(year, 7, 31))


@dataclass(frozen=True, slots=True)
class Team:
    """A team of two, who share a project."""

    ada: int
    carla: int
    shared_project: int
    team: int


def team(rules: Rules) -> Team:
    """Ada has 3 commits to one project, Carla 2 to the same and 1 to another."""
    return Team(
        ada=points_of("people", 3, 1, rules),
        carla=points_of("people", 3, 2, rules),
        shared_project=points_of("projects", 5, 1, rules),
        team=points_of("teams", 6, 2, rules),
    )
