"""`commits.…`: commits that counted."""

from collections.abc import Sequence
from typing import Any

from july.contest.feed import EVERYTHING, tell
from july.contest.models import Commit
from july.contest.queries import find_commit, find_game
from july.errors import BadField, NotFound
from july.live.services import subscribes
from july.live.services.own.lists import USUAL, equal, stretch
from july.live.services.own.reading import checked_text
from july.people.queries import find_person
from july.projects.queries import find_project

__all__ = ["get", "page"]


def get(hash: str) -> dict[str, Any]:
    """One commit that counted. Raises NotFound."""
    commit = find_commit(checked_text(hash, "hash"))
    told = commits_as_json([commit]) if commit else []
    if not told:
        raise NotFound(f"There is no commit that counted {hash!r} here.")
    return told[0]


@subscribes(EVERYTHING)
def page(
    limit: int = USUAL,
    cursor: str | None = None,
    game: str | None = None,
    person: str | None = None,
    project: str | None = None,
) -> dict[str, Any]:
    """A page of commits, the newest first, of all or of one of the three.

    Raises BadField, and NotFound for what there is not.
    """
    filters = {"game": game, "person": person, "project": project}
    chosen = [name for name, value in filters.items() if value is not None]
    if len(chosen) > 1:
        raise BadField("Choose one of game, person and project.", field=chosen[1])
    stored = {name: _stored(name, checked_text(filters[name], name)) for name in chosen}
    query = Commit.query(*equal(Commit, **stored)).order(-Commit.recorded)
    return stretch("commits", query, commits_as_json, limit, cursor, **stored)


def commits_as_json(commits: Sequence[Commit]) -> list[dict[str, Any]]:
    """Feed messages, with the game and the day each commit is booked on."""
    by_hash = {commit.hash: commit for commit in commits}
    return [
        told.message
        | {"game": by_hash[told.message["hash"]].game, "day": by_hash[told.message["hash"]].day}
        for told in tell(commits)
    ]


def _stored(name: str, value: str) -> str:
    """What commits call it: a project by its id."""
    if name == "game":
        return find_game(value).slug
    found = find_person(value) if name == "person" else find_project(value)
    if found is None:
        raise NotFound(f"There is no {name} {value!r} here.", field=name)
    return str(found.name if name == "person" else found.id)
