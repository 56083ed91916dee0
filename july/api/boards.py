"""`/api/v1/boards/…`, `/api/v1/games…` and `/api/v1/stats/commits…`."""

from datetime import timedelta
from typing import Any

from july.api.handler import Handler
from july.api.lists import PAGING, ListHandler, Model
from july.contest.boards import address
from july.contest.games import Game
from july.contest.models import GameRow
from july.contest.queries import (
    as_game,
    find_game,
    find_standing,
    game_or_current,
)
from july.contest.totals import GAME
from july.errors import BadField, NotFound
from july.lib import clock
from july.live.services.own.boards import page
from july.live.services.own.stats import calendar
from july.live.services.own.totals import totals_as_json

SUBJECTS = {
    "person": "people",
    "project": "projects",
    "team": "teams",
    "location": "locations",
    "language": "languages",
}
"""Parameters that name one thing, and the boards it stands on."""


class BoardHandler(ListHandler):
    """`/api/v1/boards/KIND`."""

    parameters = PAGING | {"game", "location", "team"}

    def get(self, kind: str) -> None:
        """A page of a board."""
        filters = {name: value for name in ("location", "team") if (value := self.text(name))}
        found = page(kind, self.text("game"), self.limit, self.text("cursor"), filters)
        self.reply_page(found["models"], found["next"])


class GamesHandler(ListHandler):
    """`/api/v1/games`."""

    def get(self) -> None:
        """All games, the oldest first."""
        self.reply_query(
            GameRow.query().order(GameRow.first),
            lambda rows: [game_as_json(as_game(row)) for row in rows],
        )


class GameHandler(Handler):
    """`/api/v1/games/SLUG`."""

    def get(self, slug: str) -> None:
        """One game with its totals."""
        game = find_game(slug)
        totals = find_standing(slug, GAME, slug)
        self.reply(game_as_json(game) | totals_as_json(totals))


class StatsHandler(Handler):
    """`/api/v1/stats/commits[/METRIC]`."""

    parameters = frozenset({"game", *SUBJECTS})

    def get(self, metric: str = "calendar") -> None:
        """Commits and points day by day, of a game or of one thing in it."""
        game = game_or_current(self.text("game"))
        if game is None:
            raise NotFound("There is no game yet.", field="game")
        kind, subject = self._subject(game)
        answer: dict[str, Any] = {"game": game.slug} | calendar(kind, subject, game.slug)
        if metric == "histogram":
            by_day = {day["day"]: day["points"] for day in answer.pop("days")}
            answer["points"] = [by_day.get(day, 0) for day in _days_of(game)]
        self.reply(answer)

    def _subject(self, game: Game) -> tuple[str, str]:
        chosen = [name for name in SUBJECTS if self.text(name)]
        if len(chosen) > 1:
            message = f"Choose one of {', '.join(SUBJECTS)}."
            raise BadField(message, field=chosen[1])
        if not chosen:
            return GAME, game.slug
        return SUBJECTS[chosen[0]], str(self.text(chosen[0]))


def game_as_json(game: Game) -> Model:
    """A game, as REST answers it."""
    now = clock.now()
    return {
        "slug": game.slug,
        "name": game.name,
        "url": address("games", game.slug),
        "start": game.first.isoformat(),
        "end": game.last.isoformat(),
        "opens": game.opens.isoformat(),
        "closes": game.closes.isoformat(),
        "running": game.opens <= now < game.closes,
    }


def _days_of(game: Game) -> list[str]:
    count = (game.last - game.first).days + 1
    return [(game.first + timedelta(days=index)).isoformat() for index in range(count)]
