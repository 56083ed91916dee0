"""A game as pages tell of it."""

from dataclasses import dataclass
from datetime import timedelta

from july.contest.games import Game
from july.lib import clock
from july.lib.words import count, day, days_between


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
