"""Linking people with who they are at git hosts, and unlinking them."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from google.cloud import ndb

from july import deferred
from july.bus import notices
from july.config import HOSTS_TO_SIGN_IN_WITH, settings
from july.errors import BadField, Conflict, NotFound
from july.hosts.oauth import Account
from july.people.actions import create_person, look_key, pending_key
from july.people.emails import require_address
from july.people.hosted_pictures import TAKE
from july.people.identities import identities_of, identity_key, sealed
from july.people.models import Email, Identity, Person
from july.people.names import require_name
from july.people.notices import PEOPLE
from july.people.oauth import Grant
from july.people.queries import owners_of, person_key

TRIED = 20
"""Names that are tried for somebody new, when others have those before."""


class Taken(Conflict):
    """The identity belongs to another account; `person` is its name."""

    def __init__(self, person: str) -> None:
        super().__init__(_("It belongs to another account already."))
        self.person = person


@dataclass(frozen=True, slots=True)
class _Change:
    """What one transaction writes."""

    put: list[ndb.Model]
    delete: list[ndb.Key]
    outbox: deferred.Outbox | None


def link(name: str, host: str, account: Account, grant: Grant | None = None) -> None:
    """Let the person be known by that account at a host; its verified addresses become theirs.

    Those that somebody else has verified stay whose they are. With a grant, July keeps what it may
    do there. Linked again, name and picture follow the host's; addresses that were removed stay
    removed. Raises Taken for an identity of another account, NotFound for a person who is gone.
    """
    outbox = _link(name, host, account, grant)
    if outbox is not None:
        deferred.settle(outbox)


def join_with(name: str, host: str, account: Account) -> Person:
    """Make an account for who has that account at a host.

    Raises BadField for a name that can't be, Conflict for one that somebody has, or that looks like
    theirs, and Taken.
    """
    person, outbox = _join(require_name(name), host, account)
    if outbox is not None:
        deferred.settle(outbox)
    notices.notify([PEOPLE], "join")
    return person


def unlink(name: str, host: str, id: str) -> None:
    """Let the person be known by that identity no more. What counted stays.

    What the host calls their address goes with it. Raises NotFound for an identity that is not
    theirs, Conflict for their last way to sign in.
    """
    _unlink(name, host, id)


def free_name(login: str) -> str:
    """A name like `login` that nobody has; "" if there is none."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in login.lower())
    plain = plain.encode("ascii", "ignore").decode().strip("-")[:30]
    for number in range(1, TRIED):
        candidate = plain if number == 1 else f"{plain}-{number}"
        try:
            name = require_name(candidate)
        except BadField:
            continue
        if not any(ndb.get_multi([person_key(name), look_key(name)])):
            return name
    return ""


def free_addresses(account: Account) -> list[str]:
    """Those of its addresses that are verified for nobody here."""
    addresses = _addresses(account)
    owned = owners_of(addresses)
    return [address for address in addresses if address not in owned]


def noreply_addresses(host: str, id: str, login: str) -> list[str]:
    """The addresses that the host makes up for who keeps theirs private.

    https://docs.github.com/account-and-profile/reference/email-addresses-reference
    """
    if host != "github":
        return []
    urls = [client.url for client in settings().clients if client.host == host]
    site = urlsplit(urls[0] if urls else HOSTS_TO_SIGN_IN_WITH[host]).hostname
    own = f"{login}@users.noreply.{site}"
    return [require_address(f"{id}+{own}"), require_address(own)]


@ndb.transactional(retries=5)
def _link(name: str, host: str, account: Account, grant: Grant | None) -> deferred.Outbox | None:
    person = person_key(name).get()
    if person is None or person.disabled:
        raise NotFound(_("There is no such account any more."))
    return _write(_linked(person, host, account, grant))


@ndb.transactional(retries=5)
def _join(name: str, host: str, account: Account) -> tuple[Person, deferred.Outbox | None]:
    person = create_person(name, None, account.title)
    return person, _write(_linked(person, host, account, None))


@ndb.transactional(retries=5)
def _unlink(name: str, host: str, id: str) -> None:
    person, identity = ndb.get_multi([person_key(name), identity_key(host, id)])
    if person is None or identity is None or identity.person != name:
        raise NotFound(_("There is no such identity of yours."))
    offered = {client.host for client in settings().clients}
    others = [e for e in identities_of(name) if e.key != identity.key and e.host in offered]
    if not person.password and not others:
        message = _("This is your only way to sign in. Choose a password first, or link another.")
        raise Conflict(message)
    ndb.delete_multi([identity.key, *_owned(name, noreply_addresses(host, id, identity.login))])


def _linked(person: Person, host: str, account: Account, grant: Grant | None) -> _Change:
    """The identity as it is from now on, and the addresses that come with it."""
    key = identity_key(host, account.id)
    identity = key.get()
    if identity is not None and identity.person != person.name:
        raise Taken(identity.person)
    made_up = noreply_addresses(host, account.id, account.login)
    wanted = made_up if identity else [*_addresses(account), *made_up]
    outdated = set(noreply_addresses(host, account.id, identity.login) if identity else ())
    emails = _unclaimed(person.name, wanted)
    is_new = identity is None
    identity = identity or Identity(key=key, person=person.name, host=host)
    identity.login, identity.picture = account.login, account.picture
    identity.access = sealed(grant) if grant else identity.access
    calls = [deferred.Call("contest.claim_orphans", (e.key.id(),)) for e in emails]
    if is_new and account.picture and not person.picture:
        calls.append(deferred.Call(TAKE, ((person.name, account.picture),)))
    return _Change(
        [identity, *emails],
        [
            *_owned(person.name, sorted(outdated - set(made_up))),
            *(pending_key(person.name, email.key.id()) for email in emails),
        ],
        deferred.Outbox.holding(deferred.Work(calls=tuple(calls))) if calls else None,
    )


def _write(change: _Change) -> deferred.Outbox | None:
    ndb.delete_multi(change.delete)
    ndb.put_multi([*change.put, *([change.outbox] if change.outbox else [])])
    return change.outbox


def _addresses(account: Account) -> list[str]:
    """The account's addresses, normalised, without what is none."""
    found = []
    for email in account.emails:
        try:
            found.append(require_address(email))
        except BadField:
            continue
    return found


def _unclaimed(name: str, addresses: list[str]) -> list[Email]:
    """An Email for each of the addresses that nobody has."""
    keys = [ndb.Key(Email, address) for address in dict.fromkeys(addresses)]
    return [
        Email(key=key, person=name)
        for key, stored in zip(keys, ndb.get_multi(keys), strict=True)
        if stored is None
    ]


def _owned(name: str, addresses: list[str]) -> list[ndb.Key]:
    """The keys of those of the addresses that are the person's."""
    stored = ndb.get_multi([ndb.Key(Email, address) for address in addresses])
    return [email.key for email in stored if email and email.person == name]
