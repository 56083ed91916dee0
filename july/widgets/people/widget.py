"""The people who worked on a project in the game."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Widget, heard_by
from july.hubs.settings import Setting, Whole
from july.hubs.subjects import Subject
from july.live.services.own import projects


def data(subject: Subject, *, limit: int) -> Data:
    """The largest shares, and how many there are."""
    shares = projects.people(subject.slug, subject.game_slug)
    return {"shares": shares[:limit], "count": len(shares)}


def channels(subject: Subject, *, limit: int) -> Iterable[str]:
    """What changes them."""
    del limit
    return heard_by(projects.people, subject.slug, subject.game_slug)


WIDGET = Widget(
    name="people",
    title=gettext_lazy("People"),
    about=gettext_lazy("The people who worked on a project in the game."),
    data=data,
    channels=channels,
    kinds=("projects",),
    hides_without="shares",
    settings=(Setting(name="limit", label=gettext_lazy("Rows"), default=10, check=Whole(1, 100)),),
)
