"""A person's days on end with a commit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Widget, heard_by
from july.hubs.subjects import Subject
from july.lib import clock
from july.lib.words import day, days_between
from july.live.services.own import stats
from july.widgets.asking import asked
from july.widgets.streak.beads import HEIGHT, RADIUS, STEP, WIDTH, Bead, beads


def data(subject: Subject) -> Data:
    """The runs, as `stats.streak` tells them, and which days have a commit."""
    if subject.game is None:
        return {"longest": None}
    told = stats.calendar(*asked(subject))
    busy = [each["day"] for each in told["days"]]
    return stats.streak(subject.slug, subject.game_slug) | {"busy": busy}


def channels(subject: Subject) -> Iterable[str]:
    """What carries it on."""
    return heard_by(stats.streak, subject.slug, subject.game_slug)


def drawing(subject: Subject, data: Data) -> Data:
    """The last days as beads, and each run with its days."""
    if subject.game is None or not data["longest"]:
        return {"beads": (), "present": None, "longest": None, "running": False}
    today = clock.now().date()
    last = max(min(today, subject.game.last), date.fromisoformat(data["busy"][-1]))
    shown = beads(data["busy"], subject.game.first, last)
    return {
        "beads": [(bead, _told(bead)) for bead in shown],
        "size": (WIDTH, HEIGHT, STEP, RADIUS),
        "today": today,
        "present": _run(data["present"]),
        "longest": _run(data["longest"]),
        "running": today <= subject.game.last,
    }


def _told(bead: Bead) -> str:
    text = _("%(day)s: pushed") if bead.full else _("%(day)s: nothing")
    return text % {"day": day(bead.day)}


def _run(run: dict[str, Any] | None) -> Data | None:
    if run is None:
        return None
    first, last = date.fromisoformat(run["first"]), date.fromisoformat(run["last"])
    return {"days": run["days"], "first": first, "span": days_between(first, last)}


WIDGET = Widget(
    name="streak",
    title=gettext_lazy("Streak"),
    about=gettext_lazy("Days on end with a commit: those that run now, and the longest."),
    data=data,
    channels=channels,
    drawing=drawing,
    kinds=("people",),
    hides_without="longest",
)
