"""Badges: what somebody has earned in a game, as far as their totals tell.

July's own are in `own_badges`; plugins add theirs by the hook `badges`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from july.contest.games import Game
from july.lib.words import Text
from july.plugins.gathered import Gathered


@dataclass(frozen=True, slots=True)
class Badge:
    """Something earned."""

    slug: str
    sort: str
    """What it is for, as its rule is called: commits, projects, streak, every-day or polyglot."""
    at: int
    """How many of these it takes."""
    day: str | None
    """The local day on which it was earned, ISO 8601; None where totals don't tell."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a person has in a game, as far as badges are earned by it."""

    person: str
    days: Mapping[str, int]
    """Commits by local day, ISO 8601."""
    firsts: Mapping[str, int]
    """Projects by the local day of the first commit to them."""
    languages: Mapping[str, int]
    """Commits by language."""
    bonus: Mapping[str, int]
    """Points that scoring rules gave besides, by local day."""
    commits: int
    points: int


@dataclass(frozen=True, slots=True)
class BadgeRule:
    """What can be earned of one sort.

    - `earned(totals, game)` gives the badges of somebody with these totals, from the least to the
      greatest; the `sort` of each is the rule's.
    - `title(at)` is what the badge for so many is called, in the reader's language; `about` is what
      it is for, "" where the title says it.
    """

    sort: str
    title: Callable[[int], str]
    about: Text
    earned: Callable[[Totals, Game], Iterable[Badge]]


BADGE_RULES = Gathered("badges", BadgeRule, lambda rule: rule.sort)


def badges_of(totals: Totals, game: Game) -> list[Badge]:
    """The badges of whoever has these totals: each sort from the least to the greatest.

    A rule that raises, or gives what is no badge of its sort, gives none; it is the fault of
    whoever gave it.
    """
    badges: list[Badge] = []
    for gift in BADGE_RULES:
        with gift.trying(f"badges of {gift.thing.sort}"):
            badges += [_checked(gift.thing, badge) for badge in gift.thing.earned(totals, game)]
    return badges


def title_of(sort: str, at: int) -> str:
    """What a badge is called, in the reader's language; its sort where nobody says."""
    gift = BADGE_RULES.get(sort)
    if gift is not None:
        with gift.trying(f"title of a badge of {sort}"):
            return str(gift.thing.title(at))
    return sort


def about_of(sort: str) -> Text:
    """What a badge is for, "" where its title says it."""
    gift = BADGE_RULES.get(sort)
    return gift.thing.about if gift else ""


def _checked(rule: BadgeRule, badge: Badge) -> Badge:
    if not isinstance(badge, Badge) or badge.sort != rule.sort:
        message = f"{badge!r} is no Badge of the sort {rule.sort!r}"
        raise ValueError(message)
    return badge
