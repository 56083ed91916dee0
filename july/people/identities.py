"""People as git hosts know them: who has which identity, and what July may do there for them."""

import json
from dataclasses import asdict, dataclass

from google.cloud import ndb

from july.config import settings
from july.errors import HostFailed, NotFound
from july.lib.names import is_usable
from july.lib.sealing import seal, unseal
from july.people.models import Identity
from july.people.oauth import Grant, client_of, renew

PURPOSE = "july.people.identities"


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
    try:
        client = client_of(host)
    except NotFound:
        return None
    for identity in reversed(identities_of(person)):
        grant = _current_grant(identity) if identity.host == host else None
        if grant is not None:
            return Access(host, client.url, identity.login, grant.token, frozenset(grant.scopes))
    return None


def sealed(grant: Grant) -> bytes:
    """What is stored of what a host lets July do."""
    return seal(settings().secret_key, PURPOSE, json.dumps(asdict(grant)))


def _current_grant(identity: Identity) -> Grant | None:
    text = unseal(settings().secret_key, PURPOSE, identity.access) if identity.access else None
    if text is None:
        return None
    stored = json.loads(text)
    grant = Grant(stored["token"], tuple(stored["scopes"]), stored["refresh"], stored["ends"])
    return _renewed(identity, grant) if grant.is_over else grant


def _renewed(identity: Identity, grant: Grant) -> Grant | None:
    """Another token in place of one that has ended, None if the host gives none."""
    if grant.refresh is None:
        return None
    try:
        fresh = renew(client_of(identity.host), grant)
    except HostFailed:
        return None
    _keep(identity.key, fresh)
    return fresh


@ndb.transactional(retries=5)
def _keep(key: ndb.Key, grant: Grant) -> None:
    identity = key.get()
    if identity is not None:
        identity.access = sealed(grant)
        identity.put()
