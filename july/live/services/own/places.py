"""Teams and locations, which are told alike."""

from dataclasses import asdict
from typing import Any

from july.contest.boards import address
from july.live.services.own.lists import stretch
from july.live.services.own.reading import MOST_ROWS, checked_number, checked_text
from july.live.services.own.totals import totals_in
from july.people.models import Location, Team
from july.people.places import suggest

LONGEST_TEXT = 100


def place_in(game: str | None, kind: str, place: Team | Location) -> dict[str, Any]:
    """The place with its totals in a game. Raises BadField, NotFound for the game."""
    return place_as_json(kind, place) | totals_in(game, kind, place.slug)


def places(
    kind: str, model: type[Team] | type[Location], limit: int, cursor: str | None
) -> dict[str, Any]:
    """A page of all of them, by slug, without those that were merged or wait. Raises BadField."""
    return stretch(
        kind,
        model.query().order(model.key),
        lambda found: [place_as_json(kind, place) for place in found if place.is_listed],
        limit,
        cursor,
    )


def place_as_json(kind: str, place: Team | Location) -> dict[str, Any]:
    """What there is to know of it."""
    return {"slug": place.slug, "name": place.name, "url": address(kind, place.slug)}


def found_places(kind: str, text: str, limit: int) -> list[dict[str, str]]:
    """Those whose names have words that begin as those of `text`. Raises BadField."""
    wanted = checked_text(text, "text", LONGEST_TEXT)
    return [
        asdict(each) for each in suggest(kind, wanted, checked_number(limit, "limit", MOST_ROWS))
    ]
