"""The last commits, which grow by themselves."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.hubs.contract import WIDE, Data, Link, Widget, heard_by
from july.hubs.queries import unmuted
from july.hubs.settings import Setting, Text, Whole
from july.hubs.subjects import SITE, Subject
from july.live.services.own import feed


def data(subject: Subject, *, limit: int) -> Data:
    """The messages, as `feed.latest` tells them."""
    return {"channel": subject.channel, "messages": feed.latest(subject.channel, limit)}


def without(data: Data, names: frozenset[str]) -> Data:
    """The messages of everybody else."""
    return data | {"messages": unmuted(data["messages"], names)}


def channels(subject: Subject, *, limit: int) -> Iterable[str]:
    """What grows it."""
    return heard_by(feed.latest, subject.channel, limit)


def heading(subject: Subject, _data: Data, **_settings: object) -> Text:
    """On the page of one thing they are its own."""
    own = subject.kind in {"people", "projects", "teams", "locations"}
    return gettext_lazy("Last commits") if own else gettext_lazy("Just pushed")


def link(subject: Subject, data: Data, **_settings: object) -> Link | None:
    """On to the live page, which has nothing else."""
    path = "/live/" if subject.kind == SITE else f"/live/?channel={data['channel']}"
    return Link(path, gettext_lazy("Watch live"))


WIDGET = Widget(
    name="feed",
    title=gettext_lazy("Live feed"),
    about=gettext_lazy("The last commits; new ones appear by themselves."),
    data=data,
    channels=channels,
    column=WIDE,
    heading=heading,
    link=link,
    pushed=False,
    without=without,
    script="feed.js",
    settings=(
        Setting(name="limit", label=gettext_lazy("Commits"), default=20, check=Whole(1, 100)),
    ),
)
