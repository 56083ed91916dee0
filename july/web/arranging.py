"""Arranging a hub: what its owner's forms ask for, and what the page that has them shows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from july.errors import BadField
from july.hubs.contract import COLUMNS, Widget
from july.hubs.layouts import Layout
from july.hubs.placement import Placement
from july.hubs.registry import registry
from july.hubs.settings import Choice, Setting, Switch, Text, Values, read_settings
from july.hubs.subjects import Subject

SHOWN = 60
"""Characters of a setting's text in a summary."""
Change = Callable[[Layout], Layout]
Posted = Mapping[str, str]
"""What a form sent."""


class SettingsForm(forms.Form):
    """The settings of one widget, made from its declaration."""

    def __init__(
        self, id: str, declared: tuple[Setting, ...], settings: Values, posted: Posted | None
    ) -> None:
        initial = read_settings(declared, settings)
        super().__init__(posted, initial=initial, prefix="s", auto_id=f"{id}-%s")
        self._declared = declared
        for setting in declared:
            self.fields[setting.name] = setting.form_field()

    def clean(self) -> dict[str, Any]:
        """Let the declaration have the last word."""
        for setting in self._declared:
            if setting.name in self.cleaned_data and setting.name not in self.errors:
                try:
                    read_settings((setting,), self._given(setting))
                except BadField as error:
                    self.add_error(setting.name, error.message)
        return self.cleaned_data

    def chosen(self) -> dict[str, Any]:
        """Those that are not as they were declared."""
        given = {name: each for one in self._declared for name, each in self._given(one).items()}
        read = read_settings(self._declared, given)
        return {
            setting.name: read[setting.name]
            for setting in self._declared
            if read[setting.name] != setting.default
        }

    def _given(self, setting: Setting) -> dict[str, Any]:
        """What was filled in; an empty number or choice is as declared."""
        value = self.cleaned_data[setting.name]
        empty = value is None or (value == "" and isinstance(setting.check, Choice))
        return {} if empty else {setting.name: value}


@dataclass(frozen=True, slots=True)
class Card:
    """One widget on the page that arranges them."""

    id: str
    title: Text
    about: Text
    summary: str
    """Its settings in a line."""
    form: SettingsForm | None
    first: bool
    last: bool
    opened: bool
    """Whether its settings are shown."""


def cards(layout: Layout, column: str, filled: SettingsForm | None, id: str) -> Iterator[Card]:
    """The widgets of a column; that with `id` with the form as somebody has filled it."""
    placements = layout.column(column)
    for number, each in enumerate(placements):
        widget = registry.find(each.widget)
        opened = filled is not None and each.id == id
        form = filled if opened else settings_form(each)
        yield Card(
            id=each.id,
            title=widget.title,
            about=widget.about,
            summary=_summary(widget, each),
            form=form,
            first=number == 0,
            last=number == len(placements) - 1,
            opened=opened,
        )


def settings_form(placement: Placement, posted: Posted | None = None) -> SettingsForm | None:
    """The form of a widget's settings; None if it has none."""
    declared = registry.find(placement.widget).settings
    if not declared:
        return None
    return SettingsForm(placement.id, declared, placement.settings, posted)


def offered(subject: Subject) -> list[Widget]:
    """What the owner of a hub may put on it."""
    return [each for each in registry if not each.fixed and subject.kind in each.kinds]


def change_for(command: str, posted: Posted, form: SettingsForm | None) -> Change:
    """What a posted form does to a layout. Raises BadField for what it can't."""
    id = posted[command]
    if command == "configure":
        if form is None or not form.is_valid():
            raise BadField(_("Something in these settings can't be."), field="settings")
        settings = form.chosen()
        return lambda layout: layout.configure(id, settings)
    if command == "move":
        column, position = _column(posted), _position(posted)
        return lambda layout: layout.move(id, column, position)
    return _CHANGES[command](id)


_CHANGES: Mapping[str, Callable[[str], Change]] = {
    "up": lambda id: lambda layout: layout.nudge(id, -1),
    "down": lambda id: lambda layout: layout.nudge(id, 1),
    "across": lambda id: lambda layout: layout.across(id),
    "remove": lambda id: lambda layout: layout.remove(id),
    "add": lambda id: lambda layout: layout.add(registry.find(id), {}),
}
COMMANDS = (*_CHANGES, "move", "configure")
"""Names of the buttons; the value of each is the id of a widget, or the name of one to add."""


def _column(posted: Posted) -> str:
    column = posted.get("column", "")
    if column not in COLUMNS:
        allowed = ", ".join(COLUMNS)
        raise BadField(f"A column is one of {allowed}.", field="column")
    return column


def _position(posted: Posted) -> int:
    text = posted.get("position", "")
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise BadField("A position is a whole number from 0 on.", field="position")
    return int(text)


def _summary(widget: Widget, placement: Placement) -> str:
    values = read_settings(widget.settings, placement.settings)
    return " · ".join(filter(None, (_said(each, values[each.name]) for each in widget.settings)))


def _said(setting: Setting, value: object) -> str:
    """A setting in words; nothing for one that is off or empty."""
    if isinstance(setting.check, Switch):
        return str(setting.label) if value else ""
    if isinstance(setting.check, Choice):
        value = setting.check.options[str(value)]
    text = " ".join(str(value).split())
    cut = f"{text[:SHOWN]}…" if len(text) > SHOWN else text
    return f"{setting.label}: {cut}" if text else ""
