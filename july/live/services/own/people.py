"""`people.…`: everybody, who is new, and one person with what they worked on and have earned."""

from typing import Any

from july.contest.boards import address
from july.contest.feed import safe_link
from july.errors import NotFound
from july.lib.times import utc
from july.live.services import subscribes
from july.live.services.own.awards import badges
from july.live.services.own.lists import USUAL, equal, stretch
from july.live.services.own.reading import (
    MOST_ROWS,
    checked_game,
    checked_number,
    checked_text,
)
from july.live.services.own.shares import Share, projects_of
from july.live.services.own.totals import totals_in
from july.people.models import Person
from july.people.notices import PEOPLE
from july.people.queries import find_location, find_person, find_team, newest_people

__all__ = ["badges", "get", "newest", "page", "projects"]


def _channel(name: object) -> str:
    return f"person:{checked_text(name, 'name').strip().lower()}"


@subscribes(_channel)
def get(name: str, game: str | None = None) -> dict[str, Any]:
    """One person with their totals in a game. Raises NotFound."""
    person = _found(name)
    return person_as_json(person) | _profile(person) | totals_in(game, "people", person.name)


@subscribes(_channel)
def projects(name: str, game: str | None = None) -> list[Share]:
    """The projects a person worked on in a game, those with most of their commits first.

    `[{"slug", "name", "commits"}]`. Raises NotFound.
    """
    person = _found(name)
    found = checked_game(game)
    return projects_of(found.slug, person.name) if found else []


def page(
    limit: int = USUAL,
    cursor: str | None = None,
    location: str | None = None,
    team: str | None = None,
) -> dict[str, Any]:
    """A page of everybody, by name; perhaps only those in a location or a team. Raises BadField."""
    places = {"location": location, "team": team}
    query = Person.query(*equal(Person, **places)).order(Person.key)
    return stretch(
        "people", query, lambda people: list(map(person_as_json, people)), limit, cursor, **places
    )


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


def _profile(person: Person) -> dict[str, Any]:
    location, team = find_location(person.location or ""), find_team(person.team or "")
    return {
        "about": person.about or None,
        "organizer": bool(person.organizer),
        "location_name": location.name if location else None,
        "team_name": team.name if team else None,
    }


def _found(name: str) -> Person:
    person = find_person(checked_text(name, "name"))
    if person is None or person.disabled:
        raise NotFound(f"There is no person {name!r} here.")
    return person
