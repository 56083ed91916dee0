"""Totals: how many commits on which days, and what they are worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from july.contest.games import Rules
from july.contest.models import Standing
from july.stores.plain import Plain

BOARDS = ("people", "projects", "teams", "locations", "languages")
"""The kinds of board."""
GAME = "games"
"""The board with one row: the whole game."""

Days = dict[str, int]
Parts = Mapping[str, Mapping[str, Any]]
"""What a row has of each language."""


def board_name(game: str, kind: str) -> str:
    """The board of one kind in one game."""
    return f"{game}/{kind}"


def standing_name(game: str, kind: str, subject: str) -> str:
    """Key of one row of a board."""
    return f"{board_name(game, kind)}|{subject}"


def points_of(kind: str, commits: int, projects: int, rules: Rules, bonus: int = 0) -> int:
    """The score, by the kind of board; `bonus` is what scoring rules gave besides."""
    if kind == "languages":
        return commits * rules.commit
    if kind == "projects":
        return commits * rules.commit + (rules.project if commits else 0) + bonus
    return commits * rules.commit + projects * rules.project + bonus


def calendar_of(
    kind: str, days: Days, firsts: Days, rules: Rules, bonus: Days | None = None
) -> list[dict[str, Any]]:
    """Commits and points day by day, in order: what `stats.calendar` answers."""
    new = {} if kind == "languages" else firsts
    besides = bonus or {}
    return [
        {
            "day": day,
            "commits": count,
            "points": points_of("people", count, new.get(day, 0), rules, besides.get(day, 0)),
        }
        for day, count in sorted(days.items())
    ]


@dataclass(slots=True)
class Tally:
    """A growing sum over contributions."""

    commits: int = 0
    reached: int = 0
    days: Days = field(default_factory=dict)
    first_day: dict[str, str] = field(default_factory=dict)
    """The first day of each project."""
    contributors: set[str] = field(default_factory=set)
    hours: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    bonus: Days = field(default_factory=dict)

    def add(self, project: str, contributor: str, reached: int, days: Days) -> None:
        """Add commits of one contributor to one project: how many on which days."""
        self.add_project(project, reached, days)
        self.contributors.add(contributor)

    def add_project(self, project: str, reached: int, days: Days) -> None:
        """Add commits to one project, whoever's they are."""
        self.commits += sum(days.values())
        self.reached = max(self.reached, reached)
        add_days(self.days, days)
        first = min(days)
        self.first_day[project] = min(self.first_day.get(project, first), first)

    def add_counts(self, hours: Days, languages_by_day: Parts, bonus: Days | None) -> None:
        """Add commits by hour of the week, and by language as a row has them, and the points that
        scoring rules gave for them besides."""
        add_days(self.hours, hours)
        add_days(self.bonus, bonus or {})
        for language, part in languages_by_day.items():
            known = self.languages.get(language, 0)
            self.languages[language] = known + sum(part["days"].values())

    def write_to(self, standing: Standing | Plain, kind: str, rules: Rules) -> None:
        """Make the totals of `standing` those of this tally."""
        standing.commits = self.commits
        standing.reached = self.reached
        standing.projects = len(self.first_day)
        standing.people = len(self.contributors)
        standing.days = dict(sorted(self.days.items()))
        standing.hours = dict(sorted(self.hours.items()))
        standing.languages = dict(sorted(self.languages.items()))
        standing.firsts = _count(self.first_day.values())
        standing.bonus = dict(sorted(self.bonus.items())) or None
        besides = sum(self.bonus.values())
        standing.points = points_of(kind, self.commits, standing.projects, rules, besides)


def add_days(days: Days, more: Days) -> None:
    """Add the counts of `more` to `days`."""
    for day, count in more.items():
        days[day] = days.get(day, 0) + count


def take_days(days: Days, less: Days) -> None:
    """Take the counts of `less` from `days`, which has them."""
    for day, count in less.items():
        days[day] -= count
        if not days[day]:
            del days[day]


def move_first(firsts: Days, before: str | None, after: str | None) -> None:
    """Note that a project's first day is now `after` and no more `before`."""
    if before == after:
        return
    if before is not None:
        firsts[before] -= 1
        if not firsts[before]:
            del firsts[before]
    if after is not None:
        firsts[after] = firsts.get(after, 0) + 1


def _count(days: Iterable[str]) -> Days:
    counts: Days = {}
    for day in sorted(days):
        counts[day] = counts.get(day, 0) + 1
    return counts
