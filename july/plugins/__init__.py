"""Plugins: packages by other people that July finds and runs; its own parts use the same hooks.

    from july import plugins

    for given in plugins.ask("widgets"):
        print(given.plugin.name, given.value)

`hooks.py` declares what can be given. A plugin is found by its entry point or in the folder
JULY_PLUGINS, loaded by name, and never imported by July's code; one that fails costs nobody else
anything (docs/plugins/).
"""

from july.plugins.hooks import hookimpl
from july.plugins.opened import (
    all_plugins,
    ask,
    close_plugins,
    collect,
    find_plugin,
    hooks_of,
    insist,
    open_plugins,
    opened,
    owner_of,
    present,
    static_folders,
)
from july.plugins.plugin import Given, Plugin, State, giver
from july.plugins.project import DjangoProject

__all__ = [
    "DjangoProject",
    "Given",
    "Plugin",
    "State",
    "all_plugins",
    "ask",
    "close_plugins",
    "collect",
    "find_plugin",
    "giver",
    "hookimpl",
    "hooks_of",
    "insist",
    "open_plugins",
    "opened",
    "owner_of",
    "present",
    "static_folders",
]
