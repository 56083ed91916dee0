"""Commits of somebody who goes: they become nobody's, vanish, or are another account's.

In games that are over too, because nothing is to be left of a name there. Those keep what teams and
locations have got by commits that stay.
"""

from functools import partial

from google.cloud import ndb

from july import deferred
from july.contest.affected import commit_recounts, to_recount
from july.contest.boards import touch
from july.contest.contributors import Contributor
from july.contest.disowned import settle_disowned
from july.contest.games import Game
from july.contest.models import Commit, Contribution, DayRanks, DisownedCommit, Standing
from july.contest.notices import tell_changed
from july.contest.paging import pages_of_keys, rows_of
from july.contest.queries import all_games
from july.contest.rows import (
    add_through,
    contribution_key,
    describe_person,
    new_row,
    new_standing,
    score,
    set_through,
    standing_key,
)
from july.contest.totals import BOARDS, Tally, add_days, board_name, take_days
from july.lib import clock
from july.people.disowning import recognised_by
from july.people.leaving import GONE, Departure, Fate, forget_person
from july.people.models import Person
from july.people.queries import find_person


def put_away(departure: Departure) -> None:
    """Carry out all of a departure that concerns the contest. May be repeated."""
    for game in all_games():
        _put_away_in(game, departure)
        _leave_ranks(game, departure)
    for keys in pages_of_keys(Contribution.query(Contribution.deliverers == departure.name)):
        ndb.transaction(partial(_let_deliver, departure, keys), retries=5)
    for kind in (Commit, DisownedCommit):
        for keys in pages_of_keys(kind.query(kind.person == departure.name)):
            ndb.transaction(partial(_rewrite, departure, keys), retries=5)
    if departure.heir is not None:
        _settle_what_was_said(departure.heir)
    forget_person(departure.name)


def _put_away_in(game: Game, departure: Departure) -> None:
    """First the rows, a project at a time, then the standings of who goes and who inherits."""
    query = Contribution.query(
        Contribution.game == game.slug, Contribution.contributor == departure.name
    )
    found = [key for keys in pages_of_keys(query) for key in keys]
    for key in found:
        newest = _newest_of_others(game, departure, key)
        outbox = ndb.transaction(partial(_move, game, departure, key, newest), retries=5)
        if outbox is not None:
            deferred.settle(outbox)
    concerned = [name for name in (departure.name, departure.heir) if name]
    for name in concerned:
        ndb.transaction(partial(_restate, game, name), retries=5)
    if found:
        touch(game.slug, BOARDS)
        tell_changed(game.slug, BOARDS, *(f"person:{name}" for name in concerned))


def _leave_ranks(game: Game, departure: Departure) -> None:
    """Who led a board as a day began is not told by that name any more; the others keep their
    places."""
    board = board_name(game.slug, "people")
    first, last = (ndb.Key(DayRanks, f"{board}{end}") for end in "|}")
    for row in rows_of(DayRanks.query(DayRanks.key > first, DayRanks.key < last)):
        if departure.name in row.leaders:
            to = departure.heir or GONE
            row.leaders = [to if each == departure.name else each for each in row.leaders]
            row.put()


def _let_deliver(departure: Departure, keys: list[ndb.Key]) -> None:
    """Whose hooks brought commits of others. One's own are not told."""
    rows = [row for row in ndb.get_multi(keys) if row is not None]
    for row in rows:
        through = dict(row.through or {})
        commits = through.pop(departure.name, 0)
        set_through(row, through)
        if commits and row.contributor != departure.heir:
            add_through(row, {departure.heir or GONE: commits})
    ndb.put_multi(rows)


def _settle_what_was_said(heir: str) -> None:
    """What either account said of projects goes for the commits of both."""
    person = find_person(heir)
    if person is not None:
        for project in sorted({*person.disowned, *recognised_by(heir)}):
            settle_disowned(heir, project)


def _newest_of_others(game: Game, departure: Departure, key: ndb.Key) -> int:
    """When the newest commit to the row's project was recorded that stays; 0 if none does.

    Asked for before the transaction, which uses it only if no newer one has come meanwhile.
    """
    row = key.get()
    if row is None or departure.fate is not Fate.VANISH:
        return 0
    query = Commit.query(Commit.project == row.project).order(-Commit.recorded)
    others = (
        commit.recorded
        for commit in rows_of(query)
        if commit.game == game.slug and commit.person != departure.name
    )
    return next(others, 0)


