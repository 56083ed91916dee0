"""Everything that July knows of a person, for that person, in JSON.

Without what opens doors: passwords, tokens, the secrets of hooks, and what hosts let July do.
"""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from july.audit import AuditEntry, entries_about, entries_by
from july.contest.models import Commit, DisownedCommit, Standing
from july.contest.paging import rows_of
from july.contest.queries import all_games, find_standing
from july.contest.settling import settling_of
from july.people.disowning import recognised_by
from july.people.identities import identities_of
from july.people.joining import pending_addresses
from july.people.models import Person
from july.people.pictures import picture_of
from july.people.queries import addresses_of
from july.people.roles import role_of
from july.people.sessions import running_sessions
from july.projects.queries import find_projects
from july.web.own_traces import moment, time, traces_of

Told = dict[str, Any]
EVERYTHING = 10_000


def everything_about(person: Person) -> Told:
    """`{"person", "emails", "identities", "sessions", "projects", "standings", "commits",
    "taken_back", "decisions"}` and what `traces_of` gives; times in ISO 8601."""
    name = person.name
    return {
        "person": _person(person),
        "emails": {"verified": addresses_of(name), "waiting": pending_addresses(name)},
        "identities": [
            {
                "host": e.host,
                "id": e.id,
                "login": e.login,
                "picture": e.picture,
                "since": time(e.created),
            }
            for e in identities_of(name)
        ],
        "sessions": [
            {"begun": time(e.begun), "browser": e.browser} for e in running_sessions(name)
        ],
        **traces_of(name),
        "projects": _said(person),
        "standings": list(_standings(name)),
        "commits": list(_commits(Commit, name)),
        "taken_back": list(_commits(DisownedCommit, name)),
        "decisions": {
            "about_me": [_decision(entry) for entry in entries_about("people", name, EVERYTHING)],
            "by_me": [
                {**_decision(entry), "about": entry.about} for entry in entries_by(name, EVERYTHING)
            ],
        },
    }


def _decision(entry: AuditEntry) -> Told:
    """What organisers decided, and why; not who it was."""
    return {"at": moment(entry.moment), "what": entry.what, "why": entry.why, "to": entry.after}


def _person(person: Person) -> Told:
    return {
        "name": person.name,
        "title": person.title,
        "about": person.about,
        "links": list(person.links),
        "picture": _picture(person),
        "time_zone": person.time_zone,
        "hidden": list(person.hidden),
        "location": person.location,
        "team": person.team,
        "last_move": [list(place) for place in settling_of(person.name).places],
        "organizer": bool(person.organizer),
        "role": role_of(person),
        "has_password": person.password is not None,
        "created": time(person.created),
    }


def _picture(person: Person) -> Told | None:
    data = picture_of(person)
    return {"type": "image/webp", "base64": b64encode(data).decode()} if data else None


def _said(person: Person) -> Told:
    """What one has said of projects, by their slugs."""
    mine, not_mine = recognised_by(person.name), set(person.disowned)
    slugs = {id: each.slug for id, each in find_projects(mine | not_mine).items()}
    return {
        "mine": sorted(slugs.get(id, id) for id in mine),
        "not_mine": sorted(slugs.get(id, id) for id in not_mine),
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


def _commits(kind: type[Commit], name: str) -> Iterator[Told]:
    found = rows_of(kind.query(kind.person == name))
    commits = sorted(found, key=lambda commit: commit.recorded, reverse=True)
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
            "bonuses": dict(commit.bonuses or {}),
            "languages": list(commit.languages),
            "recorded": moment(commit.recorded),
        }
