"""Who has won a game that is over."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.contest.notices import GAMES
from july.contest.totals import BOARDS
from july.hubs.contract import WIDE, Data, Widget, heard_by
from july.hubs.games import past, winners
from july.hubs.names import FIRST_OF
from july.hubs.subjects import Subject
from july.live.services.own import boards


def data(subject: Subject) -> Data:
    """The winners of every board; nothing while the game runs."""
    over = subject.game is not None and subject.game.slug in {game.slug for game in past()}
    return {"winners": winners(subject.game) if subject.game and over else None}


def channels(subject: Subject) -> Iterable[str]:
    """Late commits, and games that are changed."""
    yield GAMES
    for kind in BOARDS:
        yield from heard_by(boards.page, kind, subject.game_slug)


WIDGET = Widget(
    name="winners",
    title=gettext_lazy("Winners"),
    about=gettext_lazy("Who has won the game, once it is over."),
    data=data,
    channels=channels,
    drawing=lambda _subject, _data: {"first_of": FIRST_OF},
    kinds=("games",),
    column=WIDE,
    hides_without="winners",
)
