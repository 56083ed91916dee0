"""People who move to another location or team, and projects with a new name."""

from collections.abc import Iterable
from functools import partial

from google.cloud import ndb

from july import deferred
from july.bus import notices
from july.contest.affected import place_recounts, to_recount
from july.contest.boards import touch
from july.contest.games import Game
from july.contest.models import Contribution
from july.contest.notices import tell_changed
from july.contest.paging import pages_of_keys
from july.contest.queries import all_games, find_standing, unfrozen_games
from july.contest.rows import describe_person, standing_key
from july.people.models import Move, Person
from july.projects.queries import project_key

AWAIT_RECOUNTS = "contest.await_recounts"
KINDS = {"locations": "contest.fix_location", "teams": "contest.fix_team"}
"""What recounts a place of each kind."""


def move_people(names: Iterable[str]) -> None:
    """Follow people's changes of title, location or team in all games that are not over.

    When the recounts that this makes necessary have been marked, the people's moves learn which.
    """
    moved = [[name, number] for name in names if (number := move_rows(name))]
    if moved:
        call = deferred.Call(AWAIT_RECOUNTS, tuple(moved))
        outbox = deferred.Outbox.holding(deferred.Work(calls=(call,)))
        outbox.put()
        deferred.settle(outbox)


def move_rows(name: str) -> int:
    """Give the person's rows in games that are not over the person's present location and team.

    Gives the number of the move that has surely been followed then, 0 if there was none.
    """
    move = ndb.Key(Move, name).get()
    for game in unfrozen_games():
        query = Contribution.query(Contribution.game == game.slug, Contribution.contributor == name)
        for keys in pages_of_keys(query):
            outbox = ndb.transaction(partial(_move, name, game, keys), retries=5)
            if outbox is not None:
                deferred.settle(outbox)
        touch(game.slug, ["people"])
        tell_changed(game.slug, ["people"])
    notices.notify([f"person:{name}"], "move")
    return move.number if move else 0


def _move(name: str, game: Game, keys: list[ndb.Key]) -> deferred.Outbox | None:
    person = ndb.Key(Person, name).get()
    if person is None:  # they went meanwhile
        return None
    *rows, standing = ndb.get_multi([*keys, standing_key(game.slug, "people", name)])
    rows = [row for row in rows if row is not None]
    places = [(row.location, row.team) for row in rows] + [(person.location, person.team)]
    for row in rows:
        row.location, row.team = person.location, person.team
    if standing:
        describe_person(standing, person)
    outbox = to_recount(place_recounts(game, places))
    ndb.put_multi([*rows, *([standing] if standing else []), outbox])
    return outbox


def recount_place(kind: str, slug: str) -> None:
    """Have the standing of a place recounted in all games that are not over."""
    deferred.mark(deferred.Recount(KINDS[kind], (game.slug, slug)) for game in unfrozen_games())


def rename_standings(project_id: str) -> None:
    """Write the project's present slug and name into its standings, in every game."""
    for game in all_games():
        ndb.transaction(partial(_rename, project_id, game), retries=5)
        touch(game.slug, ["projects"])
        tell_changed(game.slug, ["projects"])
    project = project_key(project_id).get()
    if project:
        notices.notify([f"project:{project.slug}"], "rename")


def _rename(project_id: str, game: Game) -> None:
    standing = find_standing(game.slug, "projects", project_id)
    project = project_key(project_id).get()
    if standing and project:
        standing.slug, standing.name = project.slug, project.title
        standing.put()
