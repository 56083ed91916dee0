"""People as git hosts know them: who has which identity, and what July may do there for them."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta

from google.cloud import ndb

from july.config import settings
from july.errors import HostFailed, NotFound
from july.lib import clock
from july.lib.names import is_usable
from july.lib.sealing import seal, unseal
from july.people.models import Identity, LastAccess
from july.people.oauth import Grant, client_of, renew

PURPOSE = "july.people.identities"
LAST_ACCESS = timedelta(days=1)
"""For how long July may still act for somebody who went, at the longest."""
Holder = Identity | LastAccess
"""What keeps an access."""


@dataclass(frozen=True, slots=True)
class Access:
    """What lets July act at a git host for a person."""

    host: str
    url: str
    """Where people reach the host, without a slash at its end."""
    login: str
    token: str
    scopes: frozenset[str]


def identity_key(host: str, id: str) -> ndb.Key:
    """Key of somebody with that id at a host."""
    return ndb.Key(Identity, f"{host}|{id}")


def find_identity(host: str, id: str) -> Identity | None:
    """Somebody with that id at a host, None if nobody here has it."""
    return identity_key(host, id).get() if is_usable(id) else None


def identities_of(person: str) -> list[Identity]:
    """The identities of a person, the oldest first."""
    found = Identity.query(Identity.person == person).fetch()
    return sorted(found, key=lambda identity: (identity.created, identity.key.id()))


def access_of(person: str, host: str) -> Access | None:
    """What lets July act at `host` for the person; None if they have not allowed it, or the host
    takes it no longer.

    A token that ends is renewed, which asks the host: not within a transaction.
    """
    return _access_in(reversed(identities_of(person)), host)


def connected_hosts(person: str) -> set[str]:
    """The hosts where the person has let July act for them, which are not asked for it."""
    offered = {client.host for client in settings().clients}
    return {e.host for e in identities_of(person) if e.host in offered and _stored_grant(e)}


def last_access(identity: Identity) -> LastAccess | None:
    """A row to be put as the identity goes with its person; None if July may do nothing there."""
    if not identity.access:
        return None
    id = f"{identity.person}|{identity.key.id()}"
    return LastAccess(
        id=id,
        person=identity.person,
        host=identity.host,
        access=identity.access,
        since=clock.microseconds(clock.now()),
    )


def last_access_of(person: str, host: str) -> Access | None:
    """As `access_of`, for somebody who went, as long as it is kept."""
    return _access_in(LastAccess.query(LastAccess.person == person).fetch(), host)


def forget_last_access(person: str) -> None:
    """Let July act for somebody who went no more."""
    ndb.delete_multi(LastAccess.query(LastAccess.person == person).fetch(keys_only=True))


def people_out_of_time() -> set[str]:
    """Names of who went so long ago that July is not to act for them any more."""
    before = clock.microseconds(clock.now() - LAST_ACCESS)
    return {row.person for row in LastAccess.query(LastAccess.since < before).fetch()}


def sealed(grant: Grant) -> bytes:
    """What is stored of what a host lets July do."""
    return seal(settings().secret_key, PURPOSE, json.dumps(asdict(grant)))


def _access_in(holders: Iterable[Holder], host: str) -> Access | None:
    try:
        client = client_of(host)
    except NotFound:
        return None
    for holder in holders:
        grant = _current_grant(holder) if holder.host == host else None
        if grant is not None:
            login = holder.login if isinstance(holder, Identity) else ""
            return Access(host, client.url, login, grant.token, frozenset(grant.scopes))
    return None


def _current_grant(holder: Holder) -> Grant | None:
    grant = _stored_grant(holder)
    return _renewed(holder, grant) if grant and grant.is_over else grant


def _stored_grant(holder: Holder | None) -> Grant | None:
    """What was sealed; None too if that was with another key of the site."""
    if holder is None or not holder.access:
        return None
    text = unseal(settings().secret_key, PURPOSE, holder.access)
    if text is None:
        return None
    told = json.loads(text)
    return Grant(told["token"], tuple(told["scopes"]), told["refresh"], told["ends"])


def _renewed(holder: Holder, grant: Grant) -> Grant | None:
    """Another token in place of one that has ended, None if the host gives none.

    It renews a token once: who comes second takes what the first one has got.
    """
    if grant.refresh is None:
        return None
    try:
        fresh = renew(client_of(holder.host), grant)
    except HostFailed:
        stored = _stored_grant(holder.key.get(use_cache=False))
        return stored if stored and not stored.is_over else None
    _keep(holder.key, fresh)
    return fresh


@ndb.transactional(retries=5)
def _keep(key: ndb.Key, grant: Grant) -> None:
    holder = key.get()
    if holder is not None:
        holder.access = sealed(grant)
        holder.put()
