"""Who came last, or which projects did."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Widget, heard_by
from july.hubs.settings import Choice, Setting, Text, Whole
from july.hubs.subjects import SITE, Subject
from july.live.services.own import people, projects

NEWEST: Mapping[str, Callable[[int], list[dict[str, Any]]]] = {
    "people": people.newest,
    "projects": projects.newest,
}
TITLES = {"people": gettext_lazy("New here"), "projects": gettext_lazy("New projects")}


def data(_subject: Subject, *, kind: str, limit: int) -> Data:
    """Names, and when each came."""
    slug, name = ("name", "title") if kind == "people" else ("slug", "name")
    rows = [
        {"slug": each[slug], "name": each[name], "created": each["created"]}
        for each in NEWEST[kind](limit)
    ]
    return {"rows": rows}


def channels(_subject: Subject, *, kind: str, limit: int) -> Iterable[str]:
    """Whoever comes."""
    return heard_by(NEWEST[kind], limit)


def heading(_subject: Subject, _data: Data, *, kind: str, limit: int) -> Text:
    """Called after what it lists."""
    del limit
    return TITLES[kind]


WIDGET = Widget(
    name="newest",
    title=gettext_lazy("Newest"),
    about=gettext_lazy("The people or projects that came last."),
    data=data,
    channels=channels,
    kinds=(SITE, "games"),
    heading=heading,
    hides_without="rows",
    settings=(
        Setting(
            name="kind",
            label=gettext_lazy("What"),
            default="people",
            check=Choice({"people": gettext_lazy("People"), "projects": gettext_lazy("Projects")}),
        ),
        Setting(name="limit", label=gettext_lazy("Rows"), default=5, check=Whole(1, 50)),
    ),
)
