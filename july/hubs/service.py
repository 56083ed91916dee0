"""`hubs.…`: a hub's boxes and which there are, for open pages that show them."""

from typing import Any

from django.conf import settings as django_settings
from django.utils import translation

from july.contest.notices import GAMES
from july.errors import BadField, NotFound
from july.hubs.boxes import channels_of, find_placement, show_one
from july.hubs.notices import hub_channel, stars_channel
from july.hubs.placement import Placement
from july.hubs.queries import layout_of, state_of
from july.hubs.subjects import Subject, find_subject
from july.live.services import current_call, subscribes
from july.live.services.own.reading import checked_text
from july.people.models import Person

__all__ = ["layout", "widget"]


def _subject(kind: object, slug: object) -> Subject:
    return find_subject(checked_text(kind, "kind"), checked_text(slug, "slug"))


def _of_the_hub(kind: object, slug: object) -> list[str]:
    try:
        subject = _subject(kind, slug)
    except NotFound:
        return []
    return [hub_channel(subject), stars_channel(subject)]


@subscribes(_of_the_hub)
def layout(kind: str, slug: str) -> dict[str, Any]:
    """Which widgets stand where: `{"version", "stars", "widgets": [{"id", "widget", "column"}]}`.

    Raises BadField, NotFound.
    """
    state = state_of(_subject(kind, slug))
    widgets = [
        {"id": each.id, "widget": each.widget, "column": each.column}
        for each in state.layout.placements
    ]
    return {"version": state.version, "stars": state.stars, "widgets": widgets}


def _find(kind: object, slug: object, id: object, game: object) -> tuple[Subject, Placement]:
    named = None if game is None else checked_text(game, "game")
    subject = find_subject(checked_text(kind, "kind"), checked_text(slug, "slug"), named)
    return subject, find_placement(subject, layout_of(subject), checked_text(id, "id"))


def _channels(kind: object, slug: object, id: object, game: object) -> list[str]:
    try:
        subject, placement = _find(kind, slug, id, game)
    except NotFound:
        return []
    current = [] if game else [GAMES]
    return [*channels_of(subject, placement, _viewer), hub_channel(subject), *current]


@subscribes(_channels)
def widget(
    kind: str, slug: str, id: str, game: str | None = None, language: str = "en"
) -> dict[str, Any]:
    """One box of a hub: `{"id", "widget", "title", "data", "html"}`.

    The same as at `…/w/ID/json` of the hub's page, in that language. Raises BadField, NotFound.
    """
    if language not in dict(django_settings.LANGUAGES):
        raise BadField(f"July does not speak {language!r}.", field="language")
    subject, placement = _find(kind, slug, id, game)
    with translation.override(language):
        return show_one(subject, placement, _viewer).as_json()


def _viewer() -> Person | None:
    return current_call().user
