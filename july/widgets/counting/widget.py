"""How a language gets its points."""

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Link, Widget
from july.hubs.subjects import Subject
from july.lib.paths import path_to


def data(_subject: Subject) -> Data:
    """Nothing: it is always the same."""
    return {}


WIDGET = Widget(
    name="counting",
    title=gettext_lazy("How it counts"),
    about=gettext_lazy("How a language gets its points."),
    data=data,
    channels=lambda _subject: (),
    kinds=("languages",),
    link=lambda _subject, _data: Link(path_to("languages"), gettext_lazy("All languages")),
)
