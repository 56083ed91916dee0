"""`manage.py plugins`."""

from importlib import import_module
from typing import Any

from july import api, plugins
from july.live.services import load
from july.management.command import PlainCommand
from july.plugins import Plugin

ASKS = ("july.main.urls", api.__name__)
"""Modules that ask for what plugins give: their faults are known afterwards."""


class Command(PlainCommand):
    help = "Show which plugins were found, what each gives, and what is wrong with it."

    def carry_out(self, **options: Any) -> None:
        del options
        load()
        for name in ASKS:
            import_module(name)
        for plugin in plugins.all_plugins():
            self.print_json(_shown(plugin))


def _shown(plugin: Plugin) -> dict[str, Any]:
    return {
        "name": plugin.name,
        "version": plugin.found.version,
        "summary": plugin.found.summary,
        "state": plugin.state,
        "from": str(plugin.found.folder or "installed"),
        "priority": plugin.priority,
        "gives": plugins.hooks_of(plugin),
        "place": plugin.place,
        "faults": plugin.faults,
    }
