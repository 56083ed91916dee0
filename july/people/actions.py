"""Changing people. Each action may be repeated: the same values change nothing."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib.auth.hashers import check_password, make_password
from google.cloud import ndb

from july import deferred
from july.errors import BadField, Conflict, NotFound
from july.lib.slugs import slugify
from july.people.emails import require_address
from july.people.models import Email, Location, Person, Team, Token
from july.people.names import require_name
from july.people.queries import find_person, person_key, token_digest


@dataclass(frozen=True, slots=True)
class Profile:
    """What can be said of a person; None leaves a value as it is, "" empties it."""

    title: str | None = None
    location: str | None = None
    team: str | None = None
    password: str | None = None
    organizer: bool | None = None


def save_person(name: str, profile: Profile, emails: Iterable[str] = ()) -> Person:
    """Create the person or bring them up to date, and verify `emails` for them.

    Raises BadField for a bad name or address, Conflict for an address that is verified for
    somebody else; then nothing has been changed.
    """
    name = require_name(name)
    addresses = [require_address(email) for email in emails]
    location = _ensure_place(Location, profile.location, "location")
    team = _ensure_place(Team, profile.team, "team")
    encoded = _encoded(name, profile.password)
    person, moved, new = _store(
        name, replace(profile, password=encoded), (location, team), addresses
    )
    if moved:
        deferred.defer("contest.move_person", name)
    for address in new:
        deferred.defer("contest.claim_orphans", address)
    return person


@ndb.transactional(retries=5)
def _store(
    name: str,
    profile: Profile,
    places: tuple[str | None, str | None],
    addresses: list[str],
) -> tuple[Person, bool, list[str]]:
    person = person_key(name).get() or Person(id=name, title=name)
    before = (person.location, person.team)
    emails = _unclaimed(name, addresses)
    if profile.title is not None:
        person.title = profile.title.strip()[:100] or name
    if profile.organizer is not None:
        person.organizer = profile.organizer
    if profile.password:
        person.password = profile.password
    person.location, person.team = (
        old if new is None else new or None for old, new in zip(before, places, strict=True)
    )
    ndb.put_multi([person, *emails])
    return person, before != (person.location, person.team), [email.key.id() for email in emails]


def _encoded(name: str, password: str | None) -> str | None:
    """What to store for the password, made outside any transaction because it takes its time."""
    if password is None:
        return None
    person = find_person(name)
    if person and person.password and check_password(password, person.password):
        return None
    return make_password(password)


def _unclaimed(name: str, addresses: list[str]) -> list[Email]:
    """An Email for each of `addresses` that the person does not have yet."""
    new = []
    for address, email in zip(
        addresses, ndb.get_multi([ndb.Key(Email, address) for address in addresses]), strict=True
    ):
        if email and email.person != name:
            raise Conflict(f"{address} is verified for somebody else.", field="email")
        if not email:
            new.append(Email(id=address, person=name))
    return new


def _ensure_place(kind: type[ndb.Model], text: str | None, field: str) -> str | None:
    """Slug of the location or team called `text`, made if it is new."""
    if not text:
        return text
    slug = slugify(text)
    if not slug:
        raise BadField(f"{text!r} has no letter or digit in it.", field=field)
    kind.get_or_insert(slug, name=text.strip()[:100])
    return slug


def create_token(name: str) -> str:
    """A new API token for the person; it can't be read again. Raises NotFound."""
    person = find_person(name)
    if person is None:
        raise NotFound(f"There is no person called {name!r}; create them with createuser.")
    token = "july_" + secrets.token_urlsafe(32)
    Token(id=token_digest(token), person=person.name).put()
    return token
