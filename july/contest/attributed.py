"""Commits under somebody's address that came through other people's hooks.

Git hosts attribute a commit by the address that stands in it, and so does July: whoever pushes may
write any. So the person is told, and says whether they are theirs.
"""

from dataclasses import dataclass

from july.contest.models import Contribution, DisownedCommit
from july.contest.queries import unfrozen_games
from july.people.disowning import recognised_by
from july.people.models import Person
from july.projects.models import Project
from july.projects.queries import find_projects

MOST_ROWS = 500
"""Projects of one person in one game that are looked at."""
MINE, NOT_MINE, UNSAID = "mine", "not mine", ""


@dataclass(frozen=True, slots=True)
class Attributed:
    """A project with commits under a person's address that others have delivered."""

    project: Project
    commits: int
    """Those that others have delivered; all of a project that the person has recognised, and those
    that were taken back of one that they have disowned."""
    through: tuple[str, ...]
    """The owners of the hooks that brought them, `july.people.leaving.GONE` for who is gone."""
    reached: int
    """When the last was recorded, microseconds since 1970."""
    said: str
    """What the person says of it."""


def attributed_to(person: Person) -> list[Attributed]:
    """What others have delivered in games that are not over, the last first, and all of which the
    person has said whose it is."""
    rows = [row for game in unfrozen_games() for row in _rows(game.slug, person.name)]
    recognised = recognised_by(person.name)
    said = dict.fromkeys(recognised, MINE) | dict.fromkeys(person.disowned, NOT_MINE)
    projects = find_projects([*(row.project for row in rows if row.through), *said])
    found = [
        _attributed(person.name, project, [row for row in rows if row.project == id], said.get(id))
        for id, project in projects.items()
    ]
    return sorted(found, key=lambda each: (-each.reached, each.project.slug))


def _attributed(
    name: str, project: Project, rows: list[Contribution], said: str | None
) -> Attributed:
    if said == NOT_MINE:
        return Attributed(project, _aside(name, project.id), (), 0, said)
    through = sorted({owner for row in rows for owner in row.through or {} if owner})
    commits = sum(sum((row.through or {}).values()) for row in rows)
    if said == MINE:
        commits = sum(row.commits for row in rows)
    reached = max((row.reached for row in rows), default=0)
    return Attributed(project, commits, tuple(through), reached, said or UNSAID)


def unanswered(person: Person) -> list[Attributed]:
    """Those through hooks of others of which the person has said nothing yet.

    Not those through the open endpoint alone: on a site that has one, that is how all come.
    """
    return [each for each in attributed_to(person) if each.said == UNSAID and each.through]


def _rows(game: str, name: str) -> list[Contribution]:
    query = Contribution.query(Contribution.game == game, Contribution.contributor == name)
    rows: list[Contribution] = query.fetch(MOST_ROWS)
    return rows


def _aside(name: str, project: str) -> int:
    """How many commits were disowned."""
    query = DisownedCommit.query(DisownedCommit.person == name, DisownedCommit.project == project)
    return int(query.count(limit=MOST_ROWS))
