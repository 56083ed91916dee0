"""How long the game still lasts, or when it begins."""

from datetime import timedelta

from django.utils.translation import gettext_lazy

from july.contest.games import Game
from july.contest.notices import GAMES
from july.hubs.contract import Data, Widget
from july.hubs.games import shown
from july.hubs.subjects import SITE, Subject
from july.lib import clock

LASTS = timedelta(minutes=1)


def data(subject: Subject) -> Data:
    """Which game it is, and its days; nothing once these are over."""
    game = subject.game
    if game is None or game.last < clock.now().date():
        return {"game": None}
    return {
        "game": game.slug,
        "first": game.first.isoformat(),
        "last": game.last.isoformat(),
        "length": (game.last - game.first).days + 1,
        "passed": _passed(game),
    }


def _passed(game: Game) -> int:
    """How many of its days have begun."""
    length = (game.last - game.first).days + 1
    return min(max((clock.now().date() - game.first).days + 1, 0), length)


def drawing(subject: Subject, _data: Data) -> Data:
    """The game as it stands now."""
    return {"game": shown(subject.game) if subject.game else None}


WIDGET = Widget(
    name="countdown",
    title=gettext_lazy("Countdown"),
    about=gettext_lazy("How long the game still lasts, or when it begins."),
    data=data,
    channels=lambda _subject: (GAMES,),
    drawing=drawing,
    kinds=(SITE, "games"),
    hides_without="game",
    lasts=LASTS,
)
