"""Rows and standings: how they are begun, and what one more commit changes in them."""

from typing import Any

from google.cloud import ndb

from july.contest.games import Rules
from july.contest.models import Commit, Contribution, Standing
from july.contest.totals import add_days, board_name, move_first, points_of, standing_name
from july.people.models import Person
from july.people.profiles import public_location
from july.stores.plain import Plain, plain

Values = dict[str, Any]


def contribution_name(game: str, contributor: str, project: str) -> str:
    """Name of the row of one contributor and project in a game."""
    return f"{game}|{contributor}|{project}"


def contribution_key(game: str, contributor: str, project: str) -> ndb.Key:
    """Key of that row."""
    return ndb.Key(Contribution, contribution_name(game, contributor, project))


def standing_key(game: str, kind: str, subject: str) -> ndb.Key:
    """Key of the totals of one thing in a game."""
    return ndb.Key(Standing, standing_name(game, kind, subject))


def new_row(
    game: str, contributor: str, project: str, person: Person | Plain | None
) -> Contribution:
    """A row without commits; of a person, with the person's present location and team."""
    values = row_values(game, contributor, project, person)
    return Contribution(key=contribution_key(game, contributor, project), **values)


def row_values(game: str, contributor: str, project: str, person: Person | Plain | None) -> Values:
    """What stands in such a row."""
    return {
        "game": game,
        "project": project,
        "contributor": contributor,
        "location": person.location if person else None,
        "team": person.team if person else None,
        "days": {},
        "hours": {},
        "languages_by_day": {},
        "through": {},
    }


def new_standing(game: str, kind: str, subject: str) -> Standing:
    """Totals of nothing so far."""
    values = standing_values(game, kind, subject)
    return Standing(key=standing_key(game, kind, subject), **values)


def plain_standing(game: str, kind: str, subject: str) -> Plain:
    """The same as plain values."""
    values = standing_values(game, kind, subject)
    standing: Plain = plain(Standing)(id=standing_name(game, kind, subject), **values)
    return standing


def standing_values(game: str, kind: str, subject: str) -> Values:
    """What stands in such totals."""
    counts: Values = {"days": {}, "hours": {}, "languages": {}, "firsts": {}}
    return {"board": board_name(game, kind), "subject": subject, **counts}


def describe_person(standing: Standing | Plain, person: Person | Plain) -> None:
    """Write into a person's standing what the board shows of them and is filtered by."""
    standing.slug, standing.name = person.name, person.title or person.name
    # Who keeps their location to themselves counts there, and is not found there.
    standing.location, standing.team = public_location(person), person.team
    standing.language = sorted(standing.languages or {})


def add_to_row(row: Contribution | Plain, commit: Commit | Plain) -> None:
    """Add one commit to a row."""
    row.commits += 1
    row.reached = max(row.reached, commit.recorded)
    add_days(row.days, {commit.day: 1})
    row.hours = _with(row.hours, commit.hour)
    _add_bonus(row, commit)
    for language in commit.languages:
        part = row.languages_by_day.setdefault(language, {"days": {}, "reached": 0})
        add_days(part["days"], {commit.day: 1})
        part["reached"] = max(part["reached"], commit.recorded)
    row.languages = sorted(row.languages_by_day)


def add_through(row: Contribution | Plain, more: dict[str, int]) -> None:
    """Note by whose hooks commits of the row came."""
    through = dict(row.through or {})
    add_days(through, more)
    set_through(row, through)


def set_through(row: Contribution | Plain, through: dict[str, int]) -> None:
    """Let these be the hooks by which commits of the row came."""
    row.through = through
    row.deliverers = sorted(filter(None, through))


def take_from_row(row: Contribution, commit: Commit) -> None:
    """Take one commit out of a row: the oldest first, so that the rest stays as it was reached."""
    row.commits -= 1
    _take_one(row.days, commit.day)
    _take_one(row.hours, commit.hour)
    _take_bonus(row, commit)
    for language in commit.languages:
        part = row.languages_by_day[language]
        _take_one(part["days"], commit.day)
        if not part["days"]:
            del row.languages_by_day[language]
    row.languages = sorted(row.languages_by_day)


def take_from_project(standing: Standing, commit: Commit) -> None:
    """Take one commit out of a project's standing, but for when it was reached."""
    standing.commits -= 1
    _take_one(standing.days, commit.day)
    _take_one(standing.hours, commit.hour)
    _take_bonus(standing, commit)
    for language in commit.languages:
        _take_one(standing.languages, language)
    first = min(standing.days, default=None)
    standing.firsts = {first: 1} if first else {}
    standing.projects = len(standing.firsts)


def _take_one(counts: dict[str, int] | None, one: str) -> None:
    """One less. What was stored before it was counted has none."""
    if counts and one in counts:
        counts[one] -= 1
        if not counts[one]:
            del counts[one]


def _add_bonus(totals: Contribution | Standing | Plain, commit: Commit | Plain) -> None:
    """Add what scoring rules gave for a commit."""
    if commit.bonus:
        change_bonus(totals, {commit.day: commit.bonus})


def _take_bonus(totals: Contribution | Standing, commit: Commit) -> None:
    """Take out what scoring rules gave for a commit."""
    if commit.bonus:
        change_bonus(totals, {commit.day: -commit.bonus})


def change_bonus(totals: Contribution | Standing | Plain, by: dict[str, int]) -> None:
    """Add points that scoring rules gave, by day, or take them; None are none."""
    bonus = dict(totals.bonus or {})
    add_days(bonus, by)
    totals.bonus = {day: points for day, points in bonus.items() if points} or None


def add_to_person(
    standing: Standing | Plain, row: Contribution | Plain, commit: Commit | Plain
) -> None:
    """Add one commit to a person's standing; `row` does not have it yet."""
    _add(standing, min(row.days, default=None), commit)
    standing.people = 1


def add_to_project(
    standing: Standing | Plain, row: Contribution | Plain, commit: Commit | Plain
) -> None:
    """Add one commit to a project's standing; `row` does not have it yet."""
    _add(standing, min(standing.days, default=None), commit)
    standing.people += 0 if row.commits else 1


def score(standing: Standing | Plain, kind: str, rules: Rules) -> None:
    """Write the points that a standing's totals are worth."""
    bonus = sum((standing.bonus or {}).values())
    standing.points = points_of(kind, standing.commits, standing.projects, rules, bonus)


def _add(standing: Standing | Plain, first: str | None, commit: Commit | Plain) -> None:
    """One more commit; `first` is the first day of its project so far."""
    move_first(standing.firsts, first, min(first or commit.day, commit.day))
    add_days(standing.days, {commit.day: 1})
    standing.hours = _with(standing.hours, commit.hour)
    _add_bonus(standing, commit)
    for language in commit.languages:
        standing.languages = _with(standing.languages, language)
    standing.commits += 1
    standing.projects = sum(standing.firsts.values())
    standing.reached = max(standing.reached, commit.recorded)


def _with(counts: dict[str, int] | None, one: str) -> dict[str, int]:
    """The counts with one more. What was stored before they were kept has none yet."""
    counts = counts or {}
    counts[one] = counts.get(one, 0) + 1
    return counts
