"""The widgets that ship with July: a folder each, with `widget.py` and `template.html`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from july import plugins
from july.hubs.contract import Widget
from july.hubs.placement import Placement
from july.hubs.registry import registry
from july.plugins import hookimpl
from july.widgets.defaults import DEFAULTS


@hookimpl
def widgets() -> Iterator[Widget]:
    """All of them, by the names of their folders."""
    for file in sorted(Path(__file__).parent.glob("*/widget.py")):
        yield import_module(f"{__name__}.{file.parent.name}.widget").WIDGET


@hookimpl
def hub_defaults() -> Mapping[str, Sequence[Placement]]:
    """What each kind of hub begins with."""
    return DEFAULTS


@lru_cache(maxsize=1)
def load() -> None:
    """Register July's widgets and those of plugins, and what each kind of hub begins with.

    Django has to be set up.
    """
    plugins.collect("widgets", registry.register)
    plugins.collect("hub_defaults", lambda given: registry.add_default(*given))
