"""Games as values: which commit belongs to which, and on which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts how much in a game; each game stores its own."""

    commit: int = 1
    """Points for a commit."""
    project: int = 10
    """Points, once, for a project."""
    grace_hours: int = 12
    """Hours before the first and after the last day, so that it is July wherever one is."""


@dataclass(frozen=True, slots=True)
class Game:
    """One contest."""

    slug: str
    name: str
    first: date
    """The first day; the game begins at its 00:00 UTC."""
    last: date
    """The last day; the game ends at its 24:00 UTC."""
    rules: Rules = Rules()

    @property
    def opens(self) -> datetime:
        """From here on a commit's time is inside."""
        return datetime.combine(self.first, time(), UTC) - self._grace

    @property
    def closes(self) -> datetime:
        """From here on a commit's time is outside."""
        return datetime.combine(self.last, time(), UTC) + timedelta(days=1) + self._grace

    @property
    def _grace(self) -> timedelta:
        return timedelta(hours=self.rules.grace_hours)

    def holds(self, moment: datetime) -> bool:
        """Whether a commit of that moment counts for this game."""
        return self.opens <= moment < self.closes

    def is_over(self, now: datetime) -> bool:
        """Whether the game is frozen: only late deliveries still change it."""
        return now >= self.closes

    def runs_on(self, day: date) -> bool:
        """Whether the day is one of the game's."""
        return self.first <= day <= self.last

    def day_of(self, moment: datetime) -> date:
        """The author's local day of a commit, clamped to the days of the game."""
        return min(max(moment.date(), self.first), self.last)


def game_of(games: Iterable[Game], moment: datetime) -> Game | None:
    """The game for which a commit of that moment counts.

    Where the hours of grace of two games overlap, the one whose days hold its local day.
    """
    holding = [game for game in games if game.holds(moment)]
    own = [game for game in holding if game.runs_on(moment.date())]
    return next(iter(own or holding), None)


def game_at(games: Iterable[Game], now: datetime) -> Game | None:
    """The game that people mean now: the running one, else the last, else the next."""
    in_order = sorted(games, key=lambda game: game.first)
    today = now.date()
    begun = [game for game in in_order if game.first <= today]
    return begun[-1] if begun else next(iter(in_order), None)
