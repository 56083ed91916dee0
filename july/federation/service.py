"""`federation.boards`: the boards of friendly sites and this one's."""

from collections.abc import Iterable
from typing import Any

from july.contest.totals import BOARDS
from july.federation.friends import FRIENDS, MOST_ROWS, channel_of
from july.federation.rows import merged, read_rows
from july.federation.settings import settings
from july.hubs.contract import heard_by
from july.live.services import serializer, subscribes
from july.live.services.own import boards as own
from july.live.services.own.reading import checked_choice, checked_game, checked_number
from july.live.services.serializer import digest_of

__all__ = ["boards"]


def channels(kind: object) -> Iterable[str]:
    """What changes a board, here or at a friend."""
    named = checked_choice(kind, "kind", BOARDS)
    return (channel_of(named), channel_of("games"), *heard_by(own.page, named))


@subscribes(channels)
def boards(kind: str = "people", limit: int = 10) -> dict[str, Any]:
    """The first rows of a board at each site, and of all of them as one.

    `{"sites": [{"name", "title", "url", "game", "state", "seen", "rows"}], "merged": rows}`, this
    site first, under the name ""; and "version", another when anything else is. Raises BadField.
    """
    checked_choice(kind, "kind", BOARDS)
    most = checked_number(limit, "limit", MOST_ROWS)
    here = read_rows(own.page(kind, limit=most), kind)
    friends = [friend.board(kind) for friend in FRIENDS]
    game = checked_game(None)
    this_site = {
        "name": "",
        "title": settings.title,
        "url": "/",
        "game": game.name if game else "",
        "state": "here",
        "seen": None,
        "rows": [row.as_json() for row in here],
    }
    every = merged([here, *(board.rows for board in friends)], most)
    told = {
        "sites": [this_site, *(board.as_json(most) for board in friends)],
        "merged": [row.as_json() for row in every],
    }
    return {**told, "version": digest_of(serializer.encode(told))}
