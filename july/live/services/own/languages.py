"""`languages.get`: one language."""

from typing import Any

from july.contest.boards import address
from july.errors import NotFound
from july.lib.languages import find_language
from july.live.services import subscribes
from july.live.services.own.reading import checked_text
from july.live.services.own.totals import totals_in

__all__ = ["get"]


@subscribes(lambda slug: f"language:{checked_text(slug, 'slug')}")
def get(slug: str, game: str | None = None) -> dict[str, Any]:
    """One language with its totals in a game. Raises NotFound for one that July does not know."""
    name = find_language(checked_text(slug, "slug"))
    if name is None:
        raise NotFound(f"There is no language {slug!r} here.")
    language = {"slug": slug, "name": name, "url": address("languages", slug)}
    return language | totals_in(game, "languages", slug)
