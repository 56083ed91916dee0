"""A game as pages tell of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from july.contest.games import Game
from july.contest.queries import known_games
from july.contest.totals import BOARDS
from july.lib import clock
from july.lib.words import count, day, days_between
from july.live.services.own import boards

WINNERS = 3
"""People on the podium."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A game with how it stands today."""

    game: Game
    state: str
    """`next`, `running`, `closing` (over but for late commits) or `over`."""
    days: str
    """From when to when."""
    figure: str
    """The one number that matters today, as text."""
    figure_means: str
    """What that number is."""

    @property
    def headline(self) -> str:
        """Number and meaning as one phrase."""
        return f"{self.figure} {self.figure_means}".strip()


def shown(game: Game) -> Shown:
    """The game as it stands now."""
    now = clock.now()
    today = now.date()
    days = days_between(game.first, game.last)
    if today < game.first:
        left = (game.first - today).days
        return Shown(game, "next", days, str(left), f"{'day' if left == 1 else 'days'} to go")
    if today <= game.last:
        left = (game.last - today).days
        if not left:
            return Shown(game, "running", days, "Last", "day")
        return Shown(game, "running", days, str(left), f"{'day' if left == 1 else 'days'} left")
    if not game.is_over(now):
        hours = count(-(-(game.closes - now) // timedelta(hours=1)), "hour")
        return Shown(game, "closing", days, "Over", f"but late commits count for {hours} more")
    return Shown(game, "over", days, "Over", f"since {day(game.last)}")


def winners(game: Game) -> dict[str, Any]:
    """Those who lead a game or have won it: `{"people": [row, …], "projects": [row], …}`.

    Three people, and of every other board the first.
    """
    return {
        kind: boards.rows(kind, game.slug, WINNERS if kind == "people" else 1) for kind in BOARDS
    }


def upcoming() -> list[Game]:
    """The games that have not begun, the next first."""
    today = clock.now().date()
    return [game for game in known_games() if game.first > today]


def past() -> list[Game]:
    """The games whose days are over, the last first."""
    today = clock.now().date()
    return [game for game in known_games()[::-1] if game.last < today]
