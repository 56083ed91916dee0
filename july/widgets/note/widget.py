"""A sticky note: whatever the owner of a hub has to say, in Markdown."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Widget
from july.hubs.settings import Setting, Text, Words
from july.hubs.subjects import Subject
from july.lib.markdown import markdown


def data(_subject: Subject, *, title: str, text: str) -> Data:
    """The note as it was written."""
    return {"title": title, "text": text}


def channels(_subject: Subject, **_settings: object) -> Iterable[str]:
    """None: it changes with its settings."""
    return ()


def drawing(_subject: Subject, data: Data, **_settings: object) -> Data:
    """The note as HTML."""
    return {"html": markdown(data["text"])}


def heading(_subject: Subject, data: Data, **_settings: object) -> Text:
    """As its owner calls it."""
    return data["title"].strip() or gettext_lazy("Note")


WIDGET = Widget(
    name="note",
    title=gettext_lazy("Sticky note"),
    about=gettext_lazy("Whatever you have to say, in Markdown."),
    data=data,
    channels=channels,
    drawing=drawing,
    heading=heading,
    hides_without="text",
    settings=(
        Setting(name="title", label=gettext_lazy("Title"), default="", check=Words(80)),
        Setting(
            name="text",
            label=gettext_lazy("Text"),
            help=gettext_lazy("Markdown: **bold**, *italic*, - lists, [links](https://…)."),
            default="",
            check=Words(5_000, lines=True),
        ),
    ),
)
