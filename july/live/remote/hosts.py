"""The hosts of this process: those of the settings, and those that plugins have made."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakSet

from july.config import settings
from july.errors import ConfigurationError, NotFound
from july.live.remote.host import Host

if TYPE_CHECKING:
    from july.lib.remote_services import RemoteHost, RemoteServices


class Hosts:
    """All of them. Safe to use from any thread."""

    def __init__(self) -> None:
        self._configured: Mapping[str, Host] = {}
        self._by: RemoteServices | None = None
        """The settings by which they were made."""
        self._all: WeakSet[Host] = WeakSet()
        self._lock = Lock()

    def make(self, name: str, how: "RemoteHost") -> Host:
        """A host of one's own, which ends with the server as the others do."""
        host = Host(name, how)
        with self._lock:
            self._all.add(host)
        return host

    def configured(self) -> Mapping[str, Host]:
        """Those of the file JULY_REMOTE_SERVICES, by name."""
        by = settings().remote_services
        with self._lock:
            if by is self._by:
                return self._configured
            self._by = by
            self._configured = (
                {name: Host(name, how) for name, how in by.hosts.items()} if by else {}
            )
            self._all.update(self._configured.values())
            return self._configured

    def begin(self) -> None:
        """The server starts: hosts connect when they are needed."""
        for host in self._listed():
            host.begin()

    def end(self) -> None:
        """The server stops: no connection and no thread is left.

        All at once, since one that is just being connected to may take some seconds.
        """
        listed = self._listed()
        with ThreadPoolExecutor(max(1, len(listed)), "july-ending") as threads:
            list(threads.map(Host.end, listed))

    def _listed(self) -> list[Host]:
        with self._lock:
            return list(self._all)


hosts = Hosts()
"""Of this process."""


def find_host(name: str) -> Host:
    """The host of that name in JULY_REMOTE_SERVICES. Raises NotFound."""
    found = hosts.configured().get(name)
    if found is None:
        raise NotFound(f"JULY_REMOTE_SERVICES names no host {name!r}.")
    return found


def find_elsewhere(namespace: str) -> tuple[Host, str] | None:
    """Where the services called so here are by configuration, and what they are called there;
    None if they are here."""
    told = settings().remote_services
    place = told.services.get(namespace) if told else None
    return (hosts.configured()[place.host], place.namespace) if place else None


def place_of(method: str) -> tuple[Host, str]:
    """The host of a service, and its name there.

    Raises ConfigurationError if its namespace is not elsewhere.
    """
    namespace, _, function = method.rpartition(".")
    found = find_elsewhere(namespace)
    if found is None:
        message = f"JULY_REMOTE_SERVICES names no host for {namespace!r}, of {method}"
        raise ConfigurationError(message, field="JULY_REMOTE_SERVICES")
    return found[0], f"{found[1]}.{function}"


def namespaces() -> tuple[str, ...]:
    """All that are elsewhere, as they are called here."""
    told = settings().remote_services
    return tuple(told.services) if told else ()
