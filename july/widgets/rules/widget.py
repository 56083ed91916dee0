"""What counts how much in the game."""

from dataclasses import asdict

from django.utils.translation import gettext_lazy

from july.contest.notices import GAMES
from july.contest.scoring import SCORING_RULES
from july.hubs.contract import Data, Link, Widget
from july.hubs.subjects import SITE, Subject


def data(subject: Subject) -> Data:
    """The game's own rules."""
    return {"rules": asdict(subject.game.rules) if subject.game else None}


def drawing(_subject: Subject, _data: Data) -> Data:
    """What this site gives besides, whatever the game."""
    return {"besides": [gift.thing.about for gift in SCORING_RULES]}


WIDGET = Widget(
    name="rules",
    title=gettext_lazy("Rules"),
    about=gettext_lazy("What counts how much in the game."),
    data=data,
    drawing=drawing,
    channels=lambda _subject: (GAMES,),
    kinds=(SITE, "games"),
    hides_without="rules",
    link=lambda _subject, _data: Link("/help/rules/", gettext_lazy("With examples")),
)
