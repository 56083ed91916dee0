"""The widgets that ship with July: a folder each, with `widget.py` and `template.html`.

Importing this registers them all, and what each kind of hub begins with.
"""

from importlib import import_module
from pathlib import Path

from july.hubs.registry import registry
from july.widgets.defaults import DEFAULTS

for _file in sorted(Path(__file__).parent.glob("*/widget.py")):
    registry.register(import_module(f"{__name__}.{_file.parent.name}.widget").WIDGET)

for _kind, _placements in DEFAULTS.items():
    registry.set_default(_kind, _placements)
