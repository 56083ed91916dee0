"""Transactions under way: their snapshots, and what they read.

A transaction belongs to the database of its first request, for which the others are unknown.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import TypeAlias
from zlib import crc32

from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.encoding import Partition
from july.embedded.datastore.entities import find_versions
from july.embedded.datastore.gate import Gate
from july.embedded.datastore.messages import Message
from july.embedded.datastore.refusals import aborted, invalid, too_old
from july.embedded.datastore.times import microseconds_of, now
from july.embedded.file import Database

LIFETIME = 60.0
"""Seconds after which a transaction that nobody ended is forgotten."""

FILE_VERSION = "SELECT version FROM datastore_versions WHERE kind = 0"

Name: TypeAlias = tuple[Partition, str, bytes]
"""An entity's partition, kind and path: its place may have no number yet."""

Queried: TypeAlias = tuple[tuple[str, str, str | None], str | None]
"""The partition and the kind of a query; without namespace it is all of them, without kind too."""


@dataclass(slots=True)
class Transaction:
    """One transaction. Its snapshot begins with the first read."""

    number: bytes
    database: tuple[str, str]
    read_only: bool
    begun: float
    using: threading.Lock = field(default_factory=threading.Lock)
    snapshot: sqlite3.Connection | None = None
    snapshot_version: int = 0
    read_time: int | None = None
    looked_up: dict[Name, int] = field(default_factory=dict)
    queried: set[Queried] = field(default_factory=set)

    def note_lookup(self, name: Name, version: int) -> None:
        """Remember the version in which an entity was seen, 0 if it was not there."""
        self.looked_up[name] = version

    def note_query(self, partition: Partition, kind: str | None) -> None:
        """Remember that the entities of a kind were looked through; None is all kinds.

        Which namespaces, kinds and properties there are depends on the entities of all kinds.
        """
        if kind == "__namespace__":
            self.queried.add(((*partition[:2], None), None))
        else:
            metadata = kind in ("__kind__", "__property__")
            self.queried.add((partition, None if metadata else kind))

    def check(self, connection: sqlite3.Connection, catalog: Catalog, version: int) -> None:
        """Raise Aborted if what was read has changed since. `version` is the file's now."""
        if self.snapshot_version == version or not (self.looked_up or self.queried):
            return
        if not (self._lookups_hold(connection, catalog) and self._queries_hold(connection)):
            raise aborted("Another commit changed what this transaction has read. Try again.")

    def _lookups_hold(self, connection: sqlite3.Connection, catalog: Catalog) -> bool:
        seen = {}
        for (partition, kind, path), version in self.looked_up.items():
            number = catalog.kind(connection, partition, kind)
            if number is not None:
                seen[number, path] = version
        present = find_versions(connection, seen)
        return all(present.get(place, 0) == version for place, version in seen.items())

    def _queries_hold(self, connection: sqlite3.Connection) -> bool:
        for partition, kind in self.queried:
            (changed,) = connection.execute(
                "SELECT coalesce(max(version), 0) FROM datastore_versions WHERE kind IN ("
                "SELECT id FROM datastore_kinds WHERE project = ? AND database = ? "
                "AND namespace = coalesce(?, namespace) AND name = coalesce(?, name))",
                (*partition, kind),
            ).fetchone()
            if changed > self.snapshot_version:
                return False
        return True


