"""Which widgets stand where on a hub, and how each is set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from july.errors import BadField, NotFound
from july.hubs.contract import COLUMNS, Widget
from july.hubs.placement import Placement
from july.hubs.registry import registry
from july.hubs.settings import read_settings

MOST = 30
"""Widgets on one hub."""


@dataclass(frozen=True, slots=True)
class Layout:
    """All widgets of a hub, in their order."""

    placements: tuple[Placement, ...]

    def column(self, name: str) -> tuple[Placement, ...]:
        """Those of one column."""
        return tuple(each for each in self.placements if each.column == name)

    def find(self, id: str) -> Placement:
        """The one with that id. Raises NotFound."""
        for each in self.placements:
            if each.id == id:
                return each
        message = _("There is no widget %(id)r on this hub.") % {"id": id}
        raise NotFound(message, field="id")

    def add(self, widget: Widget, settings: Mapping[str, Any]) -> "Layout":
        """With one more widget, at the end of the column it is made for."""
        taken = {each.id for each in self.placements}
        numbers = (f"{widget.name}-{number}" for number in range(2, MOST + 2))
        id = widget.name if widget.name not in taken else next(n for n in numbers if n not in taken)
        return Layout((*self.placements, Placement(id, widget.name, widget.column, settings)))

    def remove(self, id: str) -> "Layout":
        """Without that widget. Raises NotFound."""
        gone = self.find(id)
        return Layout(tuple(each for each in self.placements if each is not gone))

    def configure(self, id: str, settings: Mapping[str, Any]) -> "Layout":
        """With other settings for that widget. Raises NotFound."""
        old = self.find(id)
        new = replace(old, settings=settings)
        return Layout(tuple(new if each is old else each for each in self.placements))

    def move(self, id: str, column: str, position: int) -> "Layout":
        """With that widget as number `position`, from 0 on, of a column. Raises NotFound."""
        moved = replace(self.find(id), column=column)
        others = [each for each in self.placements if each.id != id]
        before = [each for each in others if each.column == column][: max(position, 0)]
        at = others.index(before[-1]) + 1 if before else 0
        return Layout((*others[:at], moved, *others[at:]))

    def as_json(self) -> list[dict[str, Any]]:
        """As it is stored."""
        return [each.as_json() for each in self.placements]


def check_layout(layout: Layout, kind: str) -> Layout:
    """The layout, if hubs of that kind can have it.

    Raises BadField, which names what is wrong: `widgets[2].settings.limit`.
    """
    if len(layout.placements) > MOST:
        raise BadField(f"A hub has at most {MOST} widgets.", field="widgets")
    ids = [each.id for each in layout.placements]
    for number, each in enumerate(layout.placements):
        where = f"widgets[{number}]"
        if ids.index(each.id) < number:
            raise BadField(f"Two widgets are called {each.id!r}.", field=f"{where}.id")
        if each.column not in COLUMNS:
            allowed = f"A column is one of {', '.join(COLUMNS)}."
            raise BadField(allowed, field=f"{where}.column")
        _check_widget(each, kind, where)
    return layout


def _check_widget(placement: Placement, kind: str, where: str) -> None:
    try:
        widget = registry.find(placement.widget)
    except NotFound as error:
        raise BadField(error.message, field=f"{where}.widget") from None
    if widget.fixed or kind not in widget.kinds:
        message = f"The widget {widget.name!r} can't be put on this hub."
        raise BadField(message, field=f"{where}.widget")
    try:
        read_settings(widget.settings, placement.settings)
    except BadField as error:
        raise BadField(error.message, field=f"{where}.settings.{error.field}") from None


def read_layout(stored: list[dict[str, Any]]) -> Layout:
    """A layout as it was stored, without widgets that are not there any more."""
    return Layout(tuple(Placement(**each) for each in stored if each["widget"] in registry))


def default_layout(kind: str) -> Layout:
    """What hubs of that kind have to begin with."""
    return Layout(registry.default(kind))
