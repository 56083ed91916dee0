"""`manage.py repositories OWNER HOST [list | on NAME | off NAME]`."""

from argparse import ArgumentParser
from typing import Any

from july.errors import NotFound
from july.hosts.client import Hosted
from july.hosts.clients import CLIENTS
from july.management.command import JulyCommand
from july.people.identities import Access, access_of
from july.people.queries import find_person
from july.projects.connecting import (
    client_for,
    connections_at,
    may_hook_wholly,
    switch_off,
    switch_on,
)


class Command(JulyCommand):
    help = "Show somebody's repositories and organisations at a connected git host, or switch one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("owner", help="name of the person")
        parser.add_argument("host", choices=list(CLIENTS))
        parser.add_argument("action", nargs="?", default="list", choices=["list", "on", "off"])
        what = "of the repository, octo/hello, or of the organisation, octos"
        parser.add_argument("name", nargs="?", default="", help=what)

    def carry_out(self, **options: Any) -> None:
        owner, access = _access(options["owner"], options["host"])
        if options["action"] == "list":
            self._list(owner, access)
        elif options["action"] == "on":
            self._switch_on(owner, access, options["name"])
        else:
            self._switch_off(owner, access, options["name"])

    def _list(self, owner: str, access: Access) -> None:
        on = connections_at(owner, access.host)
        for each in _all(access):
            self.print_json(
                {
                    "name": each.title,
                    "organisation": each.whole,
                    "on": each.id in on,
                    "admin": each.admin,
                    "private": each.private,
                    "archived": each.archived,
                }
            )

    def _switch_on(self, owner: str, access: Access, name: str) -> None:
        found = next((each for each in _all(access) if each.title == name), None)
        if found is None:
            raise NotFound(
                f"{access.login} has no repository or organisation {name!r} at {access.host}."
            )
        connection = switch_on(owner, access, found.place)
        self.print_json({"name": name, "on": True, "hook": connection.hook})

    def _switch_off(self, owner: str, access: Access, name: str) -> None:
        for connection in connections_at(owner, access.host).values():
            if connection.title == name:
                switch_off(owner, access, connection.repository)
                self.print_json({"name": name, "on": False})
                return
        raise NotFound(f"{name!r} is not switched on.")


def _access(name: str, host: str) -> tuple[str, Access]:
    person = find_person(name)
    access = access_of(person.name, host) if person else None
    if person is None or access is None:
        raise NotFound(f"There is no {name!r} who has connected {host}; it is done on the pages.")
    return person.name, access


def _all(access: Access) -> list[Hosted]:
    """All organisations, if July may set up their hooks, and all repositories, page after page."""
    client = client_for(access)
    found = list(client.organisations()) if may_hook_wholly(access) else []
    listed = client.repositories()
    found += listed.repositories
    while listed.after:
        listed = client.repositories(listed.after)
        found += listed.repositories
    return found
