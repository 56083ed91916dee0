"""Changing people. Each action may be repeated: the same values change nothing."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _
from google.cloud import ndb

from july import deferred
from july.bus import notices
from july.errors import BadField, Conflict, NotFound
from july.lib.slugs import slugify
from july.people.emails import normalize, require_address
from july.people.models import Email, Location, NameLook, PendingEmail, Person, Team, Token
from july.people.names import look_of, require_name
from july.people.notices import PEOPLE
from july.people.queries import find_person, person_key, token_digest
from july.people.wording import require_decent


@dataclass(frozen=True, slots=True)
class Profile:
    """What can be said of a person; None leaves a value as it is, "" empties it."""

    title: str | None = None
    location: str | None = None
    team: str | None = None
    password: str | None = None
    organizer: bool | None = None


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A location or team by its name; "" is none."""

    kind: type[ndb.Model]
    slug: str
    name: str

    def exists(self) -> bool:
        """Whether somebody has named it before."""
        return ndb.Key(self.kind, self.slug).get() is not None

    def row(self) -> ndb.Model:
        """What is stored of it."""
        return self.kind(id=self.slug, name=self.name)


Place: TypeAlias = NamedPlace | None


def save_person(name: str, profile: Profile, emails: Iterable[str] = ()) -> Person:
    """Create the person or bring them up to date, and verify `emails` for them.

    Raises BadField for a bad name or address and for words that the site does not want, Conflict
    for an address that is verified for somebody else; then nothing has been changed.
    """
    name = require_name(name)
    for field in ("title", "location", "team"):
        require_decent(getattr(profile, field) or "", field=field)
    addresses = [require_address(email) for email in emails]
    places = (_place(Location, profile.location, "location"), _place(Team, profile.team, "team"))
    encoded = _encoded(name, profile.password)
    new = find_person(name) is None
    person, outbox = _store(name, replace(profile, password=encoded), places, addresses)
    if outbox is not None:
        deferred.settle(outbox)
    if new:
        notices.notify([PEOPLE], "save_person")
    return person


@ndb.transactional(retries=5)
def _store(
    name: str,
    profile: Profile,
    places: tuple[Place, Place],
    addresses: list[str],
) -> tuple[Person, deferred.Outbox | None]:
    """Everything in one transaction, with the work that follows from it."""
    person = person_key(name).get()
    looks = [] if person else [NameLook(id=look_of(name), person=name)]
    person = person or Person(id=name, title=name)
    shown_before = (person.title, person.location, person.team)
    emails = _unclaimed(name, addresses)
    if profile.title is not None:
        person.title = profile.title.strip()[:100] or name
    if profile.organizer is not None:
        person.organizer = profile.organizer
    if profile.password:
        person.password = profile.password
    person.location, person.team = (
        old if new is None else new.slug or None
        for old, new in zip((person.location, person.team), places, strict=True)
    )
    moved = shown_before != (person.title, person.location, person.team)
    calls = [deferred.Call("contest.claim_orphans", (email.key.id(),)) for email in emails]
    if moved:
        calls.append(deferred.Call("contest.move_person", (name,)))
    outbox = deferred.Outbox.holding(deferred.Work(calls=tuple(calls))) if calls else None
    new_places = [place.row() for place in places if place and place.slug and not place.exists()]
    ndb.put_multi([person, *looks, *emails, *new_places, *([outbox] if outbox else [])])
    return person, outbox


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


@ndb.transactional(retries=5)
def create_person(name: str, encoded: str) -> Person:
    """Somebody new, whose password is stored as `encoded`.

    Raises Conflict where somebody has that name, or one that looks like it.
    """
    look = ndb.Key(NameLook, look_of(name))
    stored, like = ndb.get_multi([person_key(name), look])
    if stored or like:
        values = {"name": name, "taken": name if stored else like.person}
        message = _("The name %(name)s is taken, or too much like %(taken)s.") % values
        raise Conflict(message, field="name")
    person = Person(id=name, title=name, password=encoded)
    ndb.put_multi([person, NameLook(key=look, person=name)])
    return person


def suspend(name: str, *, on: bool = True) -> Person:
    """Let the person do nothing any more but read, like somebody unknown; or as before again.

    Raises NotFound.
    """
    person = _suspend(name, on)
    notices.notify([PEOPLE, f"person:{person.name}"], "suspend")
    return person


@ndb.transactional(retries=5)
def _suspend(name: str, on: bool) -> Person:
    person = find_person(name)
    if person is None:
        raise NotFound(f"There is no person called {name!r}.")
    if person.disabled != on:
        person.disabled = on
        person.put()
    return person


def remove_address(name: str, address: str) -> None:
    """Let an address be the person's no longer. What counted by it stays theirs."""
    address = normalize(address)
    if address:  # nothing else can be anybody's, or a key
        _remove_address(name, address)


@ndb.transactional(retries=5)
def _remove_address(name: str, address: str) -> None:
    key = ndb.Key(Email, address)
    stored = key.get()
    pending = pending_key(name, address)
    ndb.delete_multi([pending, *([key] if stored and stored.person == name else [])])


def pending_key(name: str, address: str) -> ndb.Key:
    """Key of an address that a person has yet to show to be theirs."""
    return ndb.Key(PendingEmail, f"{name}|{address}")


def _place(kind: type[ndb.Model], text: str | None, field: str) -> Place:
    """The location or team called `text`: None leaves it as it is, "" is nowhere."""
    if text is None:
        return None
    slug = slugify(text)
    if text.strip() and not slug:
        raise BadField(f"{text!r} has no letter or digit in it.", field=field)
    return NamedPlace(kind, slug, text.strip()[:100])


def create_token(name: str) -> str:
    """A new API token for the person; it can't be read again. Raises NotFound."""
    person = find_person(name)
    if person is None:
        raise NotFound(f"There is no person called {name!r}; create them with createuser.")
    token = "july_" + secrets.token_urlsafe(32)
    Token(id=token_digest(token), person=person.name).put()
    return token
