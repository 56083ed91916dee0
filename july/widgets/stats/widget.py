"""A thing's numbers in the game, and how they came about day by day."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from july.hubs.contract import Data, Widget, heard_by
from july.hubs.subjects import Subject
from july.lib import clock
from july.lib.words import number
from july.live.services.own import stats
from july.widgets.asking import asked
from july.widgets.stats.sparks import every_day, spark

WEEK = timedelta(days=6)
"""From the first of seven days to the last."""


def data(subject: Subject) -> Data:
    """The days, as `stats.calendar` tells them; nothing where there are none."""
    return stats.calendar(*asked(subject)) if subject.game else {"days": []}


def channels(subject: Subject) -> Iterable[str]:
    """What adds to the numbers."""
    return heard_by(stats.calendar, *asked(subject))


def drawing(_subject: Subject, data: Data) -> Data:
    """Each sort of numbers as a line, and what stands out."""
    if not data["days"]:
        return {"rows": [], "facts": []}
    first, last = date.fromisoformat(data["first"]), _last(data)
    rows = []
    for name, label in (("commits", _("Commits a day")), ("points", _("Points a day"))):
        numbers = every_day({each["day"]: each[name] for each in data["days"]}, first, last)
        rows.append((name, label, _mean(numbers), spark(numbers), _told(label, numbers)))
    return {"rows": rows, "facts": _facts(data, first, last)}


def _last(data: Data) -> date:
    """The last day of the game so far: it may be later where somebody has committed."""
    latest = date.fromisoformat(data["days"][-1]["day"])
    return max(latest, min(date.fromisoformat(data["last"]), clock.now().date()))


def _mean(numbers: list[int]) -> str:
    mean = sum(numbers) / len(numbers)
    return number(round(mean, 1) if mean < 10 else round(mean))


def _told(label: str, numbers: list[int]) -> str:
    """A line in words."""
    text = _("%(what)s: at most %(most)s, at last %(last)s.")
    return text % {"what": label, "most": number(max(numbers)), "last": number(numbers[-1])}


def _facts(data: Data, first: date, last: date) -> list[tuple[str, str, str]]:
    """Name, figure and what the figure is about."""
    days = {each["day"]: each["commits"] for each in data["days"]}
    best = max(days, key=lambda each: (days[each], each))
    length, week = (last - first).days + 1, sum(every_day(days, last - WEEK, last))
    of_days = ngettext("of %(count)s day", "of %(count)s days", length) % {"count": number(length)}
    today = clock.now().date().isoformat()
    now = [(_("Today"), number(days.get(today, 0)), _("so far"))] if today <= data["last"] else []
    return [
        *now,
        (_("Seven days"), number(week), ngettext("commit", "commits", week)),
        (
            _("Best day"),
            number(days[best]),
            date_format(date.fromisoformat(best), "MONTH_DAY_FORMAT"),
        ),
        (_("Busy"), number(len(days)), of_days),
    ]


WIDGET = Widget(
    name="stats",
    title=gettext_lazy("Numbers"),
    about=gettext_lazy("Commits and points of the game, day by day, and what stands out."),
    data=data,
    channels=channels,
    drawing=drawing,
    hides_without="days",
)
