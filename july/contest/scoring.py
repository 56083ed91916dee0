"""Rules that give commits points besides, given by the hook `scoring_rules`.

They are asked once, when a commit is recorded, and what they give is stored with it: totals are
counted from that, so they stay what they are when a rule changes or goes. July's own point a commit
and ten a project are figures of each game (`july.contest.games.Rules`) and no rule of this sort:
the ten belong to no single commit, and whoever counts applies both to what is there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from july.contest.games import Game
from july.hosts.values import PushedCommit
from july.lib.words import Text
from july.plugins.gathered import Gathered

MOST = 100
"""Points that one rule can give for one commit."""


@dataclass(frozen=True, slots=True)
class ScoringRule:
    """A rule that gives some commits points besides, 0 to 100 for each.

    `name` is stored with the points, `about` says what for, as people read it ("5 for a haiku").
    `points` is pure: it knows the commit and the game, asks nobody and is quick.
    """

    name: str
    about: Text
    points: Callable[[PushedCommit, Game], int]


SCORING_RULES = Gathered("scoring_rules", ScoringRule, lambda rule: rule.name)


def bonuses_of(commit: PushedCommit, game: Game) -> dict[str, int]:
    """The points besides that the commit gets, by the name of the rule; none where it is 0.

    A rule that raises, or gives anything but 0 to 100, gives nothing; it is the fault of whoever
    gave it.
    """
    given = {}
    for gift in SCORING_RULES:
        rule = gift.thing
        with gift.trying(f"scoring rule {rule.name}"):
            points = _asked(rule, commit, game)
            if points:
                given[rule.name] = points
    return given


def _asked(rule: ScoringRule, commit: PushedCommit, game: Game) -> int:
    points = rule.points(commit, game)
    if type(points) is not int or not 0 <= points <= MOST:
        message = f"{points!r} is no whole number from 0 to {MOST}"
        raise ValueError(message)
    return points
