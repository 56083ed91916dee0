"""Becoming a member: a name that is like no other, and an address that has yet to be shown."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from july.bus import notices
from july.errors import BadField, Conflict
from july.people.actions import create_person, pending_key
from july.people.emails import require_address
from july.people.letters import VERIFY, send_letter
from july.people.models import PendingEmail, Person
from july.people.names import require_name
from july.people.notices import PEOPLE
from july.people.queries import addresses_of
from july.people.wording import require_decent

MOST_ADDRESSES = 20
"""Of one person, with those that are not verified yet."""


def join(name: str, address: str, password: str) -> Person:
    """Make an account, and ask by letter whether the address is theirs.

    Raises BadField for a name, address or password that can't be, Conflict for a name that
    somebody has, or that looks like theirs.
    """
    name = require_decent(require_name(name), field="name")
    address = require_address(address)
    require_password(password, name)
    person = create_person(name, make_password(password))
    notices.notify([PEOPLE], "join")
    add_address(person, address)
    return person


def require_password(password: str, name: str) -> None:
    """Raise BadField for a password that is too easily guessed."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise BadField(" ".join(error.messages), field="password") from None
    if password.strip().lower() == name:
        raise BadField(_("The password must not be the name."), field="password")


def add_address(person: Person, address: str) -> None:
    """Note that the person wants an address, and ask by letter whether it is theirs.

    Whether it is somebody else's is told to who reads the letter, and to nobody else. Raises
    BadField for what is no address, Conflict for too many.
    """
    address = require_address(address)
    known = addresses_of(person.name)
    if address in known:
        return
    pending = pending_addresses(person.name)
    if address not in pending:
        if len(known) + len(pending) >= MOST_ADDRESSES:
            message = _("These are as many addresses as one can have: remove one first.")
            raise Conflict(message, field="email")
        PendingEmail(key=pending_key(person.name, address), person=person.name).put()
    send_letter(VERIFY, person.name, address)


def pending_addresses(name: str) -> list[str]:
    """The addresses that a person has added and not shown to be theirs, in order."""
    keys = PendingEmail.query(PendingEmail.person == name).iter(keys_only=True)
    return sorted(str(key.id()).partition("|")[2] for key in keys)


def forget_pending(name: str, address: str) -> None:
    """Wait for that address no longer."""
    pending_key(name, address).delete()
