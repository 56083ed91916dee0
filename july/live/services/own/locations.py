"""`locations.…`: the locations, and one with its totals."""

from typing import Any

from july.errors import NotFound
from july.live.services import subscribes
from july.live.services.own.lists import USUAL
from july.live.services.own.places import found_places, place_in, places
from july.live.services.own.reading import checked_text
from july.people.models import Location
from july.people.queries import find_location

__all__ = ["find", "get", "page"]


@subscribes(lambda slug: f"location:{checked_text(slug, 'slug')}")
def get(slug: str, game: str | None = None) -> dict[str, Any]:
    """One location with its totals in a game. Raises NotFound."""
    location = find_location(checked_text(slug, "slug"))
    if location is None:
        raise NotFound(f"There is no location {slug!r} here.")
    return place_in(game, "locations", location)


def page(limit: int = USUAL, cursor: str | None = None) -> dict[str, Any]:
    """A page of all locations, by slug. Raises BadField."""
    return places("locations", Location, limit, cursor)


def find(text: str, limit: int = 10) -> list[dict[str, str]]:
    """The locations that have words which begin as those of `text`: `[{"slug", "name", "means"}]`.

    `means` is what the location that is meant is called: not `name` where that was merged into
    another. Raises BadField.
    """
    return found_places("locations", text, limit)
