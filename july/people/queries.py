"""Reading people."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _
from google.cloud import ndb

from july.errors import Suspended
from july.lib.names import is_usable
from july.lib.search import LAST, fits
from july.people.emails import normalize
from july.people.models import Email, Location, Person, Place, Team

P = TypeVar("P", bound=Place)
M = TypeVar("M", bound=ndb.Model)

LOOKED_PAST = 50
"""People that may be looked past in search of others."""


def person_key(name: str) -> ndb.Key:
    """Key of the person called `name`, in whatever case."""
    wanted = name.strip().lower()
    return ndb.Key(Person, wanted if is_usable(wanted) else "-")


def find_person(name: str) -> Person | None:
    """The person called `name`, or None."""
    return person_key(name).get()


def find_people(names: Iterable[str]) -> dict[str, Person]:
    """The people among `names` that exist, by name."""
    wanted = list(dict.fromkeys(names))
    found = ndb.get_multi([person_key(name) for name in wanted])
    return {name: person for name, person in zip(wanted, found, strict=True) if person}


def owners_of(addresses: Iterable[str]) -> dict[str, str]:
    """Name of the person by verified address, for those of `addresses` that somebody verified.

    Addresses are compared normalised, and the keys of the answer are normalised.
    """
    wanted = list(dict.fromkeys(filter(None, map(normalize, addresses))))
    found = ndb.get_multi([ndb.Key(Email, address) for address in wanted])
    return {email.key.id(): email.person for email in found if email}


def addresses_of(name: str) -> list[str]:
    """The verified addresses of a person, in order."""
    return sorted(key.id() for key in Email.query(Email.person == name).iter(keys_only=True))


def letterbox_of(name: str) -> str | None:
    """The address to which a person gets letters: that which they verified first."""
    first = min(Email.query(Email.person == name), key=lambda email: email.created, default=None)
    return first.key.id() if first else None


def newest_people(limit: int) -> list[Person]:
    """Who came last, the newest first, without those who are disabled.

    Fewer if many of the newest are.
    """
    newest = Person.query().order(-Person.created).fetch(limit + LOOKED_PAST)
    return [person for person in newest if not person.disabled][:limit]


def members_of(field: str, slug: str) -> set[str]:
    """Names of the people whose `field`, location or team, is that one now."""
    query = Person.query(getattr(Person, field) == slug)
    return {str(key.id()) for key in query.iter(keys_only=True)}


def find_location(slug: str) -> Location | None:
    """The location with that slug, or the one into which that was merged, or None."""
    return place_with(Location, slug)


def find_team(slug: str) -> Team | None:
    """The team with that slug, or the one into which that was merged, or None."""
    return place_with(Team, slug)


def place_with(model: type[P], slug: str) -> P | None:
    """The location or team with that slug, or the one into which that was merged, or None."""
    found: P | None = ndb.Key(model, slug).get() if is_usable(slug) else None
    if found is None or not found.merged_into:
        return found
    meant: P | None = ndb.Key(model, found.merged_into).get()
    return meant


def named_like(model: type[M], wanted: list[str], most: int) -> Iterator[M]:
    """Things of which the words begin as those that are wanted, among the first `most`."""
    longest = max(wanted, key=len)
    query = model.query(model.words >= longest, model.words < longest + LAST)
    for each in query.order(model.words).fetch(most):
        if fits(each.words, wanted):
            yield each


def person_with_password(name: str, password: str) -> Person | None:
    """The person, if the password is theirs.

    Takes as long for an unknown name as for a wrong password, so that nobody can ask which
    names exist. Raises Suspended for the right password of who may not sign in: nobody else is
    told that they are suspended.
    """
    person = find_person(name)
    encoded = person.password if person and person.password else None
    if encoded is None:
        make_password(password)
        return None
    if not check_password(password, encoded):
        return None
    return require_active(person) if person else None


def require_active(person: Person) -> Person:
    """The person. Raises Suspended for one whom the organisers have suspended."""
    if person.disabled:
        raise Suspended(_("The organisers have suspended this account. Write to them."))
    return person
