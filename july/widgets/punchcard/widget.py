"""At which hours of the week people commit, where they live."""

from collections.abc import Iterable
from datetime import time

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Widget, heard_by
from july.hubs.subjects import KINDS, Subject
from july.lib.words import count
from july.live.services.own import stats
from july.widgets.asking import asked
from july.widgets.punchcard.dots import Habit, dots, habit

MOSTLY = {
    "night": gettext_lazy("%(share)s%% of the commits are made at night."),
    "morning": gettext_lazy("%(share)s%% of the commits are made in the morning."),
    "afternoon": gettext_lazy("%(share)s%% of the commits are made in the afternoon."),
    "evening": gettext_lazy("%(share)s%% of the commits are made in the evening."),
}


def data(subject: Subject) -> Data:
    """Commits by hour, as `stats.hours` tells them; nothing where there are none."""
    hours = stats.hours(*asked(subject)) if subject.game else []
    return {"hours": hours if any(map(any, hours)) else []}


def channels(subject: Subject) -> Iterable[str]:
    """What adds to the hours."""
    return heard_by(stats.hours, *asked(subject))


def drawing(_subject: Subject, data: Data) -> Data:
    """The hours as dots, and what stands out in words."""
    card = data["hours"]
    found = habit(card) if card else None
    return {
        "dots": [
            (dot, f"{WEEKDAYS[dot.weekday]}, {_time(dot.hour)}: {_commits(dot.commits)}")
            for dot in (dots(card) if card else ())
        ],
        "weekdays": [(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(7)],
        "times": [(hour, _time(hour)) for hour in range(24)],
        "summary": _summary(found) if found else "",
    }


def _commits(value: int) -> str:
    return count(value, "commit", "commits")


def _time(hour: int) -> str:
    """The time of the author's own clock, in no zone."""
    return time_format(time(hour), "TIME_FORMAT")


def _summary(found: Habit) -> str:
    busiest = _("The busiest hour: %(weekday)s, %(time)s.") % {
        "weekday": WEEKDAYS[found.weekday],
        "time": _time(found.hour),
    }
    weekend = _("%(share)s%% on weekends.") % {"share": found.weekend}
    return f"{MOSTLY[found.part] % {'share': found.share}} {weekend} {busiest}"


WIDGET = Widget(
    name="punchcard",
    title=gettext_lazy("Hours of the week"),
    about=gettext_lazy(
        "At which hours of the week commits are made, by the own clocks of their authors."
    ),
    data=data,
    channels=channels,
    drawing=drawing,
    kinds=tuple(kind for kind in KINDS if kind != "languages"),
    hides_without="hours",
)
