"""Badges: what somebody has earned in a game, as far as their totals tell."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from july.contest.games import Game
from july.contest.streaks import runs_of
from july.lib.words import Text
from july.plugins.gathered import Gathered

COMMITS = (1, 10, 31, 100, 1_000)
PROJECTS = (5, 10, 50, 100)
STREAKS = (7, 14, 31)
"""Days on end."""
LANGUAGES = 5
"""So many make a polyglot."""


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
    - `title(at)` is what the badge for so many is called, in the reader's language, `about` what it
      is for.
    """

    sort: str
    title: Callable[[int], str]
    about: Text
    earned: Callable[[Totals, Game], Iterable[Badge]]


BADGE_RULES = Gathered("badges", BadgeRule, lambda rule: rule.sort)


def badges_of(
    days: Mapping[str, int], firsts: Mapping[str, int], languages: Collection[str], game: Game
) -> list[Badge]:
    """The badges of whoever has commits on those days, projects first met on those, and languages.

    Each sort from the least to the greatest.
    """
    return [
        *_counted("commits", COMMITS, days),
        *_counted("projects", PROJECTS, firsts),
        *_streaks(days),
        *_every_day(days, game),
        *_polyglot(languages),
    ]


def _counted(sort: str, steps: Collection[int], days: Mapping[str, int]) -> Iterator[Badge]:
    """One for each step that the sum over the days has reached."""
    total = 0
    for day, count in sorted(days.items()):
        for step in steps:
            if total < step <= total + count:
                yield Badge(f"{sort}-{step}", sort, step, day)
        total += count


def _streaks(days: Mapping[str, int]) -> Iterator[Badge]:
    runs = runs_of(days)
    for step in STREAKS:
        earned = next((run for run in runs if run.length >= step), None)
        if earned:
            day = earned.first + timedelta(days=step - 1)
            yield Badge(f"streak-{step}", "streak", step, day.isoformat())


def _every_day(days: Mapping[str, int], game: Game) -> Iterator[Badge]:
    length = (game.last - game.first).days + 1
    if len(days) >= length:
        yield Badge("every-day", "every-day", length, game.last.isoformat())


def _polyglot(languages: Collection[str]) -> Iterator[Badge]:
    if len(languages) >= LANGUAGES:
        yield Badge("polyglot", "polyglot", LANGUAGES, None)
