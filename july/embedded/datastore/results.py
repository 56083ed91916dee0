"""Running the scans of a query: rows in order, without repetition."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice, starmap
from operator import attrgetter
from typing import NamedTuple

from july.embedded.datastore.encoding import inverted
from july.embedded.datastore.entries import indexed_values
from july.embedded.datastore.indexes import KEY
from july.embedded.datastore.messages import Entity
from july.embedded.datastore.positions import (
    first_position,
    path_of,
    rearranged,
    split,
)
from july.embedded.datastore.query import Query
from july.embedded.datastore.scans import Parameter, Scan, Window

MOST_RESULTS = 1000
MOST_BYTES = 8 << 20
"""A batch ends here; the client goes on from its cursor."""


class Row(NamedTuple):
    """One result: its position, and with full results the entity's version and content.

    A cursor behind it stands at `last` if that is given: behind others that it stands for.
    """

    position: bytes
    repeated: bool
    number: int
    version: int = 0
    created: int = 0
    proto: bytes = b""
    last: bytes = b""


@dataclass(frozen=True, slots=True)
class Results:
    """Some results: what was skipped before them, and whether others follow.

    `skipped_to` is the position of the last one skipped, empty if there is none.
    """

    rows: list[Row]
    skipped: int
    skipped_to: bytes
    complete: bool


class Run:
    """One query on one snapshot."""

    def __init__(
        self, connection: sqlite3.Connection, query: Query, scans: Sequence[Scan], window: Window
    ) -> None:
        self._connection = connection
        self._query = query
        self._scans = scans
        self._window = window
        self._full = not (query.keys_only or query.from_index)
        # One scan without repetition gives the results as they are: SQL can skip and count.
        self._plain = len(scans) == 1 and not (scans[0].own or scans[0].limits or query.distinct)

    def results(self) -> Results:
        """The first batch of results."""
        wanted = MOST_RESULTS if self._query.limit is None else self._query.limit
        wanted = min(wanted, MOST_RESULTS)
        if self._plain:
            results = self._plain_results(wanted)
            if results is not None:
                return results
        return self._merged_results(wanted)

    def count(self, most: int | None) -> int:
        """The number of results, counted up to `most` if given."""
        limits = [limit for limit in (self._query.limit, most) if limit is not None]
        last = self._query.offset + min(limits) if limits else None
        if self._plain:
            number, repeated = self._count_rows(self._scans[0], last)
            if not repeated:
                return max(0, number - self._query.offset)
        rows = islice(self._merged(), self._query.offset, last)
        return sum(1 for _ in rows)

    def positions(self) -> Iterator[bytes]:
        """The positions of all results."""
        limit = self._query.limit
        last = None if limit is None else self._query.offset + limit
        for row in islice(self._merged(), self._query.offset, last):
            yield row.position

    def _plain_results(self, wanted: int) -> Results | None:
        """The results of the only scan; None if an entity might stand in it several times."""
        scan = self._scans[0]
        skipped, repeated = 0, False
        if self._query.offset:
            skipped, repeated = self._count_rows(scan, self._query.offset)
        if skipped < self._query.offset:
            wanted = 0
        # The last one skipped is read too, for its position, and one more, to know if there is one.
        before = 1 if skipped else 0
        rows = self._read(scan, wanted + 1 + before, skipped - before)
        if repeated or (any(row.repeated for row in rows) and not self._query.projection):
            return None
        skipped_to = rows.pop(0).position if before else b""
        return self._cut(rows, wanted, skipped, skipped_to)

    def _merged_results(self, wanted: int) -> Results:
        merged = self._merged()
        skipped, skipped_to = 0, b""
        for row in islice(merged, self._query.offset):
            skipped, skipped_to = skipped + 1, row.last or row.position
        rows = _up_to_size(islice(merged, wanted + 1))
        return self._cut(rows, wanted, skipped, skipped_to)

    def _cut(self, rows: list[Row], wanted: int, skipped: int, skipped_to: bytes) -> Results:
        size_reached = sum(len(row.proto) for row in rows) >= MOST_BYTES
        complete = len(rows) <= wanted and not size_reached
        return Results(rows[:wanted], skipped, skipped_to, complete)

    def _count_rows(self, scan: Scan, most: int | None) -> tuple[int, bool]:
        """The number of rows up to `most`, and whether one of them may be a repetition."""
        limit = "" if most is None else " LIMIT ?"
        row = self._connection.execute(
            f"SELECT count(*), max(repeated) FROM (SELECT {scan.repeated} AS repeated "  # noqa: S608
            f"FROM {scan.source} WHERE {scan.where} ORDER BY {scan.order}{limit})",
            scan.parameters if most is None else (*scan.parameters, most),
        ).fetchone()
        return row[0], bool(row[1]) and not self._query.from_index

    def _read(self, scan: Scan, limit: int, offset: int) -> list[Row]:
        found = self._select(scan, " LIMIT ? OFFSET ?", (limit, offset))
        return _up_to_size(found)

    def _select(
        self, scan: Scan, limit: str = "", parameters: tuple[Parameter, ...] = ()
    ) -> Iterator[Row]:
        rows = self._connection.execute(
            f"{scan.select(full=self._full)} ORDER BY {scan.order}{limit}",
            (*scan.head_parameters, *scan.parameters, *parameters),
        )
        if not scan.tail:
            return starmap(Row, rows)
        return (
            Row((inverted(head) if scan.inverted_head else head) + tail, *rest)
            for head, tail, *rest in rows
        )

    def _merged(self) -> Iterator[Row]:
        """The results of all scans in order, each once."""
        if not self._connection.in_transaction:
            # These statements are several, and have to see the same.
            self._connection.execute("BEGIN")
        last = None
        streams = [self._stream(scan) for scan in self._scans]
        for row in merge(*streams, key=attrgetter("position")):
            position = row.position
            if self._query.distinct:
                position = self._distinct_part(position)
            if position == last or not self._is_first(row):
                continue
            last = position
            yield row._replace(last=position + b"\xff") if self._query.distinct else row

    def _stream(self, scan: Scan) -> Iterator[Row]:
        rows = self._select(scan)
        if scan.own:
            rows = self._rearranged(rows, scan)
        if not scan.limits:
            yield from rows
            return
        for row in rows:
            parts = split(row.position, self._query.sorts)
            if all(limit.has(parts) for limit in scan.limits):
                yield row

    def _rearranged(self, rows: Iterator[Row], scan: Scan) -> Iterator[Row]:
        """The rows in the query's order, those in the window."""
        sorts = self._query.sorts
        moved = (
            row._replace(position=rearranged(row.position, scan.own, sorts, scan.constants))
            for row in rows
        )
        kept = (row for row in moved if self._window.lower <= row.position < self._window.upper)
        if sorts[-1].name == KEY:
            return kept
        # An index has the key at its end, and so can't give its rows by key first.
        return iter(sorted(kept, key=attrgetter("position")))

    def _distinct_part(self, position: bytes) -> bytes:
        return b"".join(split(position, self._query.sorts[: len(self._query.distinct)]))

    def _is_first(self, row: Row) -> bool:
        """Whether the entity has not stood in the results before, on this page or an earlier."""
        if not row.repeated or self._query.from_index:
            return True
        (proto,) = self._connection.execute(
            "SELECT proto FROM datastore_entities WHERE id = ?", (row.number,)
        ).fetchone()
        values = indexed_values(Entity.FromString(proto))
        path = path_of(row.position, self._query.sorts)
        return row.position == first_position(self._query, path, values)


def _up_to_size(rows: Iterable[Row]) -> list[Row]:
    """The rows, up to the size of a batch."""
    taken = []
    size = 0
    for row in rows:
        taken.append(row)
        size += len(row.proto)
        if size >= MOST_BYTES:
            break
    return taken
