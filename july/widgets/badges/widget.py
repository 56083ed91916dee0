"""What a person has earned in the game, and what is next."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from july.contest.badges import LANGUAGES
from july.hubs.contract import Data, Widget, heard_by
from july.hubs.subjects import Subject
from july.lib import clock
from july.lib.words import number
from july.live.services.own import people, stats
from july.widgets.asking import asked
from july.widgets.badges.medals import medal
from july.widgets.badges.next import Step, next_steps


def data(subject: Subject) -> Data:
    """The badges, as `people.badges` tells them, and how many there are of what they are for."""
    if subject.game is None:
        return {"badges": [], "reached": {}}
    totals = people.get(subject.slug, subject.game_slug)
    present = stats.streak(subject.slug, subject.game_slug)["present"]
    reached = {
        "commits": totals["commits"],
        "projects": totals["projects"],
        "streak": present["days"] if present else 0,
        "polyglot": len(stats.languages(*asked(subject), LANGUAGES)),
    }
    return {"badges": people.badges(subject.slug, subject.game_slug), "reached": reached}


def channels(subject: Subject) -> Iterable[str]:
    """What earns them."""
    return heard_by(people.badges, subject.slug, subject.game_slug)


def drawing(subject: Subject, data: Data) -> Data:
    """The badges as medals, and the next ones while the game runs."""
    earned = {each["sort"]: each["at"] for each in data["badges"]}
    runs = subject.game is not None and clock.now().date() <= subject.game.last
    steps = next_steps(data["reached"], earned) if runs else []
    return {
        "medals": [
            (
                badge,
                medal(badge["sort"], badge["at"]),
                NAMES[badge["sort"]](badge["at"]),
                _short(badge["day"]),
            )
            for badge in data["badges"]
        ],
        "steps": [(step, NAMES[step.sort](step.at), _missing(step)) for step in steps],
    }


def _short(on: str | None) -> str:
    """A day of the game, whose year goes without saying."""
    return date_format(date.fromisoformat(on), "MONTH_DAY_FORMAT") if on else ""


def _commits(at: int) -> str:
    told = ngettext("First commit", "%(count)s commits", at)
    return told % {"count": number(at)}


def _projects(at: int) -> str:
    return ngettext("%(count)s project", "%(count)s projects", at) % {"count": number(at)}


def _streak(at: int) -> str:
    return ngettext("%(count)s day on end", "%(count)s days on end", at) % {"count": number(at)}


def _every_day(_at: int) -> str:
    return _("Every day")


def _polyglot(at: int) -> str:
    return ngettext("%(count)s language", "%(count)s languages", at) % {"count": number(at)}


NAMES: Mapping[str, Callable[[int], str]] = {
    "commits": _commits,
    "projects": _projects,
    "streak": _streak,
    "every-day": _every_day,
    "polyglot": _polyglot,
}


def _missing(step: Step) -> str:
    told = ngettext("%(count)s to go", "%(count)s to go", step.missing)
    return told % {"count": number(step.missing)}


WIDGET = Widget(
    name="badges",
    title=gettext_lazy("Badges"),
    about=gettext_lazy(
        "Medals that a person has earned in the game, and what is missing for the next."
    ),
    data=data,
    channels=channels,
    drawing=drawing,
    kinds=("people",),
    hides_without="reached",
)
