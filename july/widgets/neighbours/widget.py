"""Who stands just above and below: of the thing on its hub, of the viewer on the front page."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.contest.totals import BOARDS
from july.hubs.contract import Data, Link, Widget, heard_by
from july.hubs.settings import Setting, Text, Whole
from july.hubs.subjects import SITE, Subject, is_current
from july.lib.paths import path_to
from july.live.services.own import boards
from july.people.models import Person

TITLES = {
    SITE: gettext_lazy("Just above and below you"),
    "people": gettext_lazy("Just above and below"),
}


def _board(subject: Subject) -> str:
    return "people" if subject.kind == SITE else subject.kind


def data(subject: Subject, *, reach: int) -> Data:
    """The rows around the thing; on the front page they depend on who looks."""
    if subject.kind == SITE or subject.game is None:
        return {"rows": []}
    rows = boards.around(subject.kind, subject.slug, subject.game_slug, reach, reach)
    return {"rows": rows}


def channels(subject: Subject, *, reach: int) -> Iterable[str]:
    """What changes the board."""
    del reach
    return heard_by(boards.around, _board(subject), subject.slug or "-", subject.game_slug)


def personal(subject: Subject, viewer: Person | None, data: Data, *, reach: int) -> Data:
    """The rows around whoever looks at the front page, and which row is whose."""
    if subject.kind != SITE:
        return {"rows": data["rows"], "slug": subject.slug}
    if viewer is None or subject.game is None:
        return {"rows": [], "slug": ""}
    rows = boards.around("people", viewer.name, subject.game_slug, reach, reach)
    return {"rows": rows, "slug": viewer.name}


def visible(subject: Subject, viewer: Person | None) -> bool:
    """On the front page only for who is signed in."""
    return subject.kind != SITE or viewer is not None


def heading(subject: Subject, _data: Data, **_settings: object) -> Text:
    """Whose neighbours they are."""
    return TITLES.get(subject.kind, TITLES["people"])


def link(subject: Subject, data: Data, **_settings: object) -> Link | None:
    """On to the page of the board with its row."""
    if not data["rows"]:
        return None
    game = None if is_current(subject) else subject.game_slug
    path = path_to(_board(subject), game=game, at=subject.slug)
    return Link(f"{path}#here", gettext_lazy("On the board"))


WIDGET = Widget(
    name="neighbours",
    title=gettext_lazy("Neighbours"),
    about=gettext_lazy("Who stands just above and below on the board."),
    data=data,
    channels=channels,
    personal=personal,
    visible=visible,
    kinds=(SITE, *BOARDS),
    heading=heading,
    link=link,
    settings=(
        Setting(
            name="reach",
            label=gettext_lazy("Rows above and below"),
            default=2,
            check=Whole(1, 10),
        ),
    ),
)
