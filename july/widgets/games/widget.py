"""Which games come next; between two games the results of the last."""

from datetime import timedelta

from django.utils.translation import gettext_lazy

from july.contest.notices import GAMES
from july.hubs.contract import Data, Link, Widget
from july.hubs.games import past, shown, upcoming
from july.hubs.settings import Setting, Whole
from july.hubs.subjects import SITE, Subject
from july.live.services.own import boards
from july.live.services.own.games import game_as_json

LASTS = timedelta(minutes=1)
PODIUM = 3


def data(_subject: Subject, *, limit: int) -> Data:
    """The games to come, and the last that is over with its first three."""
    last = next(iter(past()), None)
    return {
        "upcoming": [game_as_json(game) for game in upcoming()[:limit]],
        "last": game_as_json(last) | {"people": boards.people(last.slug, PODIUM)} if last else None,
        "any": bool(last or upcoming()),
    }


def drawing(_subject: Subject, _data: Data, *, limit: int) -> Data:
    """The same games as they stand today."""
    return {
        "upcoming": [shown(game) for game in upcoming()[:limit]],
        "last": next(map(shown, past()), None),
    }


WIDGET = Widget(
    name="games",
    title=gettext_lazy("Games"),
    about=gettext_lazy("Which games come next, and who won the last."),
    data=data,
    channels=lambda _subject, **_settings: (GAMES,),
    drawing=drawing,
    kinds=(SITE, "games"),
    hides_without="any",
    lasts=LASTS,
    link=lambda _subject, _data, **_settings: Link("/games/", gettext_lazy("All games")),
    settings=(
        Setting(name="limit", label=gettext_lazy("Games to come"), default=3, check=Whole(1, 10)),
    ),
)
