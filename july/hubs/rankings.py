"""July's own boards, by the hook by which plugins give theirs."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from july.contest.boards import Page, board
from july.contest.games import Game
from july.contest.rankings import BOARDS_GIVEN, COLUMNS, Board
from july.contest.totals import BOARDS
from july.hubs.names import BOARD_NAMES
from july.lib.words import Text
from july.live.services.own.things import board_channels
from july.plugins import hookimpl

ABOUT: Mapping[str, Promise] = {
    "people": gettext_lazy("Everybody with a counted commit, by points."),
    "projects": gettext_lazy("Every repository with a counted commit, by points."),
    "teams": gettext_lazy("The points of the present members together."),
    "locations": gettext_lazy("The points of all who live there together."),
    "languages": gettext_lazy("How many commits touched files of each."),
}


@hookimpl
def boards() -> Iterable[Board]:
    """The five. Their pages have filters, a search and places moved besides."""
    return [_own(kind) for kind in BOARDS]


class BoardTitles(Mapping[str, Text]):
    """What every board is called, by its slug: those of the plugins that there are now too."""

    def __getitem__(self, slug: str) -> Text:
        """The title of the board of that slug."""
        found = BOARDS_GIVEN.get(slug)
        if found is None:
            raise KeyError(slug)
        return found.thing.title

    def __iter__(self) -> Iterator[str]:
        """The slugs, July's own first."""
        return (gift.thing.slug for gift in BOARDS_GIVEN)

    def __len__(self) -> int:
        return sum(1 for _ in BOARDS_GIVEN)


def _own(kind: str) -> Board:
    return Board(
        slug=kind,
        title=BOARD_NAMES[kind],
        about=ABOUT[kind],
        page=partial(_page, kind),
        columns=COLUMNS,
        channels=partial(_channels, kind),
        path=f"/{kind}/",
    )


def _page(kind: str, game: Game, limit: int, cursor: str | None) -> Page:
    return board(kind, game.slug, limit=limit, cursor=cursor)


def _channels(kind: str, game: Game) -> Iterable[str]:
    return board_channels(kind, game.slug)
