"""Private channels: what is sent on one reaches whoever shows the token that was made for it."""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from july import bus
from july.errors import BadField, Unauthorized
from july.lib import clock

LIFE_SECONDS = 2 * 60 * 60
"""How long a token is good."""
RENEWED_SECONDS = 24 * 60 * 60
"""How long after the first one a token can still be exchanged for a fresh one."""
LONGEST_ID = 200
LONGEST_TOKEN = 2_000
PREFIX = "client:"


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says."""

    client_id: str
    begun: int
    """When the first token of the chain was made, in seconds since 1970."""
    expires: int

    @property
    def channel(self) -> str:
        """The private channel that it opens."""
        return private_channel(self.client_id)


def private_channel(client_id: str) -> str:
    """The channel of that client."""
    return PREFIX + client_id


def create_channel(client_id: str) -> str:
    """The signed token with which a browser opens that client's private channel for two hours.

    Raises BadField for an id that is empty or too long.
    """
    if not client_id or len(client_id) > LONGEST_ID:
        message = f"a client's id has from 1 to {LONGEST_ID} characters"
        raise BadField(message, field="client_id")
    return _write(client_id, _now())


def read_token(text: str) -> Token:
    """What a token says. Raises Unauthorized unless July made it and it lasts still."""
    token = _read(text)
    if token.expires < _now():
        raise Unauthorized("this token has expired; load the page anew to get another")
    return token


def renew(text: str) -> str:
    """A fresh token for one that lasts still.

    Raises Unauthorized for any other, and a day after the first one was made.
    """
    token = read_token(text)
    if token.begun + RENEWED_SECONDS < _now():
        raise Unauthorized("this token is from another day; load the page anew to get another")
    return _write(token.client_id, token.begun)


def send_message(client_id: str, message: object) -> None:
    """Send `message`, which must be JSON-able, to whoever has that private channel open.

    Raises Unavailable if Redis does not take it, TypeError or ValueError for what can't travel.
    """
    bus.publish([private_channel(client_id)], "message", message)


def _signer() -> Signer:
    return Signer(salt="july.live.private")


def _write(client_id: str, begun: int) -> str:
    return _signer().sign_object([client_id, begun, _now() + LIFE_SECONDS])


def _read(text: str) -> Token:
    try:
        client_id, begun, expires = _signer().unsign_object(text[:LONGEST_TOKEN])
    except (BadSignature, ValueError, TypeError, UnicodeError):
        raise Unauthorized("this is no token of July's") from None
    return Token(client_id, begun, expires)


def _now() -> int:
    return int(clock.now().timestamp())
