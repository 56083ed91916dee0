"""A widget: the newest haiku, of everybody or of one person."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.hubs.contract import WIDE, Data, Widget, heard_by
from july.hubs.settings import Setting, Whole
from july.hubs.subjects import SITE, Subject

from haiku.service import latest


def data(subject: Subject, *, limit: int) -> Data:
    """The newest haiku of the game that the page shows."""
    person = subject.slug if subject.kind == "people" else None
    return {"poems": latest(limit, subject.game_slug, person)}


def channels(_subject: Subject, *, limit: int) -> Iterable[str]:
    """Whenever there is another."""
    return heard_by(latest, limit)


WIDGET = Widget(
    name="haiku",
    title=gettext_lazy("Haiku"),
    about=gettext_lazy("Messages of commits with five, seven and five syllables."),
    data=data,
    channels=channels,
    kinds=(SITE, "games", "people"),
    column=WIDE,
    hides_without="poems",
    settings=(Setting(name="limit", label=gettext_lazy("Haiku"), default=3, check=Whole(1, 20)),),
)
