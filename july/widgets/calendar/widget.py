"""Commits day by day, of the game or of a whole year: warmer the more was pushed."""

from collections.abc import Iterable
from urllib.parse import quote

from django.urls import is_valid_path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from july.contest.totals import BOARDS
from july.hubs.calendars import STRIP_CELL, Cell, drawn
from july.hubs.contract import Data, Widget, heard_by
from july.hubs.settings import Choice, Setting, Text
from july.hubs.subjects import KINDS, SITE, Subject
from july.lib import clock
from july.lib.words import count, day, number
from july.live.services.own import stats
from july.widgets.asking import asked
from july.widgets.calendar.year import HEIGHT, WIDTH, halves

GAME, YEAR = "game", "year"


def _is_year(subject: Subject, span: str) -> bool:
    """The site and a game have no other year than the game's days."""
    return span == YEAR and subject.kind in BOARDS


def data(subject: Subject, *, span: str) -> Data:
    """The days, as `stats.calendar` or `stats.year` tells them."""
    if _is_year(subject, span):
        return {"calendar": stats.year(subject.kind, subject.slug)}
    return {"calendar": stats.calendar(*asked(subject)) if subject.game else None}


def channels(subject: Subject, *, span: str) -> Iterable[str]:
    """What adds to the days."""
    if _is_year(subject, span):
        return heard_by(stats.year, subject.kind, subject.slug)
    return heard_by(stats.calendar, *asked(subject))


def heading(subject: Subject, _data: Data, *, span: str) -> Text:
    """Called after what it spans."""
    return gettext_lazy("A year of days") if _is_year(subject, span) else gettext_lazy("Days")


def drawing(subject: Subject, data: Data, *, span: str) -> Data:
    """The days on paper, and where each leads."""
    at = _days_at(subject)
    if _is_year(subject, span):
        return {"days_at": at, "drawing": None, "year": _year(data["calendar"])}
    sheet = drawn(subject.game, data["calendar"]) if subject.game else None
    return {"days_at": at, "drawing": sheet, "year": None}


def _days_at(subject: Subject) -> str:
    """Path below which each day has a page, empty where days have none."""
    path = f"/{subject.kind}/{quote(subject.slug, safe='')}/days/"
    today = clock.now().date().isoformat()
    return path if is_valid_path(f"{path}{today}/") else ""


def _year(told: Data) -> Data:
    drawn_halves = halves(told)
    busy = [cell for half in drawn_halves for cell in half.cells if cell.commits]
    return {
        "size": (WIDTH, HEIGHT),
        "cell": STRIP_CELL,
        "halves": [
            ([(x, date_format(on, "M")) for x, on in half.months], half.cells)
            for half in drawn_halves
        ],
        "busy": busy,
        "summary": _summary(busy),
    }


def _summary(busy: list[Cell]) -> str:
    if not busy:
        return _("No commits in the last year.")
    total = sum(cell.commits for cell in busy)
    best = max(busy, key=lambda cell: cell.commits)
    told = ngettext(
        "%(commits)s on %(count)s day of the last year.",
        "%(commits)s on %(count)s days of the last year.",
        len(busy),
    ) % {"commits": count(total, "commit", "commits"), "count": number(len(busy))}
    most = _("Most on %(day)s: %(count)s.") % {
        "day": day(best.day),
        "count": number(best.commits),
    }
    return f"{told} {most}"


WIDGET = Widget(
    name="calendar",
    title=gettext_lazy("Days"),
    about=gettext_lazy(
        "A calendar of the game or of a year: the more commits on a day, the warmer it is."
    ),
    data=data,
    channels=channels,
    drawing=drawing,
    heading=heading,
    kinds=tuple(kind for kind in KINDS if kind != SITE),
    hides_without="calendar",
    settings=(
        Setting(
            name="span",
            label=gettext_lazy("Days of"),
            help=gettext_lazy("A game has its own days only."),
            default=GAME,
            check=Choice({GAME: gettext_lazy("The game"), YEAR: gettext_lazy("The last year")}),
        ),
    ),
)
