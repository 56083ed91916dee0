"""What friendly sites last said of their boards."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from threading import Lock
from typing import Any

from july.federation.rows import LONGEST, Row, read_rows
from july.federation.settings import Site, settings
from july.live.remote import CallFailed, NotConnected, Subscription, make_host

MOST_ROWS = 50
"""Of one board, that are asked for."""
MOST_GAMES = 100
PATIENCE = 1.0
"""Seconds that the first look waits; later ones show what is there."""


class State(StrEnum):
    """What can be said of a board's numbers."""

    HERE = "here"
    """They are the site's own, now."""
    WAITING = "waiting"
    """There has been no answer yet."""
    AWAY = "away"
    """The site does not answer; they are as old as `seen` says."""
    REFUSED = "refused"
    """It answered with an error."""


class Friend:
    """One friendly site."""

    def __init__(self, name: str, how: Site) -> None:
        self.name = name
        self.title = how.title
        self.address = how.address
        self._host = make_host(how.title, how)
        self._games = self._subscription("games", "games.page", MOST_GAMES)
        self._boards: dict[str, Subscription] = {}
        self._lock = Lock()

    def board(self, kind: str) -> "Board":
        """What it last said of that board. The first look waits a moment for its answer."""
        kept = self._kept(kind)
        self._games.begin()
        return Board(self, kind, kept, _current_game(self._games.result))

    def _kept(self, kind: str) -> Subscription:
        with self._lock:
            kept = self._boards.get(kind)
            if kept is not None:
                return kept
            kept = self._subscription(kind, "boards.page", kind, None, MOST_ROWS)
            self._boards[kind] = kept
        self._games.begin()
        with suppress(NotConnected, CallFailed):
            kept.answer(PATIENCE)
        return kept

    def _subscription(self, what: str, method: str, *params: Any) -> Subscription:  # noqa: ANN401
        return Subscription(method, *params, at=self._host, tells=channel_of(what))

    @property
    def is_away(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._host.is_away


class Board:
    """A board of a friend, as it was when it was looked at."""

    def __init__(self, friend: Friend, kind: str, kept: Subscription, game: str) -> None:
        self._friend = friend
        self.rows: tuple[Row, ...] = read_rows(
            kept.result, kind, site=friend.title, address=friend.address
        )
        self.state = _state(kept, friend)
        self.seen: datetime | None = None if self.state is State.HERE else kept.seen
        """When the rows were last known to be right, where they may not be now."""
        self.game = game

    def as_json(self, limit: int) -> dict[str, Any]:
        """As the service answers it."""
        return {
            "name": self._friend.name,
            "title": self._friend.title,
            "url": f"{self._friend.address}/",
            "game": self.game,
            "state": self.state,
            "seen": self.seen,
            "rows": [row.as_json() for row in self.rows[:limit]],
        }


def channel_of(what: str) -> str:
    """Notified when a board of that kind has changed at a friend, or a friend comes or goes."""
    return f"federation:{what}"


def _state(kept: Subscription, friend: Friend) -> State:
    if kept.is_current:
        return State.HERE
    if kept.error:
        return State.REFUSED
    if kept.seen is None and not friend.is_away:
        return State.WAITING
    return State.AWAY


def _current_game(answer: object) -> str:
    """The name of the game whose boards a site shows: the one that runs, else the last."""
    found = answer.get("models") if isinstance(answer, Mapping) else None
    games = [each for each in found or () if isinstance(each, Mapping) and each.get("name")]
    running = [game for game in games if game.get("running") is True]
    return str((running or games or [{"name": ""}])[-1]["name"])[:LONGEST]


FRIENDS = tuple(Friend(name, how) for name, how in settings.sites.items())
"""In the order of the settings."""
