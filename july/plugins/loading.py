"""From what has been discovered to what July can ask: import, check, register."""

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pluggy

from july import stores
from july.errors import PluginFailed
from july.plugins import hooks, kinds
from july.plugins.discovery import discover
from july.plugins.hooks import NAMESPACE, SPECIFICATIONS
from july.plugins.plugin import PRIORITY, Found, Given, Plugin, State
from july.plugins.shipped import FIRST, JULY, SHIPPED

BESIDES = ("apps", "models")
"""Modules of a Django app that Django would import: their faults are the plugin's, not Django's."""
INDEXES = "index.yaml"
"""The composite indexes that a plugin's queries need, beside its modules."""


class Plugins:
    """The plugins of a process, in the order in which they are asked.

    By declared priority, the low ones first; July's own parts before all others.
    """

    def __init__(self, *, strict: bool = False, shipped: Mapping[str, str] = SHIPPED) -> None:
        self._strict = strict
        self._shipped = shipped
        self._july = Plugin(JULY, strict=True, priority=FIRST)
        self._plugins: list[Plugin] = []
        self._registered = pluggy.PluginManager(NAMESPACE)
        self._registered.add_hookspecs(hooks)

    def __iter__(self) -> Iterator[Plugin]:
        """All that were found, failed ones included, in their order."""
        return iter(self._plugins)

    def discover(self, folder: Path, without: tuple[str, ...] = ()) -> None:
        """Find and load all there are. Raises PluginFailed if one fails where that is to stop."""
        for found in discover(folder):
            plugin = Plugin(found, self._strict)
            self._plugins.append(plugin)
            if found.name in without:
                plugin.state = State.OFF
            elif found.fault is not None:
                plugin.fail("discovery", found.fault)
        self._each("import", _import)
        self._sort()
        self._each("on_load", self._register)

    def add(self, found: Found, implementation: object, *, priority: int = PRIORITY) -> Plugin:
        """Take in a plugin that has been imported already, as tests do."""
        plugin = Plugin(found, self._strict, priority=priority, hooks=implementation)
        self._plugins.append(plugin)
        self._sort()
        self._attempt(plugin, "on_load", self._register)
        return plugin

    def ask(self, hook: str, **arguments: object) -> list[Given]:
        """What each has to give for that hook; what one raises is kept as its fault."""
        if hook not in SPECIFICATIONS:
            message = f"there is no hook called {hook!r}"
            raise LookupError(message)
        return [*self._from_july(hook, arguments), *self._from_plugins(hook, arguments)]

    def collect(self, hook: str, take: Callable[[Any], object]) -> None:
        """Hand each single thing that is given for that hook to `take`, which may refuse it."""
        for given in self.ask(hook):
            with given.plugin.answerable(hook):
                things = given.value
                for thing in things.items() if isinstance(things, Mapping) else things:
                    with given.plugin.answerable(hook):
                        take(thing)

    def hooks_of(self, plugin: Plugin) -> list[str]:
        """The hooks that a plugin implements, in the order in which they are declared."""
        return [hook for hook in SPECIFICATIONS if self._implementation(plugin, hook)]

    def _from_july(self, hook: str, arguments: Mapping[str, object]) -> Iterator[Given]:
        if hook in self._shipped:
            implementation = getattr(import_module(self._shipped[hook]), hook)
            yield Given(self._july, implementation(**arguments))

    def _from_plugins(self, hook: str, arguments: Mapping[str, object]) -> Iterator[Given]:
        for plugin in self._plugins:
            implementation = self._implementation(plugin, hook)
            if implementation is None:
                continue
            given = []
            with plugin.answerable(hook):
                wanted = {name: arguments[name] for name in implementation.argnames}
                given.append(Given(plugin, implementation.function(**wanted)))
            yield from given

    def _implementation(self, plugin: Plugin, hook: str) -> pluggy.HookImpl | None:
        """What that plugin has for the hook."""
        every = getattr(self._registered.hook, hook).get_hookimpls()
        return next((each for each in every if each.plugin_name == plugin.name), None)

    def _sort(self) -> None:
        self._plugins.sort(key=lambda plugin: (plugin.priority, plugin.name))

    def _each(self, what: str, step: Callable[[Plugin], None]) -> None:
        for plugin in self._plugins:
            if plugin.state is State.LOADED:
                self._attempt(plugin, what, step)

    def _attempt(self, plugin: Plugin, what: str, step: Callable[[Plugin], None]) -> None:
        """Take one step in loading it; a plugin that fails in it is left out."""
        before = kinds.known()
        try:
            with plugin.giving():
                step(plugin)
            kinds.refuse_taken(before)
        except PluginFailed:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - of other people's code
            kinds.restore(before)
            self._registered.unregister(name=plugin.name)
            plugin.fail(what, error)

    def _register(self, plugin: Plugin) -> None:
        self._registered.register(plugin.hooks, plugin.name)
        self._registered.check_pending()
        on_load = self._implementation(plugin, "on_load")
        if on_load is not None:
            on_load.function()


def _import(plugin: Plugin) -> None:
    """Import its package and whatever of it Django will want."""
    found = plugin.found
    if found.folder is not None and str(found.folder) not in sys.path:
        sys.path.append(str(found.folder))
    module = import_module(found.module)
    plugin.hooks = getattr(module, found.attribute) if found.attribute else module
    plugin.priority = int(getattr(plugin.hooks, "PRIORITY", PRIORITY))
    if hasattr(module, "__path__"):
        plugin.package = Path(str(module.__file__)).parent
        if (plugin.package / INDEXES).is_file():
            stores.add_indexes(plugin.package / INDEXES)
        for name in BESIDES:
            if find_spec(f"{found.module}.{name}"):
                import_module(f"{found.module}.{name}")
