"""`teams.…`: the teams, and one with its totals."""

from typing import Any

from july.errors import NotFound
from july.live.services import subscribes
from july.live.services.own.lists import USUAL
from july.live.services.own.places import found_places, place_in, places
from july.live.services.own.reading import checked_text
from july.people.models import Team
from july.people.queries import find_person, find_team

__all__ = ["find", "get", "page"]


@subscribes(lambda slug: f"team:{checked_text(slug, 'slug')}")
def get(slug: str, game: str | None = None) -> dict[str, Any]:
    """One team with its totals in a game, who founded it, and whether it waits. Raises NotFound."""
    team = find_team(checked_text(slug, "slug"))
    if team is None:
        raise NotFound(f"There is no team {slug!r} here.")
    founder = find_person(team.founder or "")
    shown = founder.name if founder and not founder.disabled else None
    return place_in(game, "teams", team) | {"founder": shown, "waits": bool(team.waits)}


def page(limit: int = USUAL, cursor: str | None = None) -> dict[str, Any]:
    """A page of all teams, by slug. Raises BadField."""
    return places("teams", Team, limit, cursor)


def find(text: str, limit: int = 10) -> list[dict[str, str]]:
    """The teams that have words which begin as those of `text`: `[{"slug", "name", "means"}]`.

    `means` is what the team that is meant is called: not `name` where that was merged into
    another. Raises BadField.
    """
    return found_places("teams", text, limit)
