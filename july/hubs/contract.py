"""What a widget is: one declaration, from which everything else about it follows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from july.hubs.settings import Setting, Text
from july.hubs.subjects import KINDS, Subject
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


def own_title(widget: "Widget", _data: Data, _subject: Subject) -> Text:
    """Called as it was declared."""
    return widget.title


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
    heading: Callable[["Widget", Data, Subject], Text] = own_title
    """The title in its frame."""
    link: Callable[[Data, Subject], tuple[str, Text] | None] | None = None
    """Where its frame leads on, and what that is called."""
    hides_without: str = ""
    """A key of its data: while that is empty there is no box."""
    framed: bool = True
    """Whether it has a frame with a heading."""
    fixed: bool = False
    """Whether it stands on its hubs whatever their owners choose, and can't be added."""
    personal: Callable[..., Data] | None = None
    """`personal(subject, viewer, data, **settings)`: what depends on who looks."""
    visible: Callable[[Subject, Person | None], bool] = anybody
    """Who gets to see it."""
    lasts: timedelta = LASTS
    """How long its data may be kept whatever is heard."""

    @property
    def template(self) -> str:
        """Name of its template."""
        return f"{self.name}/template.html"
