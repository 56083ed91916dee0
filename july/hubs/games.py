"""A game as pages tell of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from july.contest.games import Game
from july.contest.queries import known_games
from july.contest.totals import BOARDS
from july.lib import clock
from july.lib.words import day, days_between, number
from july.live.services.own import boards

_HOUR = timedelta(hours=1)
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
        to_go = ngettext("day to go", "days to go", left)
        return Shown(game, "next", days, number(left), to_go)
    if today <= game.last:
        left = (game.last - today).days
        if not left:
            # Translators: "Last" is shown large, and "day" beside it.
            return Shown(game, "running", days, _("Last"), _("day"))
        return Shown(game, "running", days, number(left), ngettext("day left", "days left", left))
    if not game.is_over(now):
        return Shown(game, "closing", days, _("Over"), _late(-(-(game.closes - now) // _HOUR)))
    return Shown(game, "over", days, _("Over"), _("since %(day)s") % {"day": day(game.last)})


def _late(hours: int) -> str:
    told = ngettext(
        "but late commits count for %(count)s hour more",
        "but late commits count for %(count)s hours more",
        hours,
    )
    return told % {"count": number(hours)}


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
