"""People who go: their account is deleted, or merged into another one of theirs.

What lets anybody in, and what finds commits for them, goes at once; what they leave behind in other
packages is put away by tasks, which may be repeated. What lets July act at their git hosts is kept
until their hooks there are removed, for a day at the longest. The name stays taken: nobody else is
to be mistaken for them.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from google.cloud import ndb

from july import deferred
from july.bus import notices
from july.errors import Conflict, NotFound
from july.people.identities import identities_of, last_access
from july.people.models import (
    Email,
    Identity,
    Move,
    PendingEmail,
    Person,
    Picture,
    Recognised,
    Sessions,
    Today,
    Token,
)
from july.people.notices import PEOPLE
from july.people.queries import person_key

PUT_AWAY = ("people.leave", "projects.leave", "hubs.leave", "contest.leave")
"""The tasks that put away what somebody leaves behind. Each is given a Departure as JSON; the last
one forgets the person."""
REMOVE_HOOKS = "projects.remove_hooks"
"""The task that removes at the git hosts the hooks of who went, given the name."""
GONE = "~"
"""Stands where it matters that it was somebody, of whom no name is to be left."""
OWN = (Sessions, Picture, Recognised, Today, Move)
"""Rows of a person alone, with their name as key."""


class Fate(StrEnum):
    """What becomes of somebody's commits."""

    NOBODY = "nobody"
    """They stay for their projects, without a name or an address."""
    VANISH = "vanish"
    """They are forgotten."""
    MERGED = "merged"
    """They are somebody else's: the other account of the same person."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Who goes, and what becomes of what they leave."""

    name: str
    fate: Fate
    heir: str | None = None
    """The name of the account into which theirs is merged."""


def departure_in(told: dict[str, Any]) -> Departure:
    """The departure that a task was given."""
    return Departure(told["name"], Fate(told["fate"]), told["heir"])


def delete_account(name: str, fate: Fate) -> None:
    """Let nobody be that person any more. Raises NotFound."""
    _begin(Departure(name, fate))


def merge_account(name: str, heir: str) -> None:
    """Let everything of that account belong to another one.

    Raises NotFound for an account that is gone, Conflict for one that can't be merged.
    """
    if name == heir:
        raise Conflict(_("This is the same account."))
    _begin(Departure(name, Fate.MERGED, heir))


def forget_person(name: str) -> None:
    """The end: nothing is left of them but that their name is taken."""
    ndb.delete_multi([person_key(name), *_own_keys(name)])
    notices.notify([PEOPLE, f"person:{name}"], "leave")


def _begin(departure: Departure) -> None:
    deferred.settle(_store(departure))
    names = [departure.name, *([departure.heir] if departure.heir else [])]
    notices.notify([PEOPLE, *(f"person:{name}" for name in names)], "leave")


@ndb.transactional(retries=5)
def _store(departure: Departure) -> deferred.Outbox:
    """Everything that must not happen by halves."""
    person = person_key(departure.name).get()
    if person is None or person.disabled:
        raise NotFound(_("There is no such account any more."))
    kept: list[ndb.Model] = []
    if departure.heir is not None:
        kept = list(_handed_over(person, _heir(departure.heir)))
    else:
        kept = list(filter(None, map(last_access, identities_of(departure.name))))
    gone = set(_keys_of(departure.name)) - {entity.key for entity in kept}
    person.disabled, person.password = True, None
    person.organizer, person.role = False, None
    calls = [deferred.Call(task, (asdict(departure),)) for task in PUT_AWAY]
    if departure.heir is None:
        calls.append(deferred.Call(REMOVE_HOOKS, (departure.name,)))
    outbox = deferred.Outbox.holding(deferred.Work(calls=tuple(calls)))
    ndb.delete_multi(gone)
    ndb.put_multi([person, outbox, *kept])
    return outbox


def _heir(name: str) -> Person:
    heir = person_key(name).get()
    if heir is None or heir.disabled:
        raise NotFound(_("There is no such account any more."))
    return heir


def _handed_over(person: Person, heir: Person) -> Iterator[ndb.Model]:
    """What belongs to the heir from now on: addresses, identities, and what they have not had."""
    for kind in (Email, Identity):
        for entity in kind.query(kind.person == person.name).fetch():
            entity.person = heir.name
            yield entity
    yield _recognised_by_both(person, heir)
    picture = ndb.Key(Picture, person.name).get()
    if picture is not None and not heir.picture:
        heir.picture = person.picture
        yield Picture(id=heir.name, data=picture.data)
    heir.password = heir.password or person.password
    heir.organizer = bool(heir.organizer or person.organizer)
    yield heir


def _recognised_by_both(person: Person, heir: Person) -> Recognised:
    """What both said of projects, in the heir too, who has the last word."""
    keys = [ndb.Key(Recognised, each.name) for each in (person, heir)]
    theirs, own = (set(row.projects) if row else set() for row in ndb.get_multi(keys))
    disowned = {*heir.disowned, *(set(person.disowned) - own)}
    heir.disowned = sorted(disowned)
    return Recognised(id=heir.name, projects=sorted(own | (theirs - disowned)))


def _own_keys(name: str) -> Iterator[ndb.Key]:
    return (ndb.Key(kind, name) for kind in OWN)


def _keys_of(name: str) -> Iterator[ndb.Key]:
    """What lets somebody in, or may find commits for them, and what is theirs alone."""
    for kind in (Email, PendingEmail, Identity, Token):
        yield from kind.query(kind.person == name).fetch(keys_only=True)
    yield from _own_keys(name)
