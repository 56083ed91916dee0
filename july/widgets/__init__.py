"""The widgets that ship with July: a folder each, with `widget.py` and `template.html`."""

from functools import lru_cache
from importlib import import_module
from pathlib import Path

from july.hubs.registry import registry
from july.widgets.defaults import DEFAULTS


@lru_cache(maxsize=1)
def load() -> None:
    """Register them all, and what each kind of hub begins with. Django has to be set up."""
    for file in sorted(Path(__file__).parent.glob("*/widget.py")):
        registry.register(import_module(f"{__name__}.{file.parent.name}.widget").WIDGET)
    for kind, placements in DEFAULTS.items():
        registry.set_default(kind, placements)
