"""`people.…`: everybody, who is new, and one person with what they worked on and have earned."""

from collections.abc import Sequence
from typing import Any

from july.contest.boards import address
from july.contest.settling import move_channel, settling_of
from july.errors import Forbidden, NotFound
from july.lib.times import utc
from july.live.services import current_call, login_required, subscribes
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
from july.people.pictures import picture_address
from july.people.places import FIELDS, MODELS
from july.people.profiles import public_location, shows
from july.people.queries import find_location, find_person, find_team, newest_people, place_with

__all__ = ["badges", "get", "newest", "page", "projects", "settling"]


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

    def told(people: Sequence[Person]) -> list[dict[str, Any]]:
        shown = people if location is None else [each for each in people if shows(each, "location")]
        return list(map(person_as_json, shown))

    return stretch("people", query, told, limit, cursor, **places)


@subscribes(PEOPLE)
def newest(limit: int = 10) -> list[dict[str, Any]]:
    """Who came last, newest first: `{"name", …, "created"}` as `people.get`, without totals.

    Raises BadField.
    """
    people = newest_people(checked_number(limit, "limit", MOST_ROWS))
    return [person_as_json(person) | {"created": utc(person.created)} for person in people]


def _settling_channels(name: object) -> list[str]:
    wanted = checked_text(name, "name").strip().lower()
    sides = settling_of(wanted).places
    return [move_channel(wanted), *(f"{FIELDS[kind]}:{slug}" for kind, slug in sides)]


@login_required
@subscribes(_settling_channels)
def settling(name: str) -> dict[str, Any]:
    """Whether both sides of one's own last move have been counted again: `{"settled", "places"}`.

    `places` are the names of both sides. Raises Forbidden for somebody else's.
    """
    caller = current_call().user
    if caller is None or caller.name != checked_text(name, "name").strip().lower():
        raise Forbidden("Only who has moved may watch that.")
    return settling_as_json(caller.name)


def settling_as_json(name: str) -> dict[str, Any]:
    """The same, for whoever has made sure of that."""
    found = settling_of(name)
    places = [(slug, place_with(MODELS[kind], slug)) for kind, slug in found.places]
    return {"settled": found.settled, "places": [at.name if at else slug for slug, at in places]}


def person_as_json(person: Person) -> dict[str, Any]:
    """What everybody may know of a person."""
    return {
        "name": person.name,
        "title": person.title or person.name,
        "url": address("people", person.name),
        "picture": picture_address(person),
        "location": public_location(person),
        "team": person.team,
    }


def _profile(person: Person) -> dict[str, Any]:
    location = find_location(public_location(person) or "")
    team = find_team(person.team or "")
    return {
        "about": person.about or None,
        "links": list(person.links) if shows(person, "links") else [],
        "organizer": bool(person.organizer),
        "location_name": location.name if location else None,
        "team_name": team.name if team else None,
    }


def _found(name: str) -> Person:
    person = find_person(checked_text(name, "name"))
    if person is None or person.disabled:
        raise NotFound(f"There is no person {name!r} here.")
    return person
