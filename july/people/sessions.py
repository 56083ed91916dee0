"""Where people are signed in.

The cookie of a session is signed and names person and session; it counts while the person's row
lists it, so that each can be ended from elsewhere. Whoever is signed in costs one lookup of two
rows, whoever isn't costs none.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings as django_settings
from google.cloud import ndb

from july.lib import clock
from july.lib.names import is_usable
from july.people.models import Person, Sessions
from july.people.queries import person_key

MOST = 30
"""Sessions of one person; one more ends the oldest."""


@dataclass(frozen=True, slots=True)
class Session:
    """One place where a person is signed in."""

    id: str
    begun: datetime
    browser: str


def sessions_key(name: str) -> ndb.Key:
    """Key of the row that lists a person's sessions."""
    return ndb.Key(Sessions, name if is_usable(name) else "-")


@ndb.transactional(retries=5)
def begin_session(name: str, browser: str) -> str:
    """Note that the person has signed in; gives the new session's id."""
    row = sessions_key(name).get() or Sessions(key=sessions_key(name), running={})
    id = secrets.token_urlsafe(18)
    current = _current(row)[: MOST - 1]
    row.running = {each.id: row.running[each.id] for each in current}
    row.running[id] = {"begun": clock.microseconds(clock.now()), "browser": browser}
    row.put()
    return id


def running_sessions(name: str) -> list[Session]:
    """Where the person is signed in, the newest first."""
    row = sessions_key(name).get()
    return _current(row) if row else []


@ndb.transactional(retries=5)
def end_sessions(name: str, ids: set[str]) -> None:
    """End those sessions of the person."""
    row = sessions_key(name).get()
    if row is not None and ids & row.running.keys():
        row.running = {id: told for id, told in row.running.items() if id not in ids}
        row.put()


def person_in_session(name: str, id: str) -> Person | None:
    """Who is signed in by that session; None if it has ended, or they are disabled or gone."""
    person, row = ndb.get_multi([person_key(name), sessions_key(name)])
    if person is None or person.disabled or row is None:
        return None
    return person if any(each.id == id for each in _current(row)) else None


def _current(row: Sessions) -> list[Session]:
    """Those whose cookie has not ended by itself, the newest first."""
    oldest = clock.now() - timedelta(seconds=django_settings.SESSION_COOKIE_AGE)
    found = [
        Session(id, clock.EPOCH + told["begun"] * clock.MICROSECOND, told["browser"])
        for id, told in row.running.items()
    ]
    current = [session for session in found if session.begun > oldest]
    return sorted(current, key=lambda session: session.begun, reverse=True)
