"""Everything that July knows of a person, for that person, in JSON.

Without what opens doors: passwords, tokens, the secrets of hooks, and what hosts let July do.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from july.contest.models import Commit, Standing
from july.contest.paging import rows_of
from july.contest.queries import all_games, find_standing
from july.hubs.queries import marks_of_person
from july.lib import clock
from july.people.identities import identities_of
from july.people.joining import pending_addresses
from july.people.models import Person, Token
from july.people.queries import addresses_of
from july.people.sessions import running_sessions
from july.projects.models import Delivery
from july.projects.queries import find_projects, hooks_of

Told = dict[str, Any]


def everything_about(person: Person) -> Told:
    """`{"person", "emails", "identities", "sessions", "tokens", "hooks", "deliveries", "stars",
    "follows", "standings", "commits"}`; times in ISO 8601."""
    name = person.name
    marks = marks_of_person(name)
    return {
        "person": _person(person),
        "emails": {"verified": addresses_of(name), "waiting": pending_addresses(name)},
        "identities": [
            {"host": e.host, "id": e.id, "login": e.login, "since": _time(e.created)}
            for e in identities_of(name)
        ],
        "sessions": [
            {"begun": _time(e.begun), "browser": e.browser} for e in running_sessions(name)
        ],
        "tokens": [{"created": _time(e.created)} for e in Token.query(Token.person == name)],
        "hooks": [
            {"id": hook.id, "host": hook.host, "created": _time(hook.created)}
            for hook in hooks_of(name)
        ],
        "deliveries": [each for hook in hooks_of(name) for each in _deliveries(hook.id)],
        "stars": {key: _moment(at) for key, at in marks.stars.items()},
        "follows": {key: _moment(at) for key, at in marks.follows.items()},
        "standings": list(_standings(name)),
        "commits": list(_commits(name)),
    }


def _person(person: Person) -> Told:
    return {
        "name": person.name,
        "title": person.title,
        "about": person.about,
        "location": person.location,
        "team": person.team,
        "organizer": bool(person.organizer),
        "has_password": person.password is not None,
        "disowned": list(person.disowned),
        "created": _time(person.created),
    }


def _deliveries(hook: str) -> Iterator[Told]:
    for each in rows_of(Delivery.query(Delivery.hook == hook).order(-Delivery.received)):
        yield {
            "id": each.key.id(),
            "hook": each.hook,
            "received": _moment(each.received),
            "status": each.status,
            "size": each.size,
            "answer": each.answer,
        }


def _standings(name: str) -> Iterator[Told]:
    for game in all_games():
        standing: Standing | None = find_standing(game.slug, "people", name)
        if standing is not None:
            yield {
                "game": game.slug,
                "points": standing.points,
                "commits": standing.commits,
                "projects": standing.projects,
                "days": standing.days,
                "languages": standing.languages,
            }


def _commits(name: str) -> Iterator[Told]:
    commits = list(rows_of(Commit.query(Commit.person == name).order(-Commit.recorded)))
    projects = find_projects(commit.project for commit in commits)
    for commit in commits:
        project = projects.get(commit.project)
        yield {
            "hash": commit.hash,
            "project": project.title if project else None,
            "game": commit.game,
            "email": commit.email,
            "author": commit.author,
            "message": commit.message,
            "url": commit.url,
            "time": commit.time,
            "day": commit.day,
            "points": commit.points,
            "languages": list(commit.languages),
            "recorded": _moment(commit.recorded),
        }


def _moment(microseconds: int) -> str:
    return (clock.EPOCH + microseconds * clock.MICROSECOND).isoformat()


def _time(stored: datetime | None) -> str | None:
    """Datastore's times are in UTC, and don't say so."""
    return stored.replace(tzinfo=UTC).isoformat() if stored else None
