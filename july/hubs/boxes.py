"""Boxes: widgets of a hub as data and as HTML. One that fails shows so in its own box only."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from july.errors import NotFound
from july.hubs.contract import Data, Link, Widget, anybody
from july.hubs.kept import Kept, Question, TooSlow, shelf
from july.hubs.layouts import Layout
from july.hubs.placement import Placement
from july.hubs.queries import muted_by
from july.hubs.registry import registry
from july.hubs.settings import read_settings
from july.hubs.subjects import Subject
from july.lib.zones import zone_of_reader
from july.live.services import serializer
from july.people.models import Person

logger = logging.getLogger(__name__)

FindViewer = Callable[[], Person | None]
"""Who looks; asked only for widgets that depend on it."""


@dataclass(frozen=True, slots=True)
class Box:
    """One widget, drawn."""

    id: str
    widget: str
    title: str
    data: Data | None
    """None where they could not be had."""
    html: Markup
    """What stands inside of the box."""
    column: str
    pushed: bool = True
    """Whether open pages get it anew when it changes."""
    script: str = ""
    """Name of the module that moves it."""
    failed: bool = False

    def as_json(self) -> dict[str, Any]:
        """What is answered at `…/w/ID/json`, and pushed into open pages."""
        return {
            "id": self.id,
            "widget": self.widget,
            "title": self.title,
            "data": self.data,
            "html": str(self.html),
        }


@dataclass(frozen=True, slots=True)
class _Placed:
    """A widget on a hub, its settings read."""

    widget: Widget
    placement: Placement
    subject: Subject
    settings: Mapping[str, Any]

    def question(self) -> Question:
        """What has to be known to draw it."""
        subject, settings = self.subject, self.settings
        parts = (self.widget.name, subject.key, subject.slug, subject.game_slug, dict(settings))
        return Question(
            name=self.widget.name,
            key=serializer.encode(parts),
            channels=self.channels,
            lasts=self.widget.lasts,
            work_out=self.data,
        )

    def data(self) -> Data:
        """What it shows."""
        with registry.at_work(self.widget.name):
            return self.widget.data(self.subject, **self.settings)

    def channels(self) -> tuple[str, ...]:
        """The channels after which it is stale."""
        with registry.at_work(self.widget.name):
            return tuple(self.widget.channels(self.subject, **self.settings))


def show(subject: Subject, layout: Layout, find_viewer: FindViewer) -> list[Box]:
    """The boxes of a hub, those that stand on every hub of its kind first.

    Those that the viewer may not see are left out, and those that have nothing to show.
    """
    placements = [*_fixed(subject.kind), *layout.placements]
    asked = [(each, _begin(each)) for each in _placed(subject, placements, find_viewer)]
    boxes = (_finish(each, wait, find_viewer) for each, wait in asked)
    return [box for box in boxes if box is not None]


def show_one(subject: Subject, placement: Placement, find_viewer: FindViewer) -> Box:
    """One box, also where it has nothing to show. Raises NotFound for who may not see it."""
    for each in _placed(subject, [placement], find_viewer):
        box = _finish(each, _begin(each), find_viewer)
        return box or Box(placement.id, placement.widget, "", {}, Markup(), placement.column)
    message = _("There is no widget %(id)r on this hub.") % {"id": placement.id}
    raise NotFound(message, field="id")


def find_placement(subject: Subject, layout: Layout, id: str) -> Placement:
    """The widget with that id on a hub. Raises NotFound."""
    for each in _fixed(subject.kind):
        if each.id == id:
            return each
    return layout.find(id)


def channels_of(subject: Subject, placement: Placement, find_viewer: FindViewer) -> tuple[str, ...]:
    """The channels after which a box is stale, for that viewer."""
    placed = next(_placed(subject, [placement], find_viewer, everything=True))
    heard = placed.widget.heard
    viewer = find_viewer() if heard else None
    return (*placed.channels(), *(heard(viewer) if heard and viewer else ()))


def _fixed(kind: str) -> Iterator[Placement]:
    for widget in registry.fixed(kind):
        yield Placement(widget.name, widget.name, widget.column)


def _placed(
    subject: Subject,
    placements: Iterable[Placement],
    find_viewer: FindViewer,
    *,
    everything: bool = False,
) -> Iterator[_Placed]:
    """Those that are to be shown."""
    for placement in placements:
        widget = registry.find(placement.widget)
        if everything or _is_visible(widget, subject, find_viewer):
            settings = read_settings(widget.settings, placement.settings)
            yield _Placed(widget, placement, subject, settings)


def _is_visible(widget: Widget, subject: Subject, find_viewer: FindViewer) -> bool:
    """Whether the viewer gets to see it; one that can't say so stays hidden."""
    if widget.visible is anybody:
        return True
    viewer = find_viewer()
    try:
        with registry.at_work(widget.name):
            return widget.visible(subject, viewer)
    except Exception:
        logger.exception("The widget %s can't tell who sees it", widget.name)
        return False


