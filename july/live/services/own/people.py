"""`people.…`: one person, what they have earned, and who is new."""

from typing import Any

from july.contest.boards import address
from july.contest.feed import safe_link
from july.errors import NotFound
from july.lib.times import utc
from july.live.services import subscribes
from july.live.services.own.awards import badges
from july.live.services.own.reading import MOST_ROWS, checked_number, checked_text
from july.live.services.own.totals import totals_in
from july.people.models import Person
from july.people.notices import PEOPLE
from july.people.queries import find_person, newest_people

__all__ = ["badges", "get", "newest"]


def _channel(name: object) -> str:
    return f"person:{checked_text(name, 'name').strip().lower()}"


@subscribes(_channel)
def get(name: str, game: str | None = None) -> dict[str, Any]:
    """One person with their totals in a game. Raises NotFound."""
    person = find_person(checked_text(name, "name"))
    if person is None:
        raise NotFound(f"There is no person {name!r} here.")
    return person_as_json(person) | totals_in(game, "people", person.name)


@subscribes(PEOPLE)
def newest(limit: int = 10) -> list[dict[str, Any]]:
    """Who came last, newest first: `{"name", …, "created"}` as `people.get`, without totals.

    Raises BadField.
    """
    people = newest_people(checked_number(limit, "limit", MOST_ROWS))
    return [person_as_json(person) | {"created": utc(person.created)} for person in people]


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
