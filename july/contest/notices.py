"""Telling whoever watches a board, or one thing, that its totals have changed.

Commits need none of this: their own events go to everybody concerned. It is for what changes
behind them: recounts, moves, names, commits that find their person.
"""

from collections.abc import Iterable

from july.bus import notices
from july.contest.totals import board_name

GAMES = "games"
"""The channel of which games there are."""


def board_channel(game: str, kind: str) -> str:
    """The channel of one board."""
    return f"board:{board_name(game, kind)}"


def ranks_channel(game: str) -> str:
    """The channel of the ranks in one game: they are counted anew a little behind its boards."""
    return f"ranks:{game}"


def tell_changed(game: str, kinds: Iterable[str], *things: str) -> None:
    """Notify the boards of these kinds, and the channels of the things that changed."""
    notices.notify([*(board_channel(game, kind) for kind in kinds), *things], "recount")
