"""A board of all the sites, as a box."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy

from july.contest.totals import BOARDS
from july.federation import service
from july.hubs.contract import NARROW, Data, Link, Widget
from july.hubs.names import BOARD_NAMES
from july.hubs.placement import Placement
from july.hubs.settings import Choice, Setting, Whole
from july.hubs.subjects import SITE, Subject

MERGED, BESIDE = "merged", "beside"
ARRANGEMENTS = {
    MERGED: gettext_lazy("As one board"),
    BESIDE: gettext_lazy("Side by side"),
}


def data(subject: Subject, *, board: str, limit: int, arrangement: str) -> Data:
    """What the service tells."""
    del subject, arrangement
    return service.boards(board, limit)


def channels(subject: Subject, *, board: str, limit: int, arrangement: str) -> Iterable[str]:
    """What changes it."""
    del subject, limit, arrangement
    return service.channels(board)


def link(subject: Subject, data: Data, *, board: str, limit: int, arrangement: str) -> Link:
    """On to the page."""
    del subject, data, limit
    return Link(address(board, arrangement), gettext_lazy("All sites"))


def address(board: str, arrangement: str) -> str:
    """The page with that board."""
    return f"/federation/?board={board}&arrangement={arrangement}"


WIDGET = Widget(
    name="federation",
    title=gettext_lazy("Among friends"),
    about=gettext_lazy("A board of this site and its friends, as one or side by side."),
    data=data,
    channels=channels,
    kinds=(SITE,),
    column=NARROW,
    link=link,
    settings=(
        Setting(
            name="board",
            label=gettext_lazy("Board"),
            default="people",
            check=Choice({kind: BOARD_NAMES[kind] for kind in BOARDS}),
        ),
        Setting(name="limit", label=gettext_lazy("Rows"), default=5, check=Whole(1, 50)),
        Setting(
            name="arrangement",
            label=gettext_lazy("Arrangement"),
            default=MERGED,
            check=Choice(ARRANGEMENTS),
        ),
    ),
)
DEFAULTS: Mapping[str, tuple[Placement, ...]] = {
    SITE: (Placement("federation", "federation", NARROW, {}),)
}
