"""Lists of the first teams or locations of a game, which are alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Link, Widget, heard_by
from july.hubs.settings import Setting, Text, Whole
from july.hubs.subjects import SITE, Subject, is_current
from july.lib.paths import path_to
from july.live.services.own import boards

LIMIT = Setting(name="limit", label=gettext_lazy("Rows"), default=8, check=Whole(1, 50))


@dataclass(frozen=True, slots=True)
class Places:
    """The functions of such a widget."""

    kind: str
    """`teams` or `locations`."""

    def data(self, subject: Subject, *, limit: int) -> Data:
        """The first rows of the board."""
        return {"rows": boards.rows(self.kind, subject.game_slug, limit) if subject.game else []}

    def channels(self, subject: Subject, *, limit: int) -> Iterable[str]:
        """What changes that board."""
        del limit
        return heard_by(boards.page, self.kind, subject.game_slug)

    def link(self, subject: Subject, _data: Data, *, limit: int) -> Link:
        """On to the whole board."""
        del limit
        game = None if is_current(subject) else subject.game_slug
        return Link(path_to(self.kind, game=game), gettext_lazy("All of them"))


def list_of(kind: str, title: Text, about: Text) -> Widget:
    """The widget that lists teams or locations."""
    places = Places(kind)
    return Widget(
        name=kind,
        title=title,
        about=about,
        data=places.data,
        channels=places.channels,
        kinds=(SITE, "games"),
        hides_without="rows",
        link=places.link,
        settings=(LIMIT,),
    )
