"""`projects.…`: all projects, which are new, and one with who worked on it."""

from typing import Any

from july.contest.boards import address
from july.contest.feed import safe_link
from july.errors import NotFound
from july.lib.times import utc
from july.live.services import subscribes
from july.live.services.own.lists import USUAL, stretch
from july.live.services.own.reading import (
    MOST_ROWS,
    checked_game,
    checked_number,
    checked_text,
)
from july.live.services.own.shares import Share, people_of
from july.live.services.own.totals import totals_in
from july.projects.models import Project
from july.projects.notices import PROJECTS
from july.projects.queries import find_project, newest_projects

__all__ = ["get", "newest", "page", "people"]


def _channels(slug: object) -> list[str]:
    """Those of the slug asked for, and of the one that the project has by now."""
    asked = checked_text(slug, "slug")
    project = find_project(asked)
    slugs = [asked, project.slug] if project else [asked]
    return [f"project:{each}" for each in dict.fromkeys(slugs)]


@subscribes(_channels)
def get(slug: str, game: str | None = None) -> dict[str, Any]:
    """One project with its totals in a game, found by a slug that it has or once had.

    Raises NotFound.
    """
    project = _found(slug)
    return project_as_json(project) | totals_in(game, "projects", project.id)


@subscribes(_channels)
def people(slug: str, game: str | None = None) -> list[Share]:
    """The people who worked on a project in a game, those with most commits first.

    `[{"slug", "name", "commits"}]`. Raises NotFound.
    """
    project = _found(slug)
    found = checked_game(game)
    return people_of(found.slug, project.id) if found else []


def page(limit: int = USUAL, cursor: str | None = None) -> dict[str, Any]:
    """A page of all projects, by slug. Raises BadField."""
    return stretch(
        "projects",
        Project.query().order(Project.slug),
        lambda projects: [project_as_json(each) for each in projects if not each.private],
        limit,
        cursor,
    )


@subscribes(PROJECTS)
def newest(limit: int = 10) -> list[dict[str, Any]]:
    """Which came last, newest first: `{"slug", …, "created"}` as `projects.get`, without totals.

    Raises BadField.
    """
    projects = newest_projects(checked_number(limit, "limit", MOST_ROWS))
    return [project_as_json(each) | {"created": utc(each.created)} for each in projects]


def project_as_json(project: Project) -> dict[str, Any]:
    """What everybody may know of a project."""
    return {
        "slug": project.slug,
        "name": project.title,
        "url": address("projects", project.slug),
        "host": project.host,
        "repository": safe_link(project.url or ""),
    }


def _found(slug: str) -> Project:
    project = find_project(checked_text(slug, "slug"))
    if project is None or project.private:
        raise NotFound(f"There is no project {slug!r} here.")
    return project