def _move(game: Game, departure: Departure, key: ndb.Key, newest: int) -> deferred.Outbox | None:
    """Give one row to whoever has it from now on, in one transaction."""
    row = key.get()
    if row is None:
        return None
    standing = standing_key(game.slug, "projects", row.project).get()
    heir = _heir_row(game, departure, row)
    places = [(row.location, row.team)]
    if heir is None:
        _take(standing, row, newest)
        score(standing, "projects", game.rules)
    else:
        standing.people -= 1 if heir.commits else 0
        _add(heir, row)
        places.append((heir.location, heir.team))
    outbox = to_recount(commit_recounts(game, places, row.languages))
    ndb.delete_multi([key, *([] if standing.commits else [standing.key])])
    ndb.put_multi([outbox, *([heir] if heir else []), *([standing] if standing.commits else [])])
    return outbox


def _heir_row(game: Game, departure: Departure, row: Contribution) -> Contribution | None:
    """The row that takes the commits, which may have some; None if they vanish."""
    if departure.fate is Fate.VANISH:
        return None
    contributor = Contributor(departure.heir, "").id
    stored = contribution_key(game.slug, contributor, row.project).get()
    if stored is not None:
        return stored
    person = find_person(departure.heir) if departure.heir else None
    new = new_row(game.slug, contributor, row.project, person)
    if game.is_over(clock.now()):
        new.location, new.team = row.location, row.team
    return new


def _add(row: Contribution, more: Contribution) -> None:
    """Add all commits of one row to another."""
    row.commits += more.commits
    row.reached = max(row.reached, more.reached)
    add_days(row.days, more.days)
    others = {by: n for by, n in (more.through or {}).items() if by != row.contributor}
    add_through(row, others)
    row.hours = row.hours or {}
    add_days(row.hours, more.hours or {})
    for language, part in more.languages_by_day.items():
        own = row.languages_by_day.setdefault(language, {"days": {}, "reached": 0})
        add_days(own["days"], part["days"])
        own["reached"] = max(own["reached"], part["reached"])
    row.languages = sorted(row.languages_by_day)


def _take(standing: Standing, row: Contribution, newest: int) -> None:
    """Take all commits of a row from its project's totals."""
    standing.commits -= row.commits
    standing.people -= 1
    take_days(standing.days, row.days)
    take_days(standing.hours, row.hours or {})
    for language, part in row.languages_by_day.items():
        take_days(standing.languages, {language: sum(part["days"].values())})
    standing.firsts = {min(standing.days): 1} if standing.days else {}
    if standing.reached == row.reached:
        standing.reached = newest


def _restate(game: Game, name: str) -> None:
    """Make a person's standing what their rows say; without rows there is none."""
    person: Person | None = find_person(name)
    query = Contribution.query(Contribution.game == game.slug, Contribution.contributor == name)
    tally = Tally()
    for row in query.fetch():
        tally.add(row.project, row.contributor, row.reached, row.days)
        tally.add_counts(row.hours or {}, row.languages_by_day)
    standing = standing_key(game.slug, "people", name).get()
    standing = standing or new_standing(game.slug, "people", name)
    tally.write_to(standing, "people", game.rules)
    if person is None or not standing.commits:
        standing.key.delete()
        return
    describe_person(standing, person)
    standing.put()


def _rewrite(departure: Departure, keys: list[ndb.Key]) -> None:
    """Let commits belong to whoever has them from now on; those that were disowned to nobody."""
    found = ndb.get_multi(keys)
    commits = [each for each in found if each is not None and each.person == departure.name]
    gone = [
        commit.key
        for commit in commits
        if departure.fate is Fate.VANISH
        or (departure.heir is None and isinstance(commit, DisownedCommit))
    ]
    ndb.delete_multi(gone)
    commits = [commit for commit in commits if commit.key not in gone]
    for commit in commits:
        commit.person = departure.heir
        if departure.heir is None:
            commit.email = commit.author = ""
            commit.points = 0
    ndb.put_multi(commits)
