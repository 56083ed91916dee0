"""`manage.py hooks OWNER [list | rotate ID | remove ID]`."""

from argparse import ArgumentParser
from typing import Any

from july.errors import NotFound
from july.lib import clock
from july.management.command import JulyCommand
from july.people.queries import find_person
from july.projects.connecting import address_of, remove_hook
from july.projects.models import Hook
from july.projects.queries import deliveries_to, find_own_hook, health_of, hooks_of, state_of
from july.projects.rotation import rotate

LOOKED_AT = 100


class Command(JulyCommand):
    help = "Show the hooks of a person, give one another secret, or remove it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("owner", help="name of the person")
        parser.add_argument(
            "action",
            nargs="?",
            default="list",
            choices=["list", "rotate", "remove"],
            help="rotate prints another secret; the one before stays good for a day at most",
        )
        parser.add_argument("id", nargs="?", help="of the hook, to rotate or remove")

    def carry_out(self, **options: Any) -> None:
        owner = find_person(options["owner"])
        if owner is None:
            raise NotFound(f"There is no person called {options['owner']!r}.")
        if options["action"] == "list":
            for hook in hooks_of(owner.name):
                self.print_json(_described(hook))
            return
        self._change(options["action"], _own_hook(owner.name, options["id"]))

    def _change(self, action: str, hook: Hook) -> None:
        if action == "rotate":
            rotated = rotate(hook.id)
            self.print_json({"id": hook.id, "url": address_of(hook), "secret": rotated.secret})
        else:
            remove_hook(hook)
            self.print_json({"id": hook.id, "removed": True})


def _own_hook(owner: str, id: str | None) -> Hook:
    hook = find_own_hook(owner, id or "")
    if hook is None:
        raise NotFound(f"{owner} has no hook {id!r}; `manage.py hooks {owner}` lists them.")
    return hook


def _described(hook: Hook) -> dict[str, object]:
    health = health_of(deliveries_to(hook.id, LOOKED_AT))
    last = clock.from_microseconds(health.last).isoformat() if health.last else None
    return {
        "id": hook.id,
        "host": hook.host,
        "repository": hook.title,
        "url": address_of(hook),
        "state": state_of(hook),
        "last": last,
        "deliveries": health.deliveries,
        "taken": health.taken,
    }
