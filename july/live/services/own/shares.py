"""Who worked on what in a game: how many commits one thing got from another."""

from typing import Any

from july.contest.models import Contribution
from july.people.models import Person
from july.people.queries import find_people
from july.projects.models import Project
from july.projects.queries import find_projects

MOST = 100
"""Rows read for a list; the largest of these are told."""

Share = dict[str, Any]
"""`{"slug", "name", "commits"}`."""


def projects_of(game: str, person: str) -> list[Share]:
    """The projects a person worked on in a game, those with most of their commits first."""
    rows = _largest(Contribution.game == game, Contribution.contributor == person)
    found: dict[str, Project] = find_projects(row.project for row in rows)
    return [
        {"slug": project.slug, "name": project.title, "commits": row.commits}
        for row in rows
        if (project := found.get(row.project)) and not project.private
    ]


def people_of(game: str, project: str) -> list[Share]:
    """The people who worked on a project in a game, those with most commits first."""
    rows = _largest(Contribution.game == game, Contribution.project == project)
    known = [row for row in rows if not row.contributor.startswith("~")]
    found: dict[str, Person] = find_people(row.contributor for row in known)
    return [
        {"slug": person.name, "name": person.title or person.name, "commits": row.commits}
        for row in known
        if (person := found.get(row.contributor))
    ]


def _largest(*conditions: object) -> list[Contribution]:
    rows: list[Contribution] = Contribution.query(*conditions).fetch(MOST)
    return sorted(rows, key=lambda row: -row.commits)
