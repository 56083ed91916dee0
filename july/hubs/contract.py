"""What a widget is: one declaration, from which everything else about it follows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from july.hubs.settings import Setting, Text
from july.hubs.subjects import KINDS, Subject
from july.live.services.arguments import bind
from july.live.services.marks import marks_of
from july.people.models import Person

Data = dict[str, Any]
"""What a widget shows, fit for JSON: no text that would have to be translated."""
WIDE, NARROW = "wide", "narrow"
COLUMNS = (WIDE, NARROW)
LASTS = timedelta(minutes=5)


def anybody(_subject: Subject, _viewer: Person | None) -> bool:
    """Shown to everybody."""
    return True


def own_channel(subject: Subject, **_settings: object) -> Iterable[str]:
    """Stale when the hub's own thing changes."""
    return (subject.channel,)


def heard_by(service: Callable[..., Any], *arguments: object) -> Iterable[str]:
    """The channels to which a call of that service subscribes."""
    bound = bind(service, list(arguments))
    return marks_of(service).channels_of(bound.arguments)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a frame leads on."""

    path: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One sort of box on a hub.

    `data(subject, **settings)` gives what it shows; `channels(subject, **settings)` names the
    channels after which that is stale. The template `NAME/template.html` gets `data`, `subject`,
    `settings`, and as `own` what `personal` gives.
    """

    name: str
    title: Text
    about: Text
    """What it shows, in one sentence."""
    data: Callable[..., Data]
    channels: Callable[..., Iterable[str]] = own_channel
    settings: tuple[Setting, ...] = ()
    kinds: tuple[str, ...] = KINDS
    """The hubs on which it makes sense."""
    column: str = NARROW
    """Where it stands unless somebody moves it."""
    heading: Callable[..., Text] | None = None
    """`heading(subject, data, **settings)`: its title, where that is not always the same."""
    link: Callable[..., Link | None] | None = None
    """`link(subject, data, **settings)`: where its frame leads on."""
    hides_without: str = ""
    """A key of its data: while that is empty there is no box."""
    framed: bool = True
    """Whether it has a frame with a heading."""
    fixed: bool = False
    """Whether it stands on its hubs whatever their owners choose, and can't be added."""
    drawing: Callable[..., Data] | None = None
    """`drawing(subject, data, **settings)`: what its template needs beside the data, made anew for
    each language."""
    pushed: bool = True
    """Whether open pages get it anew when it changes; else its `script` sees to that."""
    script: str = ""
    """Name of a module below `static_root/js` that pages with this widget load; one of a plugin's
    files is `NAME/…`."""
    personal: Callable[..., Data] | None = None
    """`personal(subject, viewer, data, **settings)`: what depends on who looks."""
    without: Callable[[Data, frozenset[str]], Data] | None = None
    """`without(data, names)`: the data without what those people did, for who has muted them."""
    heard: Callable[[Person], Iterable[str]] | None = None
    """`heard(viewer)`: further channels after which that is stale, for who is signed in."""
    visible: Callable[[Subject, Person | None], bool] = anybody
    """Who gets to see it."""
    lasts: timedelta = LASTS
    """How long its data may be kept whatever is heard."""

    @property
    def template(self) -> str:
        """Name of its template."""
        return f"{self.name}/template.html"
