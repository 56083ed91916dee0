"""What somebody may do for the whole site: organisers everything, moderators some, readers look."""

from enum import StrEnum

from django.utils.translation import gettext as _
from google.cloud import ndb

from july.audit import note
from july.errors import Conflict, NotFound
from july.people.models import Person
from july.people.queries import find_person


class Role(StrEnum):
    """Who may do more than take part; each may do what those after it may."""

    ORGANIZER = "organizer"
    MODERATOR = "moderator"
    READER = "reader"

    def includes(self, other: "Role") -> bool:
        """Whether whoever has this role may do what takes the other one."""
        order = list(Role)
        return order.index(self) <= order.index(other)


def role_of(person: Person | None) -> Role | None:
    """The role that somebody has, None for who just takes part."""
    if person is None or person.disabled:
        return None
    if person.organizer:
        return Role.ORGANIZER
    return Role(person.role) if person.role else None


def may(person: Person | None, needed: Role) -> bool:
    """Whether somebody may do what takes that role."""
    role = role_of(person)
    return role is not None and role.includes(needed)


def grant(name: str, role: Role | None) -> Person:
    """Give somebody that role in place of the one they have, or none.

    Raises NotFound, and Conflict if nobody would be left to organise.
    """
    others = Person.query(Person.organizer == True).fetch(2, keys_only=True)  # noqa: E712 - ndb
    return _grant(name, role, last=[key.id() for key in others] in ([], [name]))


@ndb.transactional(retries=5)
def _grant(name: str, role: Role | None, last: bool) -> Person:
    person = find_person(name)
    if person is None:
        raise NotFound(f"There is no person called {name!r}.")
    before = role_of(person)
    if before is role:
        return person
    if before is Role.ORGANIZER and last:
        message = _("%(name)s is the last who organises; make somebody else an organiser first.")
        raise Conflict(message % {"name": name}, field="role")
    what = "grant" if role else "withdraw"
    note(what, "people", name, title=person.title, before={"role": before}, after={"role": role})
    person.organizer = role is Role.ORGANIZER
    person.role = None if role in {None, Role.ORGANIZER} else str(role)
    person.put()
    return person
