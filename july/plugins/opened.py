"""The plugins of this process, loaded when somebody first asks."""

from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any

from july import config
from july.config import Settings
from july.errors import NotFound, PluginFailed
from july.plugins.loading import Plugins
from july.plugins.plugin import Given, Plugin

_opened: Plugins | None = None
_half_open: Plugins | None = None
"""What there is while they are loaded: for what plugins themselves ask when they are imported."""
_opening = RLock()


def open_plugins(settings: Settings) -> Plugins:
    """The plugins that `settings` choose; opening twice gives the same ones.

    Raises PluginFailed if one fails where JULY_PLUGINS_STRICT is set.
    """
    global _opened, _half_open  # noqa: PLW0603 - one set of plugins a process
    with _opening:
        if _opened is None and _half_open is None:
            _half_open = Plugins(strict=settings.plugins_strict)
            try:
                _half_open.discover(settings.plugins, settings.without_plugins)
                _opened = _half_open
            finally:
                _half_open = None
        found = _opened or _half_open
        assert found is not None  # noqa: S101 - one of them has just been made
        return found


def opened() -> bool:
    """Whether all have been loaded: what is asked before is not all there will be."""
    return _opened is not None


def present() -> Plugins | None:
    """The plugins of now, for whoever keeps what they gave; None until all have been loaded."""
    return _opened


def insist() -> None:
    """From now on a fault of a plugin ends the process. Raises PluginFailed if one has failed."""
    for plugin in _plugins():
        plugin.strict = True
        if plugin.faults:
            message = f"the plugin {plugin.name} failed in {plugin.faults[0]}"
            raise PluginFailed(message)


def close_plugins() -> None:
    """Forget them; whoever asks next loads anew what is there. For tests."""
    global _opened  # noqa: PLW0603
    with _opening:
        _opened = None


def all_plugins() -> list[Plugin]:
    """All that were found, failed ones included, in the order in which they are asked."""
    return list(_plugins())


def find_plugin(name: str) -> Plugin:
    """The plugin of that name. Raises NotFound."""
    found = next((plugin for plugin in _plugins() if plugin.name == name), None)
    if found is None:
        raise NotFound(f"There is no plugin called {name!r}.")
    return found


def owner_of(module: str) -> Plugin | None:
    """The plugin of whose package a module is; None if it is July's or a library's."""
    if module.startswith("july."):
        return None
    return next((each for each in _plugins() if each.owns(module)), None)


def static_folders() -> dict[str, Path]:
    """The folders of files that browsers load from `/static/NAME/`, by the plugin's name."""
    return {plugin.name: plugin.static for plugin in _plugins() if plugin.static is not None}


def hooks_of(plugin: Plugin) -> list[str]:
    """The hooks that a plugin implements, in the order in which they are declared."""
    return _plugins().hooks_of(plugin)


def ask(hook: str, **arguments: object) -> list[Given]:
    """What each has to give for that hook, July's own first; faults are kept with the plugin."""
    return _plugins().ask(hook, **arguments)


def collect(hook: str, take: Callable[[Any], object]) -> None:
    """Hand each single thing given for that hook to `take`; if that raises, it is a fault too."""
    _plugins().collect(hook, take)


def _plugins() -> Plugins:
    return _opened or open_plugins(config.settings())
