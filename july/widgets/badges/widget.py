"""What a person has earned in the game, and what is next."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, ngettext

from july.contest.badges import about_of, title_of
from july.contest.own_badges import LANGUAGES
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
                title_of(badge["sort"], badge["at"]),
                _short(badge["day"]),
                about_of(badge["sort"]),
            )
            for badge in data["badges"]
        ],
        "steps": [(step, title_of(step.sort, step.at), _missing(step)) for step in steps],
    }


def _short(on: str | None) -> str:
    """A day of the game, whose year goes without saying."""
    return date_format(date.fromisoformat(on), "MONTH_DAY_FORMAT") if on else ""


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
