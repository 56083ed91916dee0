"""Who is signed in: a signed cookie that names the person and the password it came with."""

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare, salted_hmac

from july.people.models import Person
from july.people.queries import find_person

PERSON = "person"
FINGERPRINT = "fingerprint"


def sign_in(request: HttpRequest, person: Person) -> None:
    """Let the session be that person's, with nothing left of whosever it was before."""
    request.session.flush()
    request.session[PERSON] = person.name
    request.session[FINGERPRINT] = _fingerprint(person)
    request.session.cycle_key()
    rotate_token(request)


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()
    rotate_token(request)


def signed_in(request: HttpRequest) -> Person | None:
    """The person of the session.

    None, and the session ended, if they are disabled, gone, or have another password by now.
    """
    name = request.session.get(PERSON)
    if not name:
        return None
    person = find_person(name)
    if person is None or person.disabled or not _is_current(request, person):
        request.session.flush()
        return None
    return person


def _is_current(request: HttpRequest, person: Person) -> bool:
    given = str(request.session.get(FINGERPRINT, ""))
    return constant_time_compare(given, _fingerprint(person))


def _fingerprint(person: Person) -> str:
    """What tells a password from another without telling anything of it."""
    return salted_hmac("july.session", person.password or "", algorithm="sha256").hexdigest()
