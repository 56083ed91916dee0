"""`hubs.widget`: one box of a hub, for open pages that show it."""

from typing import Any

from django.conf import settings as django_settings
from django.utils import translation

from july.contest.notices import GAMES
from july.errors import BadField, NotFound
from july.hubs.boxes import channels_of, find_placement, show_one
from july.hubs.placement import Placement
from july.hubs.queries import hub_channel, layout_of
from july.hubs.subjects import Subject, find_subject
from july.live.services import current_call, subscribes
from july.live.services.own.reading import checked_text

__all__ = ["widget"]


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
    return [*channels_of(subject, placement), hub_channel(subject), *current]


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
        return show_one(subject, placement, lambda: current_call().user).as_json()
