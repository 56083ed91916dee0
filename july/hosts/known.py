"""The git hosts of this process: July's own, and those of plugins."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from july import plugins
from july.hosts.host import Headers, Host
from july.hosts.values import Content
from july.plugins import Plugin

_NAME = re.compile(r"[a-z][a-z0-9]{0,19}")
TAKEN = frozenset(
    {
        "boards",
        "commits",
        "deliveries",
        "games",
        "hubs",
        "languages",
        "live",
        "locations",
        "people",
        "projects",
        "stats",
        "streams",
        "teams",
    }
)
"""Names that a host can't have: the API's own addresses begin with them."""


class KnownHosts(Mapping[str, Host]):
    """All hosts by name, asked for at the first look."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}
        self._of: object = None

    def __getitem__(self, name: str) -> Host:
        """The host of that name."""
        return self._known()[name]

    def __iter__(self) -> Iterator[str]:
        """The names, July's own hosts first."""
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def _known(self) -> Mapping[str, Host]:
        if self._of is None or self._of is not plugins.present():
            self._hosts = {}
            plugins.collect("hosts", self._take)
            self._of = plugins.present()
        return self._hosts

    def title_of(self, name: str) -> str:
        """What the host of that name is called; its name if its plugin is gone."""
        host = self.get(name)
        return host.title if host else name

    def _take(self, host: object) -> None:
        if not isinstance(host, Host):
            message = f"{host!r} is no Host"
            raise TypeError(message)
        if not _NAME.fullmatch(host.name) or not _NAME.fullmatch(host.prefix):
            message = f"{host.name!r} and {host.prefix!r} must be lower case letters and digits"
            raise ValueError(message)
        if host.name in TAKEN:
            message = f"the API has something else at /api/v1/{host.name}"
            raise ValueError(message)
        for taken in self._hosts.values():
            if host.name == taken.name or host.prefix == taken.prefix:
                message = f"the host {host.name!r} has the name or prefix of {taken.name!r}"
                raise ValueError(message)
        self._hosts[host.name] = _measured(host, plugins.giver())


def _measured(host: Host, plugin: Plugin | None) -> Host:
    """The host, whose reading of deliveries is known as the work of the plugin that gave it."""
    if plugin is None:
        return host

    def parse(headers: Headers, body: bytes) -> Content:
        with plugin.at_work(f"host {host.name}"):
            return host.parse(headers, body)

    def verify(headers: Headers, body: bytes, secret: str) -> bool:
        with plugin.at_work(f"host {host.name}"):
            return host.verify(headers, body, secret)

    return replace(host, parse=parse, verify=verify)


HOSTS = KnownHosts()
