"""Which standings are recounted after commits have changed hands, or their people places."""

from collections.abc import Iterable, Iterator

from july import deferred
from july.contest.games import Game

Places = tuple[str | None, str | None]
"""Slugs of the location and the team in which somebody counts."""


def place_recounts(game: Game, places: Iterable[Places]) -> Iterator[deferred.Recount]:
    """Those of where people count whose points change."""
    for location, team in places:
        if location:
            yield deferred.Recount("contest.fix_location", (game.slug, location))
        if team:
            yield deferred.Recount("contest.fix_team", (game.slug, team))


def commit_recounts(
    game: Game, places: Iterable[Places], languages: Iterable[str]
) -> Iterator[deferred.Recount]:
    """Those of commits in these languages, by people of these places."""
    yield from place_recounts(game, places)
    yield deferred.Recount("contest.fix_game", (game.slug, game.slug))
    for language in sorted(set(languages)):
        yield deferred.Recount("contest.fix_language", (game.slug, language))


def to_recount(recounts: Iterable[deferred.Recount]) -> deferred.Outbox:
    """The row that has them done, each once; to be put in the transaction that changes the rows."""
    return deferred.Outbox.holding(deferred.Work(recounts=tuple(dict.fromkeys(recounts))))
