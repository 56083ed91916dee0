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
    """Those that others have delivered, or that the person has disowned."""
    through: tuple[str, ...]
    """The owners of the hooks that brought them."""
    reached: int
    """When the last was recorded, microseconds since 1970."""
    said: str
    """What the person says of it."""


def attributed_to(person: Person) -> list[Attributed]:
    """What others have delivered in games that are not over, the last first, and all that the
    person has disowned."""
    found: dict[str, Attributed] = {}
    rows = [row for game in unfrozen_games() for row in _rows(game.slug, person.name)]
    projects = find_projects([*(row.project for row in rows), *person.disowned])
    recognised = recognised_by(person.name)
    for row in rows:
        if row.through and row.project in projects:
            said = MINE if row.project in recognised else UNSAID
            commits, through = sum(row.through.values()), tuple(sorted(filter(None, row.through)))
            project = projects[row.project]
            found[row.project] = Attributed(project, commits, through, row.reached, said)
    for id in person.disowned:
        if id in projects:
            found[id] = Attributed(projects[id], _aside(person.name, id), (), 0, NOT_MINE)
    return sorted(found.values(), key=lambda each: (-each.reached, each.project.slug))


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
