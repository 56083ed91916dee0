"""Transactions under way: their snapshots, and what they read."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import TypeAlias

from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.encoding import Partition
from july.embedded.datastore.entities import find_versions
from july.embedded.datastore.gate import Gate
from july.embedded.datastore.messages import Message
from july.embedded.datastore.refusals import aborted, invalid
from july.embedded.file import Database

LIFETIME = 60.0
"""Seconds after which a transaction that nobody ended is forgotten."""

FILE_VERSION = "SELECT version FROM datastore_versions WHERE kind = 0"

Name: TypeAlias = tuple[Partition, str, bytes]
"""An entity's partition, kind and path: its place may have no number yet."""


@dataclass(slots=True)
class Transaction:
    """One transaction. Its snapshot begins with the first read."""

    number: bytes
    read_only: bool
    begun: float
    using: threading.Lock = field(default_factory=threading.Lock)
    snapshot: sqlite3.Connection | None = None
    snapshot_version: int = 0
    looked_up: dict[Name, int] = field(default_factory=dict)
    queried: set[tuple[Partition, str | None]] = field(default_factory=set)

    def note_lookup(self, name: Name, version: int) -> None:
        """Remember the version in which an entity was seen, 0 if it was not there."""
        self.looked_up[name] = version

    def note_query(self, partition: Partition, kind: str | None) -> None:
        """Remember that the entities of a kind were looked through; None is all kinds."""
        self.queried.add((partition, kind))

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
                "AND namespace = ? AND name = coalesce(?, name))",
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

    def begin(self, *, read_only: bool, previous: bytes | None = None) -> Transaction:
        """A new transaction; a read-write one waits for its turn."""
        self._forget_old()
        transaction = Transaction(token_bytes(12), read_only, time.monotonic())
        if not read_only:
            self._gate.enter(transaction.number, previous)
        self._open[transaction.number] = transaction
        return transaction

    def begin_as_asked(self, options: Message) -> Transaction:
        """A new transaction by the `TransactionOptions` of a request."""
        if options.WhichOneof("mode") == "read_only":
            if options.read_only.HasField("read_time"):
                raise invalid("Reading at a past time is not offered.")
            return self.begin(read_only=True)
        previous: bytes = options.read_write.previous_transaction
        return self.begin(read_only=False, previous=previous or None)

    @contextmanager
    def reading(self, number: bytes) -> Iterator[tuple[sqlite3.Connection, Transaction]]:
        """The snapshot of a transaction, for one call at a time.

        Raises InvalidArgument if there is no such transaction.
        """
        transaction = self._open.get(number)
        if transaction is None:
            raise _unknown()
        with transaction.using:
            if number not in self._open:
                raise _unknown()
            if transaction.snapshot is None:
                self._take_snapshot(transaction)
            assert transaction.snapshot is not None  # noqa: S101 - just taken
            yield transaction.snapshot, transaction

    def take(self, number: bytes) -> Transaction:
        """End a transaction for its commit; its turn at the gate goes on until `leave`.

        Raises InvalidArgument if there is no such transaction.
        """
        transaction = self._open.pop(number, None)
        if transaction is None:
            raise _unknown()
        self._drop_snapshot(transaction)
        return transaction

    def leave(self, transaction: Transaction) -> None:
        """End the turn at the gate: the commit is visible, or has failed."""
        self._gate.leave(transaction.number)

    def roll_back(self, number: bytes) -> None:
        """End a transaction; one that has ended already is left alone."""
        transaction = self._open.pop(number, None)
        if transaction is not None:
            self._drop_snapshot(transaction)
            self.leave(transaction)

    def close(self) -> None:
        """End all transactions."""
        for number in list(self._open):
            self.roll_back(number)
        self._gate.close()

    def _forget_old(self) -> None:
        limit = time.monotonic() - LIFETIME
        for number, transaction in list(self._open.items()):
            if transaction.begun > limit:
                break
            self.roll_back(number)

    def _take_snapshot(self, transaction: Transaction) -> None:
        connection = self._database.take_reader()
        connection.execute("BEGIN")
        row = connection.execute(FILE_VERSION).fetchone()
        transaction.snapshot, transaction.snapshot_version = connection, row[0]

    def _drop_snapshot(self, transaction: Transaction) -> None:
        with transaction.using:
            if transaction.snapshot is not None:
                self._database.give_back(transaction.snapshot)
                transaction.snapshot = None


def _unknown() -> Exception:
    return invalid("The transaction is unknown: it has ended, or was idle for too long.")
