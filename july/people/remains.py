"""Reports, teams and entries of somebody who goes: what others go on using, without the name."""

from collections.abc import Callable
from functools import partial

from google.cloud import ndb

from july.audit import AuditEntry, about_thing
from july.people.leaving import GONE, Departure, Fate
from july.people.models import Report, Team
from july.people.places import tell

BATCH = 100
Change = Callable[[ndb.Model], None]


def put_away(departure: Departure) -> None:
    """Take the name out of them, or let the heir's stand there. May be repeated."""
    name, heir = departure.name, departure.heir

    def reporter(filed: Report) -> None:
        filed.by = heir

    def founder(team: Team) -> None:
        team.founder = heir

    def lead(team: Team) -> None:
        team.lead = heir  # without one, or if it is no member, all members look after the team

    def organizer(entry: AuditEntry) -> None:
        entry.by = heir

    def concerned(entry: AuditEntry) -> None:
        entry.about, entry.title = about_thing("people", heir or GONE), heir or GONE

    _change_all(Report.query(Report.by == name), reporter)
    _change_all(AuditEntry.query(AuditEntry.by == name), organizer)
    _change_all(AuditEntry.query(AuditEntry.about == about_thing("people", name)), concerned)
    _change_all(Report.query(Report.whose == name), partial(_reported, departure))
    teams = {
        *_change_all(Team.query(Team.founder == name), founder),
        *_change_all(Team.query(Team.lead == name), lead),
    }
    tell("teams", *sorted(teams))


def _reported(departure: Departure, filed: Report) -> None:
    filed.whose = departure.heir
    if filed.kind == "people":
        filed.subject = filed.title = departure.heir
    elif departure.fate is Fate.VANISH:
        filed.title = None  # the message of a commit that has vanished


def _change_all(query: ndb.Query, change: Change) -> list[str]:
    """Change what is found until nothing is; gives the ids."""
    changed: list[str] = []
    while keys := query.fetch(BATCH, keys_only=True):
        ndb.transaction(partial(_change, keys, change), retries=5)
        changed += (str(key.id()) for key in keys)
    return changed


def _change(keys: list[ndb.Key], change: Change) -> None:
    found = [each for each in ndb.get_multi(keys) if each is not None]
    for each in found:
        change(each)
    ndb.put_multi(found)
