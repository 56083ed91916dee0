"""News of what somebody follows, on the front page, for them alone."""

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Widget
from july.hubs.news import news_channels, news_of
from july.hubs.queries import followed_by
from july.hubs.settings import Setting, Whole
from july.hubs.subjects import SITE, Subject
from july.people.models import Person


def data(_subject: Subject, **_settings: object) -> Data:
    """Nothing that would be the same for everybody."""
    return {}


def personal(_subject: Subject, viewer: Person | None, _data: Data, *, limit: int) -> Data:
    """The news, and how many pages they are from."""
    if viewer is None:
        return {"news": [], "followed": 0}
    return {"news": news_of(viewer, limit), "followed": len(followed_by(viewer.name))}


def is_somebody(_subject: Subject, viewer: Person | None) -> bool:
    """Who is not signed in follows nothing."""
    return viewer is not None


WIDGET = Widget(
    name="news",
    title=gettext_lazy("What you follow"),
    about=gettext_lazy("The latest of the pages that somebody follows, for who is signed in."),
    data=data,
    channels=lambda _subject, **_settings: (),
    kinds=(SITE,),
    personal=personal,
    heard=lambda viewer: news_channels(viewer.name),
    visible=is_somebody,
    settings=(Setting(name="limit", label=gettext_lazy("Lines"), default=10, check=Whole(1, 50)),),
)
