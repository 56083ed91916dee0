"""Cursors as they stand in addresses: a place in a query's answer, signed, bound to its query."""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from google.cloud import ndb

from july.errors import BadField


def _signer() -> Signer:
    return Signer(salt="july.cursor")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins."""

    cursor: ndb.Cursor | None
    """Datastore's own: a place in an index, good while rows come and go."""
    passed: int
    """How many rows lie before it, by the ranks of the page before."""


def write_cursor(position: Position, scope: str) -> str:
    """The cursor to hand out; `scope` names the query it belongs to."""
    place = position.cursor.urlsafe().decode() if position.cursor else ""
    return _signer().sign_object([place, position.passed, scope])


def read_cursor(text: str, scope: str) -> Position:
    """The position. Raises BadField unless July handed out `text` for the same query."""
    try:
        place, passed, signed_scope = _signer().unsign_object(text)
    except (BadSignature, ValueError, TypeError, UnicodeError):
        signed_scope = None
    if signed_scope != scope:
        raise BadField(
            "This cursor was not given out for this list; leave it out to begin at the start.",
            field="cursor",
        )
    return Position(ndb.Cursor(urlsafe=place.encode()), passed)
