"""July's own badges, by the hook by which plugins give theirs."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from july.contest.badges import Badge, BadgeRule, Totals
from july.contest.games import Game
from july.contest.streaks import runs_of
from july.lib.words import number
from july.plugins import hookimpl

COMMITS = (1, 10, 31, 100, 1_000)
PROJECTS = (5, 10, 50, 100)
STREAKS = (7, 14, 31)
"""Days on end."""
LANGUAGES = 5
"""So many make a polyglot."""


@hookimpl
def badges() -> Iterable[BadgeRule]:
    """For commits, projects, days on end, a commit every day, and languages."""
    return (
        BadgeRule("commits", _commits, "", lambda had, _: _counted("commits", COMMITS, had.days)),
        BadgeRule(
            "projects", _projects, "", lambda had, _: _counted("projects", PROJECTS, had.firsts)
        ),
        BadgeRule("streak", _streak, "", lambda had, _: _streaks(had.days)),
        BadgeRule("every-day", _always, "", _every_day),
        BadgeRule("polyglot", _languages, "", lambda had, _: _polyglot(had.languages)),
    )


def _commits(at: int) -> str:
    told = ngettext("First commit", "%(count)s commits", at)
    return told % {"count": number(at)}


def _projects(at: int) -> str:
    return ngettext("%(count)s project", "%(count)s projects", at) % {"count": number(at)}


def _streak(at: int) -> str:
    return ngettext("%(count)s day on end", "%(count)s days on end", at) % {"count": number(at)}


def _always(_at: int) -> str:
    return _("Every day")


def _languages(at: int) -> str:
    return ngettext("%(count)s language", "%(count)s languages", at) % {"count": number(at)}


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


def _every_day(had: Totals, game: Game) -> Iterator[Badge]:
    length = (game.last - game.first).days + 1
    if len(had.days) >= length:
        yield Badge("every-day", "every-day", length, game.last.isoformat())


def _polyglot(languages: Collection[str]) -> Iterator[Badge]:
    if len(languages) >= LANGUAGES:
        yield Badge("polyglot", "polyglot", LANGUAGES, None)
