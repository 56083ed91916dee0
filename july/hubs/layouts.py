"""Which widgets stand where on a hub, and how each is set."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from july.errors import BadField, NotFound
from july.hubs.contract import COLUMNS, Widget
from july.hubs.placement import Placement
from july.hubs.registry import registry
from july.hubs.settings import Setting, Words, read_settings
from july.live.services import serializer
from july.people.wording import require_decent

MOST = 30
"""Widgets on one hub."""
LARGEST = 200_000
"""Bytes of a layout as it is stored, with some earlier ones beside it."""
_ID = re.compile(r"[a-z][a-z0-9-]{0,59}")


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

    def nudge(self, id: str, steps: int) -> "Layout":
        """With that widget so many places further down its column. Raises NotFound."""
        column = self.find(id).column
        at = [each.id for each in self.column(column)].index(id)
        return self.move(id, column, max(at + steps, 0))

    def across(self, id: str) -> "Layout":
        """With that widget at the end of the other column. Raises NotFound."""
        (other,) = set(COLUMNS) - {self.find(id).column}
        return self.move(id, other, MOST)

    def newest(self, widget: str) -> str:
        """Id of the last of those widgets on the hub. Raises NotFound."""
        for each in reversed(self.placements):
            if each.widget == widget:
                return each.id
        message = _("There is no widget %(id)r on this hub.") % {"id": widget}
        raise NotFound(message, field="widget")

    def as_json(self) -> list[dict[str, Any]]:
        """As it is stored."""
        return [each.as_json() for each in self.placements]


def check_layout(layout: Layout, kind: str) -> Layout:
    """The layout, if hubs of that kind can have it.

    Raises BadField, which names what is wrong: `widgets[2].settings.limit`.
    """
    if len(layout.placements) > MOST:
        message = _("A hub has at most %(most)s widgets.") % {"most": MOST}
        raise BadField(message, field="widgets")
    if len(serializer.encode(layout.as_json())) > LARGEST:
        message = f"The texts of all widgets together have more than {LARGEST:,} bytes."
        raise BadField(message, field="widgets")
    fixed = {widget.name for widget in registry.fixed(kind)}
    ids = [each.id for each in layout.placements]
    for number, each in enumerate(layout.placements):
        where = f"widgets[{number}]"
        if ids.index(each.id) < number:
            raise BadField(f"Two widgets are called {each.id!r}.", field=f"{where}.id")
        if each.column not in COLUMNS:
            allowed = f"A column is one of {', '.join(COLUMNS)}."
            raise BadField(allowed, field=f"{where}.column")
        _check_widget(each, kind, where)
        if not _ID.fullmatch(each.id) or each.id in fixed:
            message = "An id has lower case letters, digits and dashes, and is not taken already."
            raise BadField(message, field=f"{where}.id")
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
        values = read_settings(widget.settings, placement.settings)
        for setting in widget.settings:
            if isinstance(setting.check, Words):
                require_decent(values[setting.name], field=setting.name)
    except BadField as error:
        raise BadField(error.message, field=f"{where}.settings.{error.field}") from None


def layout_from(given: object) -> Layout:
    """A layout as somebody sent it: a list as `as_json` gives it, settings left out or not.

    Raises BadField for what has not the shape of one; `check_layout` sees to the rest.
    """
    if not isinstance(given, list):
        raise BadField("A layout is a list of widgets.", field="widgets")
    return Layout(tuple(_placements(given[: MOST + 1])))


def _placements(given: list[object]) -> Iterator[Placement]:
    for number, each in enumerate(given):
        where = f"widgets[{number}]"
        if not isinstance(each, dict):
            raise BadField('A widget is {"id", "widget", "column", "settings"}.', field=where)
        unknown = set(each) - {"id", "widget", "column", "settings"}
        if unknown:
            name = min(unknown)
            raise BadField(f"A widget has no {name[:50]!r}.", field=f"{where}.{name[:50]}")
        id, widget, column = (_text(each, name, where) for name in ("id", "widget", "column"))
        settings = each.get("settings", {})
        if not isinstance(settings, dict):
            raise BadField("Settings are an object.", field=f"{where}.settings")
        yield Placement(id, widget, column, settings)


def _text(given: Mapping[str, object], name: str, where: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise BadField(f"The {name} of a widget must be a text.", field=f"{where}.{name}")
    return value


def read_layout(stored: list[dict[str, Any]]) -> Layout:
    """A layout as it was stored, without what another version of July or of a plugin left in it:
    widgets that are not there any more, settings that can't be any more."""
    placements = (Placement(**each) for each in stored if each["widget"] in registry)
    return Layout(tuple(replace(each, settings=_readable(each)) for each in placements))


def _readable(placement: Placement) -> dict[str, Any]:
    declared = registry.find(placement.widget).settings
    return {
        name: each for name, each in placement.settings.items() if _can_be(declared, name, each)
    }


def _can_be(declared: tuple[Setting, ...], name: str, value: object) -> bool:
    try:
        read_settings(declared, {name: value})
    except BadField:
        return False
    return True


def default_layout(kind: str) -> Layout:
    """What hubs of that kind have to begin with."""
    return Layout(registry.default(kind))
