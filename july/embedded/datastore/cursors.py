"""Cursors: positions in the order of a query's results, sealed against mistakes.

A position is what the results are sorted by, in bytes: the values of the query's order, then the
key. It stays right while entities come and go, and needs no index of a certain name.
"""

from functools import lru_cache
from zlib import crc32

from july.embedded.datastore.indexes import Sort
from july.embedded.datastore.query import Query
from july.embedded.datastore.refusals import invalid
from july.embedded.datastore.scans import LAST, Window

_SEAL = 4
START = b""
"""The position before all results."""


class Cursors:
    """The cursors of one query: those of another kind or order are refused."""

    def __init__(self, query: Query) -> None:
        self._seed = _seed(query.kind, query.sorts)

    def write(self, position: bytes) -> bytes:
        """The cursor behind a position."""
        return crc32(position, self._seed).to_bytes(_SEAL, "big") + position

    def read(self, cursor: bytes) -> bytes:
        """The position of a cursor. Raises InvalidArgument for one that is not of this query."""
        position = cursor[_SEAL:]
        if self.write(position) != cursor:
            raise invalid("The cursor is damaged, or belongs to another query.")
        return position

    def window(self, query: Query) -> Window:
        """What lies behind the query's start cursor, up to and with its end cursor."""
        start = self.read(query.start) if query.start else START
        end = self.read(query.end) + b"\x00" if query.end else LAST
        # What comes right behind a position is that position and a zero byte.
        return Window(start + b"\x00" if start else b"", end)


@lru_cache
def _seed(kind: str | None, sorts: tuple[Sort, ...]) -> int:
    return crc32(repr((kind, sorts)).encode())
