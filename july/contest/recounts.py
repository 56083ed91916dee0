"""Recounting one standing from the rows per game, contributor and project."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from google.cloud import ndb

from july import deferred
from july.contest.boards import touch
from july.contest.games import Rules
from july.contest.models import Contribution, Standing
from july.contest.paging import rows_of
from july.contest.queries import find_game
from july.contest.rows import new_standing, standing_key
from july.contest.totals import Tally, board_name
from july.lib import clock
from july.lib.languages import language_name
from july.people.queries import find_location, find_team


@dataclass(frozen=True, slots=True)
class Recounted:
    """A kind of standing that is recounted rather than kept up by recording."""

    task: str
    tally: Callable[[str, str], Tally]
    """Adds up the standing of (game, slug)."""
    title: Callable[[str], str]
    """The name of what has that slug."""


def recount(kind: str, game: str, slug: str, generation: int) -> None:
    """Recount one standing, unless a newer recount of it exists. A dear one gets a longer rest."""
    recounted = RECOUNTED[kind]
    if not deferred.begin(recounted.task, (game, slug), generation):
        return
    started = clock.now()
    tally = recounted.tally(game, slug)
    rules = find_game(game).rules
    title = recounted.title(slug)
    ndb.transaction(partial(_store, kind, game, slug, title, tally, rules, generation), retries=5)
    touch(game, [kind])
    deferred.finish(recounted.task, (game, slug), started)


def _store(
    kind: str, game: str, slug: str, title: str, tally: Tally, rules: Rules, generation: int
) -> None:
    """Write the totals, unless a newer recount has; without commits there is no standing."""
    key = standing_key(game, kind, slug)
    standing = key.get() or new_standing(game, kind, slug)
    if standing.generation >= generation:
        return
    standing.slug, standing.name, standing.generation = slug, title, generation
    tally.write_to(standing, kind, rules)
    if tally.commits:
        standing.put()
    else:
        key.delete()


def _tally_members(field: str, game: str, slug: str) -> Tally:
    tally = Tally()
    query = Contribution.query(Contribution.game == game, getattr(Contribution, field) == slug)
    for row in rows_of(query):
        tally.add(row)
    return tally


def _tally_language(game: str, slug: str) -> Tally:
    tally = Tally()
    query = Contribution.query(Contribution.game == game, Contribution.languages == slug)
    for row in rows_of(query):
        tally.add_language(row, slug)
    return tally


def _tally_game(game: str, _slug: str) -> Tally:
    tally = Tally()
    for standing in rows_of(Standing.query(Standing.board == board_name(game, "projects"))):
        tally.add_project(standing)
    tally.contributors = set()
    return tally


def _location_title(slug: str) -> str:
    location = find_location(slug)
    return str(location.name) if location else slug


def _team_title(slug: str) -> str:
    team = find_team(slug)
    return str(team.name) if team else slug


def _game_title(slug: str) -> str:
    return find_game(slug).name


RECOUNTED = {
    "locations": Recounted(
        "contest.fix_location", partial(_tally_members, "location"), _location_title
    ),
    "teams": Recounted("contest.fix_team", partial(_tally_members, "team"), _team_title),
    "languages": Recounted("contest.fix_language", _tally_language, language_name),
    "games": Recounted("contest.fix_game", _tally_game, _game_title),
}
