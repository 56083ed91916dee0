"""How the first of a board came to their points, day by day."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from july.contest.totals import BOARDS
from july.hubs.contract import WIDE, Data, Widget, heard_by
from july.hubs.names import BOARD_NAMES
from july.hubs.settings import Choice, Setting, Text, Whole
from july.hubs.subjects import SITE, Subject
from july.lib.words import day, number
from july.live.services.own import stats
from july.widgets.race.lines import lines, ticks

TITLES = {
    "people": gettext_lazy("The race of people"),
    "projects": gettext_lazy("The race of projects"),
    "teams": gettext_lazy("The race of teams"),
    "locations": gettext_lazy("The race of locations"),
    "languages": gettext_lazy("The race of languages"),
}


def data(subject: Subject, *, board: str, limit: int) -> Data:
    """Points after each day, as `stats.race` tells them."""
    return (
        stats.race(board, subject.game_slug, limit) if subject.game else {"days": [], "lines": []}
    )


def channels(subject: Subject, *, board: str, limit: int) -> Iterable[str]:
    """What changes that board."""
    return heard_by(stats.race, board, subject.game_slug, limit)


def heading(_subject: Subject, _data: Data, *, board: str, limit: int) -> Text:
    """Called after the board."""
    del limit
    return TITLES[board]


def drawing(_subject: Subject, data: Data, **_settings: object) -> Data:
    """Lines, with the days from left to right."""
    rows, days = data["lines"], [date.fromisoformat(each) for each in data["days"]]
    most = max((max(row["points"], default=0) for row in rows), default=0)
    drawn = lines([row["points"] for row in rows], most)
    return {
        "lines": list(zip(rows, drawn, strict=True)),
        "ticks": ticks(most),
        "ends": [_short(each) for each in (days[:1] + days[-1:])],
        "table": _table(rows, days),
        "summary": _summary(rows, days),
    }


def _table(rows: list[Data], days: list[date]) -> list[tuple[date, list[int]]]:
    """The points of all after each day, the last day first."""
    table = [(on, [row["points"][index] for row in rows]) for index, on in enumerate(days)]
    return table[::-1]


def _short(value: date) -> str:
    # Translators: "8 Nov" below a narrow chart, in the letters of Django's date formats.
    return date_format(value, pgettext("date format", "j M"))


def _summary(rows: list[Data], days: list[date]) -> str:
    if not rows or not days:
        return ""
    first, *others = rows
    ahead = first["points"][-1] - others[0]["points"][-1] if others else 0
    facts = {
        "name": first["name"],
        "day": day(days[-1]),
        "points": number(first["points"][-1]),
        "ahead": number(ahead),
        "other": others[0]["name"] if others else "",
    }
    if not others:
        return _("%(name)s leads with %(points)s points on %(day)s.") % facts
    if not ahead:
        return _("%(name)s and %(other)s have %(points)s points each on %(day)s.") % facts
    return (
        _("%(name)s leads with %(points)s points on %(day)s, %(ahead)s ahead of %(other)s.") % facts
    )


WIDGET = Widget(
    name="race",
    title=gettext_lazy("The race"),
    about=gettext_lazy("How the first of a board came to their points, day by day."),
    data=data,
    channels=channels,
    drawing=drawing,
    heading=heading,
    kinds=(SITE, "games"),
    column=WIDE,
    hides_without="lines",
    settings=(
        Setting(
            name="board",
            label=gettext_lazy("Board"),
            default="people",
            check=Choice({kind: BOARD_NAMES[kind] for kind in BOARDS}),
        ),
        Setting(name="limit", label=gettext_lazy("Lines"), default=10, check=Whole(2, 10)),
    ),
)
