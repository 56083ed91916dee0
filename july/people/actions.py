"""Changing people. Each action may be repeated: the same values change nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _
from google.cloud import ndb

from july import deferred
from july.audit import note
from july.bus import notices
from july.config import settings
from july.errors import Conflict, NotFound, TooOften
from july.people.emails import normalize, require_address
from july.people.limits import PLACES, done_today
from july.people.models import (
    Email,
    Move,
    NameLook,
    PendingEmail,
    Person,
    Sessions,
    Today,
)
from july.people.names import look_of, require_name
from july.people.notices import PEOPLE
from july.people.places import FIELDS, MODELS, Wanted, wanted_place
from july.people.queries import find_person, person_key, place_with
from july.people.wording import require_decent


@dataclass(frozen=True, slots=True)
class Profile:
    """What can be said of a person; None leaves a value as it is, "" empties it."""

    title: str | None = None
    location: str | None = None
    team: str | None = None
    password: str | None = None
    organizer: bool | None = None
    about: str | None = None
    links: tuple[str, ...] | None = None
    time_zone: str | None = None
    hidden: tuple[str, ...] | None = None


PLAIN = ("about", "links", "time_zone", "hidden", "organizer")
"""What is stored as it is said."""
Places = tuple[Wanted | None, ...]


def save_person(
    name: str, profile: Profile, emails: Iterable[str] = (), *, freely: bool = True
) -> Person:
    """Create the person or bring them up to date, and verify `emails` for them.

    Unless `freely`, a new team waits for an organiser where the site says so, and one that takes
    only whom its members invite takes nobody; so many new places a day, and no more, are theirs to
    add. Raises TooOften, BadField for a bad name or address and for
    words that the site does not want, Conflict for such a team and for an address that is verified
    for somebody else; then nothing has been changed.
    """
    name = require_name(name)
    for field in ("title", "location", "team", "about"):
        require_decent(getattr(profile, field) or "", field=field)
    for link in profile.links or ():
        require_decent(link, field="links")
    addresses = [require_address(email) for email in emails]
    places = (
        wanted_place("locations", profile.location, freely=freely),
        wanted_place("teams", profile.team, freely=freely),
    )
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
    places: Places,
    addresses: list[str],
) -> tuple[Person, deferred.Outbox | None]:
    """Everything in one transaction, with the work that follows from it."""
    person = person_key(name).get()
    is_new = person is None
    looks = [NameLook(id=look_of(name), person=name)] if is_new else []
    person = person or Person(id=name, title=name)
    before = (person.title, person.location, person.team, person.hidden)
    emails = _unclaimed(name, addresses)
    if profile.organizer is not None and profile.organizer != bool(person.organizer):
        _note_role(person, profile.organizer)
    _describe(person, profile)
    new_places = _place(person, places)
    calls = [deferred.Call("contest.claim_orphans", (email.key.id(),)) for email in emails]
    if before != (person.title, person.location, person.team, person.hidden):
        calls.append(deferred.Call("contest.move_person", (name,)))
    sides = {("locations", before[1]), ("teams", before[2])} ^ {
        ("locations", person.location), ("teams", person.team),
    }  # fmt: skip
    moves = [_move(name, sides)] if sides and not is_new else []
    outbox = deferred.Outbox.holding(deferred.Work(calls=tuple(calls))) if calls else None
    ndb.put_multi([person, *looks, *emails, *new_places, *moves, *([outbox] if outbox else [])])
    return person, outbox


def _note_role(person: Person, organizes: bool) -> None:
    what = "make organiser" if organizes else "withdraw organiser"
    before, after = {"organizer": not organizes}, {"organizer": organizes}
    note(what, "people", person.name, title=person.title, before=before, after=after)


def _describe(person: Person, profile: Profile) -> None:
    """Write into the person what is said of them."""
    if profile.title is not None:
        person.title = profile.title.strip()[:100] or person.name
    if profile.password:
        person.password = profile.password
        # Who knew the one before is not to stay signed in.
        ndb.Key(Sessions, person.name).delete()
    for field in PLAIN:
        value = getattr(profile, field)
        if value is not None:
            setattr(person, field, None if value == "" else value)


def _place(person: Person, places: Places) -> list[ndb.Model]:
    """Write into the person where they belong by now; gives the places that are new, and
    their count."""
    new: list[ndb.Model] = []
    limited: list[str] = []
    for wanted in filter(None, places):
        slug, rows = wanted.settle(person, settings().team_approval)
        setattr(person, FIELDS[wanted.kind], slug)
        new += rows
        limited += [] if wanted.freely else [FIELDS[wanted.kind]] * len(rows)
    return [*new, *([_counted(person.name, limited)] if limited else [])]


def _counted(name: str, fields: list[str]) -> Today:
    """That the person has added a place in each of these fields. Raises TooOften."""
    most = settings().most_new_places
    today = done_today(name, PLACES, len(fields), most)
    if today is None:
        message = _(
            "%(most)s new locations and teams a day are as many as one person may add. Choose one"
            " that is there, or add yours tomorrow."
        )
        raise TooOften(message % {"most": most}, field=fields[0])
    return today


def _move(name: str, sides: set[tuple[str, str | None]]) -> Move:
    """That they have moved, for them to see when both sides are counted again."""
    move: Move = ndb.Key(Move, name).get() or Move(id=name)
    move.number += 1
    move.places = sorted([kind, slug] for kind, slug in sides if slug)
    return move


@ndb.transactional(retries=5)
def move_member(kind: str, slug: str, name: str) -> deferred.Outbox | None:
    """Take one member along where their place belongs by now; None if they have left it."""
    field = FIELDS[kind]
    person, place = person_key(name).get(), place_with(MODELS[kind], slug)
    target = place.slug if place else None
    if person is None or getattr(person, field) != slug or target == slug:
        return None
    setattr(person, field, target)
    move = _move(name, {(kind, slug), (kind, target)})
    call = deferred.Call("contest.move_person", (name,))
    outbox = deferred.Outbox.holding(deferred.Work(calls=(call,)))
    ndb.put_multi([person, move, outbox])
    return outbox


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
def create_person(name: str, encoded: str | None, title: str = "") -> Person:
    """Somebody new, whose password is stored as `encoded`; None: they have none.

    Raises Conflict where somebody has that name, or one that looks like it.
    """
    look = look_key(name)
    stored, like = ndb.get_multi([person_key(name), look])
    if stored or like:
        values = {"name": name, "taken": name if stored else like.person}
        message = _("The name %(name)s is taken, or too much like %(taken)s.") % values
        raise Conflict(message, field="name")
    person = Person(id=name, title=title or name, password=encoded)
    ndb.put_multi([person, NameLook(key=look, person=name)])
    return person


def look_key(name: str) -> ndb.Key:
    """Key of whoever has a name that looks like this."""
    return ndb.Key(NameLook, look_of(name))


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
    if bool(person.disabled) != on:
        note(
            "suspend" if on else "reinstate",
            "people",
            person.name,
            title=person.title,
            before={"disabled": not on},
            after={"disabled": on},
        )
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
