"""Services: `haiku.latest` for pages, widgets, browsers and scripts."""

from itertools import islice
from typing import Any

from july.contest.feed import tell
from july.contest.queries import game_or_current
from july.live.services import subscribes

from haiku.queries import poems_of

__all__ = ["latest"]

CHANNEL = "haiku"
"""Notified whenever there is another."""
MOST = 100


@subscribes(CHANNEL)
def latest(limit: int = 10, game: str | None = None, person: str | None = None) -> list[Any]:
    """The newest haiku of a game, perhaps of one person: `lines`, and the `commit` as in the feed.

    Without `game` those of the current one; 100 at most.
    """
    found = game_or_current(game)
    poems = poems_of(found.slug) if found else iter(())
    mine = (poem for poem in poems if person in (None, poem.commit.person))
    newest = list(islice(mine, min(limit, MOST)))
    told = {each.message["hash"]: each.message for each in tell([each.commit for each in newest])}
    return [
        {"lines": poem.lines, "commit": told[poem.commit.hash]}
        for poem in newest
        if poem.commit.hash in told
    ]
