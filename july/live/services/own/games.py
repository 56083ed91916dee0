"""`games.…`: the games, and one with its totals."""

from typing import Any

from july.contest.boards import address
from july.contest.games import Game
from july.contest.models import GameRow
from july.contest.notices import GAMES
from july.contest.queries import as_game, find_game, find_standing
from july.contest.totals import GAME
from july.lib import clock
from july.live.services import subscribes
from july.live.services.own.lists import USUAL, stretch
from july.live.services.own.reading import checked_text
from july.live.services.own.totals import totals_as_json

__all__ = ["get", "page"]


def _channels(slug: object) -> list[str]:
    return [f"game:{checked_text(slug, 'slug')}", GAMES]


@subscribes(_channels)
def get(slug: str) -> dict[str, Any]:
    """One game with its totals. Raises NotFound."""
    game = find_game(checked_text(slug, "slug"))
    return game_as_json(game) | totals_as_json(find_standing(game.slug, GAME, game.slug))


@subscribes(GAMES)
def page(limit: int = USUAL, cursor: str | None = None) -> dict[str, Any]:
    """A page of all games, the oldest first. Raises BadField."""
    return stretch(
        "games",
        GameRow.query().order(GameRow.first),
        lambda rows: [game_as_json(as_game(row)) for row in rows],
        limit,
        cursor,
    )


def game_as_json(game: Game) -> dict[str, Any]:
    """A game, as it is answered everywhere."""
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
