"""The git hosts of this process: July's own, and those of plugins."""

from collections.abc import Iterator, Mapping

from july import plugins
from july.hosts.host import Host


class KnownHosts(Mapping[str, Host]):
    """All hosts by name, asked for at the first look."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}
        self._whole = False

    def __getitem__(self, name: str) -> Host:
        """The host of that name."""
        return self._known()[name]

    def __iter__(self) -> Iterator[str]:
        """The names, July's own hosts first."""
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def _known(self) -> Mapping[str, Host]:
        if not self._whole:
            self._hosts = {}
            plugins.collect("hosts", self._take)
            self._whole = plugins.opened()
        return self._hosts

    def _take(self, host: Host) -> None:
        for taken in self._hosts.values():
            if host.name == taken.name or host.prefix == taken.prefix:
                message = f"the host {host.name!r} has the name or prefix of {taken.name!r}"
                raise ValueError(message)
        self._hosts[host.name] = host


HOSTS = KnownHosts()
