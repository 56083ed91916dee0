"""Whether both sides of somebody's move have been counted again."""

from dataclasses import dataclass
from functools import partial

from google.cloud import ndb

from july import deferred
from july.bus import notices
from july.contest.moves import KINDS
from july.contest.queries import unfrozen_games
from july.contest.rows import standing_key
from july.people.models import Move


@dataclass(frozen=True, slots=True)
class Settling:
    """What has become of somebody's last move."""

    settled: bool
    places: tuple[tuple[str, str], ...]
    """Kinds and slugs of both sides."""


def move_channel(name: str) -> str:
    """The channel on which it is told that a move has been followed."""
    return f"move:{name}"


def settling_of(name: str) -> Settling:
    """The last move of a person, settled where there was none."""
    move = ndb.Key(Move, name).get()
    if move is None:
        return Settling(settled=True, places=())
    places = tuple((kind, slug) for kind, slug in move.places or ())
    return Settling(settled=_is_settled(move), places=places)


def _is_settled(move: Move) -> bool:
    """Whether each recount that the move waits for, or a later one, has written its totals."""
    if move.followed < move.number:
        return False
    awaited = move.awaited or ()
    standings = ndb.get_multi([standing_key(game, kind, slug) for game, kind, slug, _ in awaited])
    return all(
        standing is not None and standing.generation >= generation
        for standing, (*_, generation) in zip(standings, awaited, strict=True)
    )


def await_recounts(name: str, number: int) -> None:
    """Note which recounts a move waits for, once they have been marked.

    Those that wait now, or have begun since they were marked, begin after the rows were moved, so
    they count them where they are now.
    """
    move = ndb.Key(Move, name).get()
    if move is None or move.number != number:
        return
    wanted = [(game.slug, kind, slug) for game in unfrozen_games() for kind, slug in move.places]
    generations = deferred.generations(
        deferred.Recount(KINDS[kind], (game, slug)) for game, kind, slug in wanted
    )
    awaited = [
        [*place, generation]
        for place, generation in zip(wanted, generations, strict=True)
        if generation
    ]
    ndb.transaction(partial(_note, name, number, awaited), retries=5)
    notices.notify([move_channel(name)], "move")


def _note(name: str, number: int, awaited: list[list[object]]) -> None:
    move = ndb.Key(Move, name).get()
    if move is not None and move.number == number:
        move.followed, move.awaited = number, awaited
        move.put()
