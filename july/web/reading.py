"""Lists that only pages show, each of at most so many rows."""

from dataclasses import dataclass

from july.contest.models import Contribution
from july.people.models import Person
from july.people.queries import find_people
from july.projects.models import Delivery, Hook, Project
from july.projects.queries import find_projects

MOST = 100
"""Rows read for a list; the largest of these are shown."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many commits one thing got from another."""

    slug: str
    name: str
    commits: int


def projects_of(game: str, person: str) -> list[Share]:
    """The projects a person worked on in a game, those with most of their commits first."""
    rows = _largest(Contribution.game == game, Contribution.contributor == person)
    found: dict[str, Project] = find_projects(row.project for row in rows)
    return [
        Share(project.slug, project.title, row.commits)
        for row in rows
        if (project := found.get(row.project))
    ]


def people_of(game: str, project: str) -> list[Share]:
    """The people who worked on a project in a game, those with most commits first."""
    rows = _largest(Contribution.game == game, Contribution.project == project)
    known = [row for row in rows if not row.contributor.startswith("~")]
    found: dict[str, Person] = find_people(row.contributor for row in known)
    return [
        Share(person.name, person.title or person.name, row.commits)
        for row in known
        if (person := found.get(row.contributor))
    ]


def _largest(*conditions: object) -> list[Contribution]:
    rows: list[Contribution] = Contribution.query(*conditions).fetch(MOST)
    return sorted(rows, key=lambda row: -row.commits)


def hooks_of(owner: str) -> list[Hook]:
    """The hooks of a person that still take deliveries, the oldest first."""
    hooks = Hook.query(Hook.owner == owner).fetch(MOST)
    return sorted((hook for hook in hooks if not hook.deleted), key=lambda hook: hook.created)


def deliveries_to(hook: str, limit: int) -> list[Delivery]:
    """The last deliveries to a hook, newest first."""
    found: list[Delivery] = (
        Delivery.query(Delivery.hook == hook).order(-Delivery.received).fetch(limit)
    )
    return found
