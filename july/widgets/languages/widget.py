"""In which languages commits are written."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Widget, heard_by
from july.hubs.settings import Setting, Whole
from july.hubs.subjects import KINDS, Subject
from july.live.services.own import stats
from july.widgets.asking import asked


def data(subject: Subject, *, limit: int) -> Data:
    """Commits by language, as `stats.languages` tells them."""
    return {"languages": stats.languages(*asked(subject), limit) if subject.game else []}


def channels(subject: Subject, *, limit: int) -> Iterable[str]:
    """What adds to them."""
    return heard_by(stats.languages, *asked(subject), limit)


WIDGET = Widget(
    name="languages",
    title=gettext_lazy("Languages"),
    about=gettext_lazy("The languages with most commits in the game."),
    data=data,
    channels=channels,
    kinds=tuple(kind for kind in KINDS if kind != "languages"),
    hides_without="languages",
    settings=(Setting(name="limit", label=gettext_lazy("Rows"), default=6, check=Whole(1, 50)),),
)
