"""`projects.get`: one project."""

from typing import Any

from july.contest.boards import address
from july.contest.feed import safe_link
from july.errors import NotFound
from july.live.services import subscribes
from july.live.services.own.reading import checked_text
from july.live.services.own.totals import totals_in
from july.projects.models import Project
from july.projects.queries import find_project

__all__ = ["get"]


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
    project = find_project(checked_text(slug, "slug"))
    if project is None or project.private:
        raise NotFound(f"There is no project {slug!r} here.")
    return project_as_json(project) | totals_in(game, "projects", project.id)


def project_as_json(project: Project) -> dict[str, Any]:
    """What everybody may know of a project."""
    return {
        "slug": project.slug,
        "name": project.title,
        "url": address("projects", project.slug),
        "host": project.host,
        "repository": safe_link(project.url or ""),
    }
