"""The people of a team or a location, by their points in the game."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.hubs.contract import WIDE, Data, Link, Widget, heard_by
from july.hubs.settings import Setting, Whole
from july.hubs.subjects import CHANNELS, Subject, is_current
from july.lib.paths import path_to
from july.live.services.own import boards


def data(subject: Subject, *, limit: int) -> Data:
    """Rows of the board of people."""
    if subject.game is None:
        return {"rows": [], "more": False}
    chosen = {CHANNELS[subject.kind]: subject.slug}
    page = boards.page("people", subject.game_slug, limit, filters=chosen)
    return {"rows": page["models"], "more": page["next"] is not None}


def channels(subject: Subject, *, limit: int) -> Iterable[str]:
    """Commits of its people, people who come and go, and names."""
    del limit
    return (subject.channel, *heard_by(boards.page, "people", subject.game_slug))


def link(subject: Subject, data: Data, *, limit: int) -> Link | None:
    """On to the whole board of people, if there are more."""
    del limit
    if not data["more"]:
        return None
    game = None if is_current(subject) else subject.game_slug
    chosen = {CHANNELS[subject.kind]: subject.slug}
    return Link(path_to("people", game=game, **chosen), gettext_lazy("All of them"))


WIDGET = Widget(
    name="members",
    title=gettext_lazy("People"),
    about=gettext_lazy("The people of a team or a location, by their points in the game."),
    data=data,
    channels=channels,
    kinds=("teams", "locations"),
    column=WIDE,
    link=link,
    settings=(Setting(name="limit", label=gettext_lazy("Rows"), default=20, check=Whole(1, 100)),),
)
