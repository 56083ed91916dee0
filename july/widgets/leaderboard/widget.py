"""The first rows of a board."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy

from july.contest.rankings import BOARDS_GIVEN
from july.contest.totals import BOARDS
from july.hubs.contract import WIDE, Data, Link, Widget, heard_by
from july.hubs.rankings import BoardTitles
from july.hubs.settings import Choice, Setting, Switch, Text, Whole
from july.hubs.subjects import SITE, Subject, is_current
from july.lib.paths import path_to
from july.live.services.own import boards

TITLES = {
    "people": gettext_lazy("Top people"),
    "projects": gettext_lazy("Top projects"),
    "teams": gettext_lazy("Top teams"),
    "locations": gettext_lazy("Top locations"),
    "languages": gettext_lazy("Top languages"),
}

BOARD_TITLES = BoardTitles()


def data(subject: Subject, *, board: str, limit: int, compact: bool) -> Data:
    """The rows, as `boards.page` tells them, and by how much they moved since yesterday."""
    del compact
    if subject.game is None or board not in BOARD_TITLES:
        return {"rows": [], "movement": {}}
    # How rows moved is known of July's own boards alone.
    moved = boards.movement(board, subject.game_slug, limit) if board in BOARDS else {}
    return {"rows": boards.rows(board, subject.game_slug, limit), "movement": moved}


def drawing(_subject: Subject, _data: Data, *, board: str, limit: int, compact: bool) -> Data:
    """The board itself, where a plugin gives it."""
    del limit, compact
    given = BOARDS_GIVEN.get(board)
    return {"given": given.thing if given and board not in BOARDS else None}


def channels(subject: Subject, *, board: str, limit: int, compact: bool) -> Iterable[str]:
    """What changes that board."""
    del limit, compact
    if board not in BOARD_TITLES:  # its plugin is gone
        return ()
    return heard_by(boards.page, board, subject.game_slug)


def heading(_subject: Subject, _data: Data, *, board: str, limit: int, compact: bool) -> Text:
    """Called after the board."""
    del limit, compact
    return TITLES.get(board) or BOARD_TITLES.get(board, board)


def link(subject: Subject, data: Data, *, board: str, limit: int, compact: bool) -> Link | None:
    """On to the whole board."""
    del limit, compact
    if not data["rows"]:
        return None
    game = None if is_current(subject) else subject.game_slug
    given = BOARDS_GIVEN.get(board)
    if given is None or board in BOARDS:
        return Link(path_to(board, game=game), gettext_lazy("Whole board"))
    asked = f"?{urlencode({'game': game})}" if game else ""
    return Link(given.thing.address + asked, gettext_lazy("Whole board"))


WIDGET = Widget(
    name="leaderboard",
    title=gettext_lazy("Leaderboard"),
    about=gettext_lazy("Who leads: the first rows of any board of the game."),
    data=data,
    drawing=drawing,
    channels=channels,
    kinds=(SITE, "games"),
    column=WIDE,
    heading=heading,
    link=link,
    settings=(
        Setting(
            name="board",
            label=gettext_lazy("Board"),
            default="people",
            check=Choice(BOARD_TITLES),
        ),
        Setting(name="limit", label=gettext_lazy("Rows"), default=10, check=Whole(1, 50)),
        Setting(
            name="compact",
            label=gettext_lazy("Compact"),
            help=gettext_lazy("Only names and points."),
            default=True,
            check=Switch(),
        ),
    ),
)
