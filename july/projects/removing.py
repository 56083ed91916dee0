"""Hooks at git hosts of people who go: which are removed there, which stay, and the removing."""

from dataclasses import dataclass

from july.hosts.refusals import HostAway, HostRefusal, RateLimited, StrangeAnswer
from july.people.identities import connected_hosts, forget_last_access, last_access_of
from july.projects.connecting import client_for
from july.projects.models import Connection, Hook
from july.projects.queries import hooks_of

PASSING = (HostAway, RateLimited, StrangeAnswer)
"""Refusals after which the same may be done later."""


@dataclass(frozen=True, slots=True)
class Fates:
    """What becomes at the hosts of somebody's hooks when they go."""

    removed: tuple[Connection, ...]
    """Where July removes them."""
    staying: tuple[Connection, ...]
    """Where July can't: the host is not connected any more."""
    pasted: tuple[Hook, ...]
    """Those set up by hand. Where else they are, only their owner knows."""


def fates_of_hooks(owner: str) -> Fates:
    """What would become of a person's hooks; no host is asked."""
    hooks, hosts = hooks_of(owner), connected_hosts(owner)
    connections = sorted(_connections(owner), key=lambda each: (each.host, each.title))
    return Fates(
        removed=tuple(each for each in connections if each.host in hosts),
        staying=tuple(each for each in connections if each.host not in hosts),
        pasted=tuple(hook for hook in hooks if hook.repository is None),
    )


def remove_hooks(name: str) -> list[HostRefusal]:
    """Have the hosts remove all hooks of who went, then forget what let July do so.

    Gives the refusals after which it is worth being done once more, by hosts that can't just now;
    what a host refuses for good stays there. May be repeated.
    """
    passing: list[HostRefusal] = []
    for connection in _connections(name):
        refusal = _remove(name, connection)
        if isinstance(refusal, PASSING):
            passing.append(refusal)
        else:
            connection.key.delete()
    if not passing:
        forget_last_access(name)
    return passing


def give_up(name: str) -> None:
    """Leave at the hosts what is still there."""
    for connection in _connections(name):
        connection.key.delete()
    forget_last_access(name)


def _connections(owner: str) -> list[Connection]:
    return list(Connection.query(Connection.owner == owner).fetch())


def _remove(name: str, connection: Connection) -> HostRefusal | None:
    access = last_access_of(name, connection.host)
    if access is None:
        return None
    try:
        client_for(access).delete_hook(connection.place, connection.remote)
    except HostRefusal as refusal:
        return refusal
    return None
