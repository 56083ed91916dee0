"""API tokens: they let a script act for a person, within limits.

Only the digest of a token is kept. What one may do with it is said by its scopes.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from google.cloud import ndb

from july.errors import BadField, Conflict, Forbidden, NotFound
from july.lib import clock
from july.lib.texts import gettext_noop
from july.people.models import Person, Token
from july.people.queries import find_person

SCOPES = {
    "profile": gettext_noop("change my profile"),
    "pages": gettext_noop("arrange the pages that are mine to arrange"),
    "streams": gettext_noop("send messages on raw streams"),
    "deliveries": gettext_noop("read what came through my hooks, and have it taken once more"),
    "live": gettext_noop("listen and call services as me, over live connections"),
}
"""What a token can be good for, in words that follow “It may”."""
MOST_TOKENS = 50
"""Of one person."""
MOST_DAYS = 3660
LONGEST_TITLE = 100
REMEMBERED = timedelta(hours=1)
"""How exactly it is known when a token was last used."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who has shown a token, and what it is good for."""

    person: Person
    scopes: frozenset[str]

    def require(self, scope: str) -> None:
        """Raise Forbidden unless the token is good for `scope`."""
        if scope not in self.scopes:
            raise Forbidden(
                f"This token is not for {scope!r}, but for {', '.join(sorted(self.scopes))};"
                " make another under /account/tokens/."
            )


def create_token(
    name: str, *, scopes: Iterable[str] = (), days: int | None = None, title: str = ""
) -> str:
    """A new token for the person, which can't be read again.

    Without `scopes` it is good for everything, without `days` for ever. Raises NotFound for an
    unknown person, BadField for a scope there is not, Conflict for too many tokens.
    """
    person = find_person(name)
    if person is None:
        raise NotFound(f"There is no person called {name!r}; create them with createuser.")
    if len(tokens_of(person.name)) >= MOST_TOKENS:
        raise Conflict("These are as many tokens as one can have: revoke one first.")
    token = "july_" + secrets.token_urlsafe(32)
    Token(
        id=token_digest(token),
        person=person.name,
        title=title.strip()[:LONGEST_TITLE],
        scopes=_checked(scopes),
        expires=None if days is None else _after(days),
    ).put()
    return token


def _checked(scopes: Iterable[str]) -> list[str]:
    wanted = set(scopes)
    for scope in sorted(wanted - set(SCOPES)):
        known = ", ".join(SCOPES)
        raise BadField(f"{scope!r} is no scope; choose among {known}.", field="scopes")
    return [scope for scope in SCOPES if scope in wanted or not wanted]


def _after(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise BadField(f"A token is good for 1 to {MOST_DAYS} days.", field="days")
    return clock.microseconds(clock.now() + timedelta(days=days))


def tokens_of(name: str) -> list[Token]:
    """The tokens of a person, the newest first, those that have expired too."""
    return sorted(Token.query(Token.person == name), key=lambda token: token.created, reverse=True)


def scopes_of(token: Token) -> frozenset[str]:
    """What it is good for."""
    return frozenset(token.scopes or SCOPES)


def has_expired(token: Token) -> bool:
    """Whether it is good no longer."""
    return token.expires is not None and token.expires <= clock.microseconds(clock.now())


@ndb.transactional(retries=5)
def revoke_token(name: str, digest: str) -> None:
    """Have it be good for nothing from now on. Raises NotFound unless it is that person's."""
    token = ndb.Key(Token, digest).get()
    if token is None or token.person != name:
        raise NotFound("There is no such token of yours.")
    token.key.delete()


def token_digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def bearer_of(digest: str) -> Bearer | None:
    """Who has the token with that digest; None if nobody, or it has expired, or they are disabled.

    Notes that it was used, once an hour at most.
    """
    token = ndb.Key(Token, digest).get()
    person = find_person(token.person) if token and not has_expired(token) else None
    if person is None or person.disabled:
        return None
    now = clock.microseconds(clock.now())
    if token.used is None or now - token.used >= REMEMBERED / timedelta(microseconds=1):
        _note_use(digest, now)
    return Bearer(person, scopes_of(token))


@ndb.transactional(retries=5)
def _note_use(digest: str, now: int) -> None:
    """In a transaction, so that a token which is revoked meanwhile does not come back."""
    token = ndb.Key(Token, digest).get()
    if token is not None:
        token.used = now
        token.put()
