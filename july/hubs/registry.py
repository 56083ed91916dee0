"""Which widgets there are, and which of them a hub has to begin with."""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext as _

from july import plugins
from july.errors import NotFound
from july.hubs.contract import COLUMNS, Widget
from july.hubs.placement import Placement
from july.hubs.settings import read_settings
from july.hubs.subjects import KINDS
from july.plugins import Plugin

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


class Registry:
    """The widgets of this process, by name."""

    def __init__(self) -> None:
        self._widgets: dict[str, Widget] = {}
        self._plugins: dict[str, Plugin | None] = {}
        self._defaults: dict[str, tuple[Placement, ...]] = {}

    def register(self, widget: Widget) -> None:
        """Offer a widget. Raises ValueError that names the widget and what is wrong with it."""
        for fault in _faults(widget):
            message = f"the widget {widget.name!r} can't be registered: {fault}"
            raise ValueError(message)
        if widget.name in self._widgets:
            message = f"a widget called {widget.name!r} is registered already"
            raise ValueError(message)
        self._widgets[widget.name] = widget
        self._plugins[widget.name] = plugins.giver()

    def withdraw(self, name: str) -> None:
        """Offer that widget no more; where it stands, it is left out."""
        self._widgets.pop(name, None)

    def find(self, name: str) -> Widget:
        """The widget of that name. Raises NotFound."""
        if name not in self._widgets:
            message = _("There is no widget called %(name)r.") % {"name": name}
            raise NotFound(message, field="widget")
        return self._widgets[name]

    def at_work(self, name: str) -> AbstractContextManager[object]:
        """Code of that widget runs inside; if it is a plugin's, it is known as the plugin's."""
        plugin = self._plugins.get(name)
        return plugin.at_work(f"widget {name}") if plugin else nullcontext()

    def __contains__(self, name: str) -> bool:
        return name in self._widgets

    def __iter__(self) -> Iterator[Widget]:
        """All widgets, by name."""
        return iter(sorted(self._widgets.values(), key=lambda widget: widget.name))

    def fixed(self, kind: str) -> list[Widget]:
        """The widgets that stand on every hub of that kind."""
        return [widget for widget in self if widget.fixed and kind in widget.kinds]

    def add_default(self, kind: str, placements: Iterable[Placement]) -> None:
        """What stands on hubs of that kind besides, until somebody changes it.

        Raises ValueError for a kind that there is not, or a widget that stands there already.
        """
        before = self._defaults.get(kind, ())
        added = tuple(placements)
        if kind not in KINDS:
            message = f"there are no hubs of the kind {kind!r}"
            raise ValueError(message)
        taken = {each.id for each in before} & {each.id for each in added}
        if taken:
            message = f"something called {min(taken)!r} stands on hubs of the kind {kind!r} already"
            raise ValueError(message)
        self._defaults[kind] = before + added

    def default(self, kind: str) -> tuple[Placement, ...]:
        """What stands on hubs of that kind to begin with; of widgets that are there."""
        return tuple(each for each in self._defaults.get(kind, ()) if each.widget in self)


def _faults(widget: Widget) -> Iterator[str]:
    """What is missing or wrong."""
    if not _NAME.fullmatch(widget.name):
        yield "its name must be lower case letters, digits and dashes"
    if not widget.title:
        yield "it has no title"
    if not widget.about:
        yield "`about` does not say what it shows"
    for name in ("data", "channels"):
        if not callable(getattr(widget, name)):
            yield f"`{name}` is no function"
    if not widget.kinds or set(widget.kinds) - set(KINDS):
        yield f"its kinds must be of {', '.join(KINDS)}"
    if widget.column not in COLUMNS:
        yield f"its column must be one of {', '.join(COLUMNS)}"
    yield from _faults_of_settings(widget)
    try:
        get_template(widget.template)
    except TemplateDoesNotExist:
        yield f"there is no template {widget.template}"


def _faults_of_settings(widget: Widget) -> Iterator[str]:
    names = [setting.name for setting in widget.settings]
    if len(set(names)) < len(names):
        yield "two of its settings have the same name"
    try:
        read_settings(widget.settings, {})
    except Exception as error:  # noqa: BLE001 - whatever a declaration raises is its fault
        yield f"a setting refuses its own default: {error}"


registry = Registry()
"""The widgets of this process."""
