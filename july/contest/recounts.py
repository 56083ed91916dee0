"""Recounting one standing from the rows per game, contributor and project."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from july import deferred
from july.contest.boards import touch
from july.contest.games import Rules
from july.contest.models import Standing
from july.contest.notices import tell_changed
from july.contest.queries import find_game, known_games
from july.contest.ranks import survey_soon
from july.contest.rows import plain_standing
from july.contest.totals import Tally, board_name
from july.lib.languages import language_name
from july.people.queries import find_location, find_team
from july.stores.plain import Plain, Transaction, scan, transact


@dataclass(frozen=True, slots=True)
class Recounted:
    """A kind of standing that is recounted rather than kept up by recording."""

    task: str
    tally: Callable[[str, str], Tally]
    """Adds up the standing of (game, slug)."""
    title: Callable[[str], str]
    """The name of what has that slug."""
    channel: str
    """The kind of channel such a thing has."""
    is_listed: Callable[[str], bool] = lambda _slug: True
    """Whether what has that slug stands on its board."""


def recount(kind: str, game: str, slug: str, generation: int) -> None:
    """Recount one standing, unless a newer recount of it exists. A dear one gets a longer rest."""
    recounted = RECOUNTED[kind]
    if not deferred.begin(recounted.task, (game, slug), generation):
        return
    started = time.thread_time()
    tally = recounted.tally(game, slug)
    standing = plain_standing(game, kind, slug)
    standing.slug, standing.name = slug, recounted.title(slug)
    standing.generation = generation
    standing.board = standing.board if tally.commits and recounted.is_listed(slug) else None
    tally.write_to(standing, kind, _rules_of(game))
    transact(partial(_store, standing))
    touch(game, [kind])
    tell_changed(game, [kind], f"{recounted.channel}:{slug}")
    took = timedelta(seconds=time.thread_time() - started)
    deferred.finish(recounted.task, (game, slug), took)
    survey_soon(game)


def _store(standing: Plain, transaction: Transaction) -> None:
    """Write the totals, unless a newer recount has.

    Without commits, or while its team waits for an organiser, a standing is on no board; it stays
    for the generation it holds.
    """
    stored = transaction.read([(Standing, standing.key.name)]).get(standing.key)
    if stored is None or stored.generation < standing.generation:
        transaction.write([standing])


def _rules_of(game: str) -> Rules:
    known = {each.slug: each.rules for each in known_games()}
    return known[game] if game in known else find_game(game).rules


def _tally_members(field: str, game: str, slug: str) -> Tally:
    tally = Tally()
    fields = ("project", "contributor", "reached")
    documents = ("days", "hours", "languages_by_day", "bonus")
    for project, contributor, reached, days, hours, languages, bonus in scan(
        "Contribution", {"game": game, field: slug}, fields, documents
    ):
        tally.add(project, contributor, reached, days)
        tally.add_counts(hours or {}, languages, bonus or {})
    return tally


def _tally_language(game: str, slug: str) -> Tally:
    tally = Tally()
    for project, contributor, languages in scan(
        "Contribution",
        {"game": game, "languages": slug},
        ("project", "contributor"),
        ("languages_by_day",),
    ):
        part = languages[slug]
        tally.add(project, contributor, part["reached"], part["days"])
    return tally


def _tally_game(game: str, _slug: str) -> Tally:
    tally = Tally()
    board = {"board": board_name(game, "projects")}
    for project, reached, days, hours, bonus in scan(
        "Standing", board, ("subject", "reached"), ("days", "hours", "bonus")
    ):
        tally.add_project(project, reached, days)
        tally.add_counts(hours or {}, {}, bonus or {})
    return tally


def _location_title(slug: str) -> str:
    location = find_location(slug)
    return str(location.name) if location else slug


def _team_title(slug: str) -> str:
    team = find_team(slug)
    return str(team.name) if team else slug


def _is_listed_team(slug: str) -> bool:
    team = find_team(slug)
    return team is None or team.is_listed


def _game_title(slug: str) -> str:
    return find_game(slug).name


RECOUNTED = {
    "locations": Recounted(
        "contest.fix_location", partial(_tally_members, "location"), _location_title, "location"
    ),
    "teams": Recounted(
        "contest.fix_team",
        partial(_tally_members, "team"),
        _team_title,
        "team",
        _is_listed_team,
    ),
    "languages": Recounted("contest.fix_language", _tally_language, language_name, "language"),
    "games": Recounted("contest.fix_game", _tally_game, _game_title, "game"),
}