class Transactions:
    """The transactions of this process, by their ids."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._gate = Gate(database.path)
        self._open: dict[bytes, Transaction] = {}

    def begin(
        self, request: Message, *, read_only: bool, previous: bytes | None = None
    ) -> Transaction:
        """A new transaction; a read-write one waits for its turn."""
        self._forget_old()
        transaction = Transaction(_new_number(), _database_of(request), read_only, time.monotonic())
        if not read_only:
            self._gate.enter(transaction.number, previous)
        self._open[transaction.number] = transaction
        return transaction

    def begin_as_asked(self, request: Message, options: Message) -> Transaction:
        """A new transaction by the `TransactionOptions` of a request."""
        if options.WhichOneof("mode") == "read_only":
            transaction = self.begin(request, read_only=True)
            if options.read_only.HasField("read_time"):
                transaction.read_time = microseconds_of(options.read_only.read_time)
            return transaction
        previous: bytes = options.read_write.previous_transaction
        return self.begin(request, read_only=False, previous=previous or None)

    @contextmanager
    def reading(
        self, request: Message, number: bytes
    ) -> Iterator[tuple[sqlite3.Connection, Transaction]]:
        """The snapshot of a transaction, for one call at a time.

        Raises InvalidArgument if there is no such transaction.
        """
        transaction = self._find(request, number)
        with transaction.using:
            if number not in self._open:
                raise _unknown()
            if transaction.snapshot is None:
                self._take_snapshot(transaction)
            assert transaction.snapshot is not None  # noqa: S101 - just taken
            yield transaction.snapshot, transaction

    def take(self, request: Message, number: bytes) -> Transaction:
        """End a transaction for its commit; its turn at the gate goes on until `leave`.

        Raises InvalidArgument if there is no such transaction.
        """
        transaction = self._find(request, number)
        if self._open.pop(number, None) is None:
            raise _unknown()
        self._drop_snapshot(transaction)
        return transaction

    def leave(self, transaction: Transaction) -> None:
        """End the turn at the gate: the commit is visible, or has failed."""
        self._gate.leave(transaction.number)

    def roll_back(self, request: Message) -> None:
        """End the transaction of a Rollback request; one that has ended already is left alone.

        Raises InvalidArgument for what was never the number of one, or is another database's.
        """
        number = request.transaction
        if number in self._open:
            self._find(request, number)
        elif not _is_number(number):
            raise invalid("Nobody began the transaction to roll back.")
        self._end(number)

    def _end(self, number: bytes) -> None:
        transaction = self._open.pop(number, None)
        if transaction is not None:
            self._drop_snapshot(transaction)
            self.leave(transaction)

    def close(self) -> None:
        """End all transactions."""
        for number in list(self._open):
            self._end(number)
        self._gate.close()

    def _find(self, request: Message, number: bytes) -> Transaction:
        transaction = self._open.get(number)
        if transaction is None or transaction.database != _database_of(request):
            raise _unknown()
        return transaction

    def _forget_old(self) -> None:
        limit = time.monotonic() - LIFETIME
        for number, transaction in list(self._open.items()):
            if transaction.begun > limit:
                break
            self._end(number)

    def _take_snapshot(self, transaction: Transaction) -> None:
        connection = self._database.take_reader()
        try:
            connection.execute("BEGIN")
            (version,) = connection.execute(FILE_VERSION).fetchone()
            if transaction.read_time is not None:
                check_read_time(transaction.read_time, version)
        except BaseException:
            self._database.give_back(connection)
            raise
        transaction.snapshot, transaction.snapshot_version = connection, version

    def _drop_snapshot(self, transaction: Transaction) -> None:
        with transaction.using:
            if transaction.snapshot is not None:
                self._database.give_back(transaction.snapshot)
                transaction.snapshot = None


def check_read_time(read_time: int, version: int) -> None:
    """Refuse to read at a time of which the file has no state any more, or not yet.

    `version` is that of the last commit before the snapshot that would be read.
    """
    if read_time > now():
        raise invalid("The time to read at is in the future.")
    if read_time < version:
        raise too_old("The time to read at is too long ago: only the last state is kept.")


def _database_of(request: Message) -> tuple[str, str]:
    return request.project_id, request.database_id


def _new_number() -> bytes:
    return _sealed(token_bytes(12))


def _is_number(number: bytes) -> bool:
    """Whether it is the number of a transaction, in this process or another, now or before."""
    return number == _sealed(number[:12])


def _sealed(token: bytes) -> bytes:
    return token + crc32(token).to_bytes(4, "big")


def _unknown() -> Exception:
    return invalid("The transaction is unknown: it has ended, or was idle for too long.")
