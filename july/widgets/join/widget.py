"""How to take part, in three steps."""

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Link, Widget
from july.hubs.subjects import SITE, Subject


def data(_subject: Subject) -> Data:
    """Nothing: the steps are always the same."""
    return {}


WIDGET = Widget(
    name="join",
    title=gettext_lazy("Join in three steps"),
    about=gettext_lazy("How to take part, for who has not yet."),
    data=data,
    channels=lambda _subject: (),
    kinds=(SITE, "games", "teams", "locations"),
    link=lambda _subject, _data: Link("/help/join/", gettext_lazy("Slowly, please")),
)
