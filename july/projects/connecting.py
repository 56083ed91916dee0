"""Switching repositories on and off at their git host, by its API, for their people.

Each step may be repeated: what an attempt that was cut off left behind is found and used again, or
put right.
"""

from contextlib import suppress

from google.cloud import ndb

from july.config import settings
from july.hosts import HOSTS
from july.hosts.client import HostClient, Hosted
from july.hosts.clients import CLIENTS
from july.hosts.oauth import Wish
from july.hosts.refusals import Archived, HostRefusal, NoAdmin, NoOwner, TakenAlready
from july.people.identities import Access, access_of
from july.projects.actions import delete_hook, new_hook
from july.projects.models import Connection, Hook
from july.projects.queries import connections_of, find_hook, hooks_of


def client_for(access: Access) -> HostClient:
    """What asks the host for the person."""
    oauth = HOSTS[access.host].oauth
    assert oauth is not None  # noqa: S101 - access comes from signing in
    return CLIENTS[access.host](oauth.api(access.url), access.token)


def may_hook_wholly(access: Access) -> bool:
    """Whether the person has let July set up hooks of their organisations too."""
    oauth = HOSTS[access.host].oauth
    assert oauth is not None  # noqa: S101 - access comes from signing in
    # Hosts leave out of what they list what another scope includes: only the difference tells.
    more = set(oauth.scopes[Wish.HOOK_WHOLLY].split()) - set(oauth.scopes[Wish.HOOK].split())
    return more <= access.scopes


def switch_on(person: str, access: Access, place: str) -> Connection:
    """Have a repository, or an organisation, deliver here, by a hook of its own or one of the
    person's that is there.

    Raises HostRefusal.
    """
    client = client_for(access)
    repository = client.at(place)
    _require_hookable(client, repository)
    hook, id = _recognised(person, access.host, client, repository)
    if hook is None:
        hook = _own_hook(person, access.host, repository)
        try:
            id = client.create_hook(repository.place, address_of(hook), hook.secret)
        except HostRefusal:
            delete_hook(hook)
            raise
    connection = Connection(
        key=connection_key(person, access.host, repository.id),
        owner=person,
        host=access.host,
        repository=repository.id,
        place=repository.place,
        title=repository.title,
        hook=hook.id,
        remote=id,
    )
    connection.put()
    return connection


def switch_off(person: str, access: Access, repository: str) -> None:
    """Have it deliver no longer. A hook that was only for it is removed here too.

    Raises HostRefusal; then everything is as it was.
    """
    connection = connection_key(person, access.host, repository).get()
    if connection is None:
        return
    client_for(access).delete_hook(connection.place, connection.remote)
    hook = find_hook(connection.hook)
    if hook is not None and hook.repository is not None:
        delete_hook(hook)
    connection.key.delete()


def remove_hook(hook: Hook) -> None:
    """Take nothing more through a hook of somebody's.

    One that July has set up is removed at its host too, if that lets July do so; may be repeated.
    """
    access = access_of(hook.owner, hook.host) if hook.repository is not None else None
    if access is not None:
        with suppress(HostRefusal):
            switch_off(hook.owner, access, hook.repository)
    delete_hook(hook)


def ping(person: str, access: Access, repository: str) -> bool:
    """Have the host send something through a repository's hook now; False where it can't.

    Raises HostRefusal.
    """
    connection = connection_key(person, access.host, repository).get()
    return bool(connection) and client_for(access).ping(connection.place, connection.remote)


def connections_at(person: str, host: str) -> dict[str, Connection]:
    """The person's repositories there that are switched on, by the host's id; those of hooks that
    were removed here are none.
    """
    known = {hook.id for hook in hooks_of(person)}
    connections = connections_of(person, host)
    return {each.repository: each for each in connections if each.hook in known}


def connection_key(person: str, host: str, repository: str) -> ndb.Key:
    """Key of a repository that is switched on."""
    return ndb.Key(Connection, f"{person}|{host}|{repository}")


def address_of(hook: Hook) -> str:
    """Where a hook's deliveries come in."""
    return f"{_base(hook.host)}{hook.id}"


def _base(host: str) -> str:
    return f"{settings().base_url}/api/v1/{host}/"


def _require_hookable(client: HostClient, repository: Hosted) -> None:
    if repository.archived:
        raise Archived(client.title)
    if not repository.admin:
        raise NoOwner(client.title) if repository.whole else NoAdmin(client.title)


def _recognised(
    person: str, host: str, client: HostClient, repository: Hosted
) -> tuple[Hook | None, str]:
    """The person's own hook that is at the repository already, and the host's id of it.

    What is there of hooks that were removed here goes. Raises TakenAlready for somebody else's.
    """
    others = False
    for there in client.hooks(repository.place):
        if not there.url.startswith(_base(host)):
            continue
        hook = find_hook(there.url.removeprefix(_base(host)))
        if hook is None:
            client.delete_hook(repository.place, there.id)
        elif hook.owner == person:
            return hook, there.id
        else:
            others = True
    if others:
        raise TakenAlready(client.title)
    return None, ""


def _own_hook(person: str, host: str, repository: Hosted) -> Hook:
    """A hook for that repository alone, which an attempt that was cut off may have left."""
    for left in hooks_of(person):
        if (left.host, left.repository) == (host, repository.id):
            return left
    hook = new_hook(person, host)
    hook.repository, hook.title = repository.id, repository.title
    hook.put()
    return hook
