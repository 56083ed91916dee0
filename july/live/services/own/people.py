"""`people.get`: one person."""

from typing import Any

from july.contest.boards import address
from july.contest.feed import safe_link
from july.errors import NotFound
from july.live.services import subscribes
from july.live.services.own.reading import checked_text
from july.live.services.own.totals import totals_in
from july.people.models import Person
from july.people.queries import find_person

__all__ = ["get"]


def _channel(name: object) -> str:
    return f"person:{checked_text(name, 'name').strip().lower()}"


@subscribes(_channel)
def get(name: str, game: str | None = None) -> dict[str, Any]:
    """One person with their totals in a game. Raises NotFound."""
    person = find_person(checked_text(name, "name"))
    if person is None:
        raise NotFound(f"There is no person {name!r} here.")
    return person_as_json(person) | totals_in(game, "people", person.name)


def person_as_json(person: Person) -> dict[str, Any]:
    """What everybody may know of a person."""
    return {
        "name": person.name,
        "title": person.title or person.name,
        "url": address("people", person.name),
        "picture": safe_link(person.picture or "") or None,
        "location": person.location,
        "team": person.team,
    }
