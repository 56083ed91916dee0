"""Commits day by day, as a sheet or a strip of days that are warmer the more was pushed."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.contest.totals import GAME
from july.hubs.calendars import drawn
from july.hubs.contract import Data, Widget, heard_by
from july.hubs.subjects import KINDS, SITE, Subject
from july.live.services.own import stats


def _asked(subject: Subject) -> tuple[str, str | None, str | None]:
    """What `stats.calendar` takes."""
    if subject.kind in {SITE, GAME}:
        return GAME, None, subject.game_slug
    return subject.kind, subject.slug, subject.game_slug


def data(subject: Subject) -> Data:
    """The days, as `stats.calendar` tells them."""
    return {"calendar": stats.calendar(*_asked(subject)) if subject.game else None}


def channels(subject: Subject) -> Iterable[str]:
    """What adds to the days."""
    return heard_by(stats.calendar, *_asked(subject))


def drawing(subject: Subject, data: Data) -> Data:
    """The days on paper."""
    return {"drawing": drawn(subject.game, data["calendar"]) if subject.game else None}


WIDGET = Widget(
    name="calendar",
    title=gettext_lazy("Days"),
    about=gettext_lazy("A calendar of the game: the more commits on a day, the warmer it is."),
    data=data,
    channels=channels,
    drawing=drawing,
    kinds=tuple(kind for kind in KINDS if kind != SITE),
    hides_without="calendar",
)