def _begin(placed: _Placed) -> Callable[[], Kept]:
    try:
        return shelf.ask(placed.question())
    except Exception as error:  # noqa: BLE001 - told in its own box
        return _raising(error)


def _raising(error: Exception) -> Callable[[], Kept]:
    def fail() -> Kept:
        raise error

    return fail


def _finish(placed: _Placed, wait: Callable[[], Kept], find_viewer: FindViewer) -> Box | None:
    """The box, or None where there is nothing to show."""
    widget = placed.widget
    try:
        kept = wait()
        if widget.hides_without and not kept.data.get(widget.hides_without):
            return None
        return _drawn(placed, kept, find_viewer)
    except TooSlow as error:
        logger.warning("%s It stands on %s", error.message, placed.subject.path)
        return _failed(placed, slow=True)
    except Exception:
        logger.exception("The widget %s failed on %s", widget.name, placed.subject.path)
        return _failed(placed, slow=False)


def _drawn(placed: _Placed, kept: Kept, find_viewer: FindViewer) -> Box:
    if placed.widget.personal is not None:
        viewer = find_viewer()
        with registry.at_work(placed.widget.name):
            own = placed.widget.personal(placed.subject, viewer, kept.data, **placed.settings)
        return _draw(placed, kept.data, own)
    if placed.widget.without is not None:
        muted = muted_by(find_viewer())
        if muted:  # theirs alone, and so kept nowhere
            return _draw(placed, placed.widget.without(kept.data, muted), {})
    look = (
        translation.get_language(),
        zone_of_reader(),
        placed.placement.id,
        placed.placement.column,
    )
    box: Box = kept.html(look, lambda: _draw(placed, kept.data, {}))
    return box


def _draw(placed: _Placed, data: Data, own: Data) -> Box:
    with registry.at_work(placed.widget.name):
        return _drawing(placed, data, own)


def _drawing(placed: _Placed, data: Data, own: Data) -> Box:
    widget, subject, placement = placed.widget, placed.subject, placed.placement
    context = {
        "data": data,
        "own": own,
        "subject": subject,
        "settings": placed.settings,
        "id": placement.id,
        "column": placement.column,
    }
    if widget.drawing is not None:
        context |= widget.drawing(subject, data, **placed.settings)
    body = Markup(get_template(widget.template).render(context))  # noqa: S704 - it escapes
    settings = placed.settings
    title = widget.heading(subject, data, **settings) if widget.heading else widget.title
    link = widget.link(subject, data, **settings) if widget.link else None
    return _box(placed, str(title), data, body, link=link)


def _failed(placed: _Placed, *, slow: bool) -> Box:
    template = get_template("hubs/failed.html")
    body = template.render({"slow": slow, "id": placed.placement.id, "subject": placed.subject})
    title = str(placed.widget.title)
    return _box(placed, title, None, Markup(body))  # noqa: S704 - it escapes


def _box(
    placed: _Placed,
    title: str,
    data: Data | None,
    body: Markup,
    *,
    link: Link | None = None,
) -> Box:
    widget, placement = placed.widget, placed.placement
    framed = widget.framed or data is None
    context = {
        "id": placement.id,
        "title": title,
        "framed": framed,
        "moves": bool(widget.script),
        "link": link,
        "body": body,
    }
    html = Markup(get_template("hubs/frame.html").render(context))  # noqa: S704 - it escapes
    return Box(
        id=placement.id,
        widget=widget.name,
        title=title,
        data=data,
        html=html,
        column=placement.column,
        pushed=widget.pushed,
        script=widget.script,
        failed=data is None,
    )
