"""One SQLite file that both engines share, with group commit."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from july.embedded.line import Line, Ticket
from july.errors import ConfigurationError, Unavailable

T = TypeVar("T")

WAIT_FOR_WRITER = 10.0
"""Seconds that a write waits for other writers, of this process or of others."""

IDLE_READERS = 8
"""Readers kept open between uses; more are opened while they are needed."""

_WRITER_CACHE = 16_000
_READER_CACHE = 16_000

_LOG_PAGES = 8_000
"""Pages in the log (32 MB) after which they are brought into the file: what many commits change is
brought there once. SQLite's own 1,000 cost a third of a single write."""


class Database:
    """A SQLite file in write-ahead mode: many readers, one writer, shared fsyncs.

    Make it after a fork, one for a file and process; any thread may use it. Other processes may
    have the same file open.

    Raises `ConfigurationError` when the file can't be opened or holds something else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._line = Line(self._serve)
        self._writing = threading.Lock()
        self._readers: list[sqlite3.Connection] = []
        self._reading = threading.Lock()
        self._closed = False
        try:
            self._writer = self._connect(_WRITER_CACHE)
            self._writer.execute("SELECT 1 FROM sqlite_schema").fetchall()  # opens the log
            self._log = _LogFile(path)
        except (sqlite3.Error, OSError) as error:
            raise ConfigurationError(f"{path} can't be opened as a database: {error}") from error

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading, from a pool, in autocommit mode.

        Whoever wants several statements to see one snapshot issues BEGIN; it ends with the block.
        """
        connection = self.take_reader()
        try:
            yield connection
        finally:
            self.give_back(connection)

    def take_reader(self) -> sqlite3.Connection:
        """A connection for reading that the caller keeps until `give_back`."""
        with self._reading:
            if self._closed:
                raise Unavailable("The database is closed.")
            if self._readers:
                return self._readers.pop()
        connection = self._connect(_READER_CACHE)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Return a connection from `take_reader` to the pool; ends its snapshot."""
        if connection.in_transaction:
            connection.rollback()
        with self._reading:
            if not self._closed and len(self._readers) < IDLE_READERS:
                self._readers.append(connection)
                return
        connection.close()

    def write(
        self, work: Callable[[sqlite3.Connection], T], *, durable: bool = True, alone: bool = False
    ) -> T:
        """Run `work` in one transaction on the writer, and give what it returns.

        An exception of `work` takes back what it wrote and is raised. With `durable` this returns
        when the write-ahead log has reached the disk. The commit itself is made visible without
        fsync (`synchronous=NORMAL`), the writer is free again, and then one leader flushes the log
        for all whose commit came before. Each caller has the guarantee of `synchronous=FULL`; they
        share the fsync. Without `durable`, a later `flush` gives the same guarantee.

        Who waits for the writer meanwhile shares the transaction of the next who has it, unless
        one is to be `alone`; so `work` may run in another thread, and may see what others wrote
        that fails in the end together with its own.

        Raises `Unavailable` when the writer isn't free in time, or the disk fails; nothing is
        written then, except where only the flush failed: that may be there after a restart.
        """
        ticket = Ticket(work, alone=alone)
        if not self._line.join(ticket, WAIT_FOR_WRITER):
            raise Unavailable("The database is busy: another write takes too long. Try again.")
        if ticket.error is not None:
            raise ticket.error
        if durable:
            self.flush()
        result: T = ticket.result
        return result

    def flush(self) -> None:
        """Return when everything written so far has reached the disk.

        Raises `Unavailable` when the disk fails.
        """
        self._log.flush()

    def close(self) -> None:
        """Close all connections; waits for the write that is under way. May be called twice."""
        with self._writing, self._reading:
            if self._closed:
                return
            self._closed = True
            for connection in self._readers:
                connection.close()
            self._readers.clear()
            self._writer.close()
            self._log.close()

    def _serve(self, tickets: Sequence[Ticket]) -> None:
        """Do what the tickets want in one transaction; if it fails, all of them have failed."""
        with self._writing:
            try:
                self._check_usable()
                self._run(tickets)
                self._log.note_commits(len(tickets))
            except Exception as error:  # noqa: BLE001 - those who wait get it, whatever it is
                for ticket in tickets:
                    ticket.error = ticket.error or _clear(error)
            except BaseException:
                for ticket in tickets:
                    ticket.error = Unavailable("The write was interrupted. Try again.")
                raise

    def _check_usable(self) -> None:
        if self._closed:
            raise Unavailable("The database is closed.")
        self._log.check()

    def _run(self, tickets: Sequence[Ticket]) -> None:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            if len(tickets) == 1:
                tickets[0].result = tickets[0].work(self._writer)
            else:
                for ticket in tickets:
                    self._run_one_of_many(ticket)
            self._writer.execute("COMMIT")
        except BaseException:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise

    def _run_one_of_many(self, ticket: Ticket) -> None:
        self._writer.execute("SAVEPOINT one")
        try:
            ticket.result = ticket.work(self._writer)
        except Exception as error:
            if not self._writer.in_transaction:
                raise  # SQLite has taken back what the others wrote too.
            ticket.error = _clear(error)
            self._writer.execute("ROLLBACK TO one")
        self._writer.execute("RELEASE one")

    def _connect(self, cache: int) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            timeout=WAIT_FOR_WRITER,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{cache}")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        return connection


def _clear(error: Exception) -> Exception:
    """What to raise instead of SQLite's own error, if the machine is to blame for it."""
    if not (isinstance(error, sqlite3.OperationalError) and is_temporary(error)):
        return error
    clear = Unavailable(f"The database can't be written now: {error}. Try again.")
    clear.__cause__ = error
    return clear


def is_temporary(error: sqlite3.Error) -> bool:
    """Whether the machine is to blame (locks, the disk), and not what was asked of SQLite."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _TEMPORARY


_TEMPORARY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


class _LogFile:
    """The write-ahead log, seen as something to flush.

    SQLite never replaces the log while a connection is open, and takes its locks on other files, so
    that a descriptor of our own is safe.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(f"{path}-wal", os.O_RDWR)
        self._changed = threading.Condition()
        self._commits = 0
        self._flushed = 0
        self._flushing = False
        self._failure: OSError | None = None
        _flush_folder(path.parent)

    def note_commits(self, number: int) -> None:
        """So many more commits are visible."""
        self._commits += number

    def check(self) -> None:
        """Raise `Unavailable` if a flush has failed: what the disk holds is not known any more."""
        if self._failure is not None:
            raise Unavailable(f"The disk has failed ({self._failure}). Check it, then restart.")

    def flush(self) -> None:
        """Wait until every commit noted so far is on the disk; one of the waiting does the work."""
        wanted = self._commits
        while not self._wait_for(wanted):
            self._lead()

    def _wait_for(self, wanted: int) -> bool:
        """True once `wanted` is on the disk; False if the caller has to lead."""
        with self._changed:
            while True:
                self.check()
                if self._flushed >= wanted:
                    return True
                if not self._flushing:
                    self._flushing = True
                    return False
                self._changed.wait()

    def _lead(self) -> None:
        covered = self._commits
        failure: OSError | None = None
        try:
            os.fdatasync(self._descriptor)
        except OSError as error:
            # The kernel may have dropped the pages, so that a second attempt would lie.
            failure = error
        with self._changed:
            self._flushing = False
            self._failure = failure
            if failure is None:
                self._flushed = covered
            self._changed.notify_all()

    def close(self) -> None:
        os.close(self._descriptor)


def _flush_folder(folder: Path) -> None:
    """Make the names of new files in `folder` last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
