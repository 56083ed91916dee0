"""Who speaks: by the session of the pages, or by an API token.

What a browser showed at the handshake stays with its connection, signed, as the context that comes
back with every frame. It is looked at again whenever a service wants to know who calls, so that a
session that was ended, or a person who was disabled, is noticed on connections that are open.
Neither cookie nor token are in it: nobody who sees a context can use it anywhere else.
"""

from dataclasses import dataclass
from functools import partial

import webapp2
from django.conf import settings as django_settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.signing import BadSignature, Signer

from july.errors import BadRequest, Unauthorized
from july.live.services import Caller, Id
from july.live.services.serializer import digest_of
from july.people.models import Person
from july.people.sessions import person_in_session
from july.people.tokens import bearer_of, token_digest
from july.web.sessions import PERSON, SESSION

LONGEST = 8_000
"""Characters of a session's cookie or a token."""

_signer = partial(Signer, salt="july.channel.context")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client showed."""

    person: str = ""
    session: str = ""
    """Of the pages: whose it is, and which."""
    digest: str = ""
    """Of a token."""

    @property
    def mark(self) -> str:
        """Tells them from other ones of the same person, without showing any."""
        return digest_of(f"{self.person} {self.session} {self.digest}")

    def find_person(self) -> Person | None:
        """Whose they are now, None if nobody's."""
        if self.digest:
            bearer = bearer_of(self.digest)
            return bearer.person if bearer and "live" in bearer.scopes else None
        return person_in_session(self.person, self.session) if self.person else None

    def caller(self, client: Id | None = None) -> Caller:
        """Whoever has shown them, as the caller of a service."""
        return Caller(self.find_person, client)


def credentials_in(request: webapp2.Request, *, session: bool = True) -> Credentials:
    """What a request shows: a token, else the session unless that is not to count."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return Credentials(digest=token_digest(token.strip()))
    cookie = request.cookies.get(django_settings.SESSION_COOKIE_NAME, "") if session else ""
    if not cookie or len(cookie) > LONGEST:
        return Credentials()
    shown = SessionStore(cookie).load()
    return Credentials(str(shown.get(PERSON, "")), str(shown.get(SESSION, "")))


def checked_viewer(credentials: Credentials) -> Person | None:
    """Whoever has shown them, None if nobody is signed in.

    Raises Unauthorized for a token that is nobody's: who sends one does not mean to be a stranger.
    """
    person = credentials.find_person()
    if credentials.digest and person is None:
        raise Unauthorized(
            "This token is nobody's, has expired, or is not for 'live'; make one under"
            " /account/tokens/ or by `manage.py createtoken NAME`"
        )
    return person


def write_context(credentials: Credentials) -> str:
    """The text that stays with a connection."""
    return _signer().sign_object(
        [credentials.person, credentials.session, credentials.digest], compress=False
    )


def read_context(text: object) -> Credentials:
    """What `write_context` wrote; of nothing, nothing. Raises BadRequest for anything else."""
    if text is None or text == "":
        return Credentials()
    try:
        person, session, digest = _signer().unsign_object(str(text))
    except (BadSignature, ValueError, TypeError, UnicodeError):
        message = "This context is not one that the handshake gave"
        raise BadRequest(message, field="context") from None
    return Credentials(person, session, digest)
