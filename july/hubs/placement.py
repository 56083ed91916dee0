"""One widget on one hub."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Placement:
    """One widget on one hub."""

    id: str
    """What it is called on its hub: the widget's name, with a number if there are several."""
    widget: str
    column: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Those that are not as they were declared."""

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "id": self.id,
            "widget": self.widget,
            "column": self.column,
            "settings": dict(self.settings),
        }
