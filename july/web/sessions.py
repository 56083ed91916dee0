"""Who is signed in: a signed cookie that names the person and the session."""

from datetime import timedelta

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from july.lib import clock
from july.lib.browsers import family_of
from july.people.models import Person
from july.people.sessions import begin_session, end_sessions, person_in_session

PERSON = "person"
SESSION = "session"
PROVED = "proved"
"""When the person last showed who they are, in seconds since 1970."""

FRESH = timedelta(minutes=10)
"""For so long nobody is asked again who they are."""


def sign_in(request: HttpRequest, person: Person) -> None:
    """Let the session be that person's, with nothing left of whosever it was before.

    It is another session, so that nobody can have prepared it.
    """
    _end(request)
    request.session.flush()
    request.session[PERSON] = person.name
    request.session[SESSION] = begin_session(
        person.name, family_of(request.headers.get("User-Agent", ""))
    )
    note_proof(request)
    request.session.cycle_key()
    rotate_token(request)


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    _end(request)
    request.session.flush()
    rotate_token(request)


def signed_in(request: HttpRequest) -> Person | None:
    """The person of the session. None, and the cookie emptied, if it has been ended."""
    name = request.session.get(PERSON)
    if not name:
        return None
    person = person_in_session(name, session_of(request))
    if person is None:
        request.session.flush()
    return person


def session_of(request: HttpRequest) -> str:
    """The id of the session, "" if there is none."""
    return str(request.session.get(SESSION, ""))


def note_proof(request: HttpRequest) -> None:
    """Note that whoever is signed in has just shown again who they are."""
    request.session[PROVED] = int(clock.now().timestamp())


def is_proved(request: HttpRequest) -> bool:
    """Whether they have done so within the last ten minutes."""
    proved = int(request.session.get(PROVED, 0))
    return proved >= (clock.now() - FRESH).timestamp()


def _end(request: HttpRequest) -> None:
    name, id = request.session.get(PERSON), session_of(request)
    if name and id:
        end_sessions(str(name), {id})
