"""`boards.search`: rows of a board by name."""

from collections.abc import Mapping

from july.contest.boards import FILTERS, as_json
from july.contest.search import search as found_by
from july.contest.totals import BOARDS
from july.errors import BadField
from july.live.services import subscribes
from july.live.services.own.reading import (
    MOST_ROWS,
    checked_choice,
    checked_game,
    checked_number,
    checked_text,
)
from july.live.services.own.things import rank_channels

__all__ = ["search"]

LONGEST_SEARCH = 100


@subscribes(rank_channels)
def search(
    kind: str,
    text: str,
    game: str | None = None,
    limit: int = 20,
    filters: Mapping[str, str] | None = None,
) -> list[dict[str, object]]:
    """The rows of a board whose names have words that begin as those of `text`, highest first.

    Case and accents make no difference. Raises BadField, and NotFound for a game there is not.
    """
    name = checked_choice(kind, "kind", BOARDS)
    wanted = checked_text(text, "text", LONGEST_SEARCH)
    count = checked_number(limit, "limit", MOST_ROWS)
    for filter_name, value in (filters or {}).items():
        if filter_name not in FILTERS.get(name, ()):
            message = f"The board of {name} can't be filtered by {filter_name!r}."
            raise BadField(message, field=filter_name)
        checked_text(value, filter_name)
    found = checked_game(game)
    if found is None:
        return []
    return [as_json(row) for row in found_by(name, found.slug, wanted, count, filters)]
