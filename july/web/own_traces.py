"""What a person has with others and at git hosts, as they download it.

Of a report about them they learn what it is about and why, not from whom, nor in whose words.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from google.cloud import ndb

from july.contest.paging import rows_of
from july.hubs.models import HubLayout
from july.hubs.queries import marks_of_person
from july.lib import clock
from july.people.models import Report, Team, Today, Token
from july.people.tokens import scopes_of, tokens_of
from july.projects.models import Connection, Delivery, Hook, Project

Told = dict[str, Any]


def traces_of(name: str) -> Told:
    """`{"tokens", "hooks", "switched_on", "deliveries", "brought", "teams", "stars", "follows",
    "muted", "pages", "reports", "today"}`; times in ISO 8601."""
    marks = marks_of_person(name)
    hooks = Hook.query(Hook.owner == name).fetch()
    return {
        "tokens": [_token(token) for token in tokens_of(name)],
        "hooks": [_hook(hook) for hook in hooks],
        "switched_on": [_connection(each) for each in Connection.query(Connection.owner == name)],
        "deliveries": [each for hook in hooks for each in _deliveries(hook.id)],
        "brought": sorted(each.slug for each in Project.query(Project.brought_by == name)),
        "teams": {
            "founded": _teams(Team.founder, name),
            "looked_after": _teams(Team.lead, name),
        },
        "stars": {key: moment(at) for key, at in marks.stars.items()},
        "follows": {key: moment(at) for key, at in marks.follows.items()},
        "muted": {muted: moment(at) for muted, at in marks.mutes.items()},
        "pages": _pages(name),
        "reports": _reports(name),
        "today": _today(name),
    }


def _token(token: Token) -> Told:
    return {
        "title": token.title,
        "scopes": sorted(scopes_of(token)),
        "created": time(token.created),
        "used": moment(token.used),
        "expires": moment(token.expires),
    }


def _hook(hook: Hook) -> Told:
    return {
        "id": hook.id,
        "host": hook.host,
        "repository": hook.title,
        "created": time(hook.created),
        "removed": hook.deleted,
        "first_delivery": moment(hook.first),
        "letters": not hook.quiet,
        "last_letter": moment(hook.told),
        "language": hook.language,
    }


def _connection(connection: Connection) -> Told:
    return {
        "host": connection.host,
        "repository": connection.title,
        "hook": connection.hook,
        "since": time(connection.created),
    }


def _deliveries(hook: str) -> Iterator[Told]:
    for each in rows_of(Delivery.query(Delivery.hook == hook).order(-Delivery.received)):
        yield {
            "id": each.key.id(),
            "hook": each.hook,
            "received": moment(each.received),
            "status": each.status,
            "size": each.size,
            "answer": each.answer,
        }


def _teams(role: ndb.Property, name: str) -> list[str]:
    return sorted(team.slug for team in Team.query(role == name))


def _pages(name: str) -> Told:
    """How one's own page is arranged, and which pages one was the last to arrange."""
    own = ndb.Key(HubLayout, f"people|{name}").get()
    changed = HubLayout.query(HubLayout.changed_by == name)
    return {
        "own": own.placements if own else None,
        "arranged": {each.key.id(): moment(each.changed) for each in changed},
    }


def _reports(name: str) -> Told:
    return {
        "by_me": [_report(each) for each in Report.query(Report.by == name)],
        "about_me": [
            {key: told for key, told in _report(each).items() if key not in {"words", "outcome"}}
            for each in Report.query(Report.whose == name)
        ],
    }


def _today(name: str) -> Told | None:
    """How often one did what has a limit, on the last day on which one did."""
    row = ndb.Key(Today, name).get()
    return {"day": row.day, "counts": row.counts} if row else None


def _report(filed: Report) -> Told:
    return {
        "kind": filed.kind,
        "subject": filed.subject,
        "title": filed.title,
        "reason": filed.reason,
        "words": filed.words,
        "state": filed.state,
        "created": moment(filed.created),
        "closed": moment(filed.closed),
        "outcome": filed.outcome,
    }


def moment(microseconds: int | None) -> str | None:
    """What is stored as microseconds since 1970."""
    if microseconds is None:
        return None
    return (clock.EPOCH + microseconds * clock.MICROSECOND).isoformat()


def time(stored: datetime | None) -> str | None:
    """Datastore's times are in UTC, and don't say so."""
    return stored.replace(tzinfo=UTC).isoformat() if stored else None
