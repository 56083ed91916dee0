"""Reading the contest. A read never recounts."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.core.cache import cache
from django.utils.translation import gettext as _
from google.cloud import ndb

from july.contest.games import Game, Rules, game_at
from july.contest.models import Commit, GameRow, Standing
from july.contest.totals import board_name, standing_name
from july.errors import NotFound
from july.lib import clock
from july.lib.names import is_usable

KEPT = 2
"""Seconds for which what hardly ever changes is not read again."""
_GAMES = "games"


def as_game(row: GameRow) -> Game:
    """The value of a stored game."""
    return Game(row.key.id(), row.name, row.first, row.last, Rules(**row.rules))


def as_row(game: Game) -> GameRow:
    """How a game is stored."""
    return GameRow(
        id=game.slug, name=game.name, first=game.first, last=game.last, rules=asdict(game.rules)
    )


def all_games() -> list[Game]:
    """Every game, the oldest first."""
    games = [as_game(row) for row in GameRow.query().order(GameRow.first)]
    cache.set(_GAMES, games, KEPT)
    return games


def known_games() -> list[Game]:
    """Every game, as of at most two seconds ago: a game made since may be missing."""
    games: list[Game] | None = cache.get(_GAMES)
    return all_games() if games is None else games


def find_game(slug: str) -> Game:
    """The game with that slug. Raises NotFound."""
    for game in known_games():
        if game.slug == slug:
            return game
    row = ndb.Key(GameRow, slug).get() if is_usable(slug) else None
    if row is None:
        raise NotFound(_("There is no game called %(name)r.") % {"name": slug}, field="game")
    return as_game(row)


def current_game() -> Game | None:
    """The game that people mean when they name none: running, else last, else next."""
    return game_at(known_games() or all_games(), clock.now())


def game_or_current(slug: str | None) -> Game | None:
    """The named game, or the current one. Raises NotFound for a name that no game has."""
    return find_game(slug) if slug else current_game()


def unfrozen_games() -> list[Game]:
    """The games in which a change of a person still moves something."""
    now = clock.now()
    return [game for game in all_games() if not game.is_over(now)]


def find_standing(game: str, kind: str, subject: str) -> Standing | None:
    """The totals of one thing in one game, or None if it has none."""
    return ndb.Key(Standing, standing_name(game, kind, subject)).get()


def find_commit(hash: str) -> Commit | None:
    """The commit with that SHA if it counted, else None."""
    return ndb.Key(Commit, hash.lower()).get() if is_usable(hash) else None


def find_commits(hashes: Iterable[str]) -> dict[str, Commit]:
    """Those among the commits that counted, or were kept as orphans, by SHA."""
    wanted = list(dict.fromkeys(hash.lower() for hash in hashes if is_usable(hash)))
    found = ndb.get_multi([ndb.Key(Commit, hash) for hash in wanted])
    return {commit.hash: commit for commit in found if commit}


def latest_commits(limit: int, **equal: str) -> Sequence[Commit]:
    """The newest commits, newest first.

    `equal` may name one of game, person, project; beside the last two, a day too.
    """
    query = Commit.query(*(getattr(Commit, name) == value for name, value in equal.items()))
    return query.order(-Commit.recorded).fetch(limit)


def leading(kind: str, game: str, limit: int) -> Sequence[Standing]:
    """The totals of the first of a board, in its order."""
    query = Standing.query(Standing.board == board_name(game, kind))
    return query.order(-Standing.points, Standing.reached).fetch(limit)
