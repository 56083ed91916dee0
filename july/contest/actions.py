"""Setting up games."""

from google.cloud import ndb

from july.audit import note
from july.bus import notices
from july.contest.games import Game
from july.contest.models import GameRow
from july.contest.notices import GAMES
from july.contest.queries import as_game, as_row
from july.errors import BadField, Conflict
from july.lib.slugs import slugify

EARLIEST, LATEST = 1990, 2200
"""Years: git hosts send no times far from ours, and a mistyped year is a mistake."""


def create_game(game: Game) -> Game:
    """Store a new game; the same one again changes nothing.

    Raises BadField for a slug or days that can't be, Conflict if it overlaps with another game.
    """
    if not game.slug or slugify(game.slug) != game.slug:
        message = f"{game.slug!r} can't stand in an address; use letters, digits and dashes."
        raise BadField(message, field="slug")
    if game.last < game.first:
        message = f"The game ends on {game.last}, before it starts on {game.first}."
        raise BadField(message, field="end")
    if not EARLIEST <= game.first.year <= game.last.year <= LATEST:
        message = f"A game lies between {EARLIEST} and {LATEST}, not {game.first} to {game.last}."
        raise BadField(message, field="start")
    stored = _store(game)
    notices.notify([GAMES], "create_game")
    return stored


@ndb.transactional(retries=5)
def _store(game: Game) -> Game:
    others = {other.slug: other for other in map(as_game, GameRow.query())}
    if game.slug in others:
        return _require_same(game, others[game.slug])
    for other in others.values():
        if game.first <= other.last and other.first <= game.last:
            message = f"Games do not overlap, and {_described(other)}."
            raise Conflict(message, field="start")
    described = {"name": game.name, "first": game.first.isoformat(), "last": game.last.isoformat()}
    note("create", "games", game.slug, title=game.name, before={}, after=described)
    as_row(game).put()
    return game


def _require_same(game: Game, stored: Game) -> Game:
    if game != stored:
        message = f"There is a game of that slug with other values: {_described(stored)}."
        raise Conflict(message, field="slug")
    return stored


def _described(game: Game) -> str:
    return f"{game.slug} ({game.name}) runs from {game.first} to {game.last}"
