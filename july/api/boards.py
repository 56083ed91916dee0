"""`/api/v1/boards/…`, `/api/v1/games…` and `/api/v1/stats/commits…`."""

from datetime import timedelta
from typing import Any

from july.api.handler import Handler
from july.api.lists import PAGING, ListHandler
from july.contest.boards import FILTERS
from july.contest.games import Game
from july.contest.queries import game_or_current
from july.contest.totals import GAME
from july.errors import BadField, NotFound
from july.live.services.own import boards, games, stats

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

    parameters = PAGING | {"game"} | set(FILTERS["people"])

    def get(self, kind: str) -> None:
        """A page of a board."""
        filters = {name: value for name in FILTERS["people"] if (value := self.text(name))}
        game, cursor = self.text("game"), self.text("cursor")
        self.reply_page(boards.page(kind, game, self.limit, cursor, filters))


class GamesHandler(ListHandler):
    """`/api/v1/games`."""

    def get(self) -> None:
        """All games, the oldest first."""
        self.reply_page(games.page(self.limit, self.text("cursor")))


class GameHandler(Handler):
    """`/api/v1/games/SLUG`."""

    def get(self, slug: str) -> None:
        """One game with its totals."""
        self.reply(games.get(slug))


class StatsHandler(Handler):
    """`/api/v1/stats/commits[/METRIC]`."""

    parameters = frozenset({"game", *SUBJECTS})

    def get(self, metric: str = "calendar") -> None:
        """Commits and points day by day, of a game or of one thing in it."""
        game = game_or_current(self.text("game"))
        if game is None:
            raise NotFound("There is no game yet.", field="game")
        kind, subject = self._subject(game)
        answer: dict[str, Any] = {"game": game.slug} | stats.calendar(kind, subject, game.slug)
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


def _days_of(game: Game) -> list[str]:
    count = (game.last - game.first).days + 1
    return [(game.first + timedelta(days=index)).isoformat() for index in range(count)]
