"""Copies of a database, made while it is in use, and how one takes its place again.

A backup is one SQLite file: every page of the database as it stood at one moment, and a table of
notes beside them, with what else a site needs to start again.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias

from july.embedded.file import Database
from july.errors import BadRequest, Conflict, NotFound, Unavailable

Progress: TypeAlias = Callable[[int, int], None]
"""Is told, now and then, how many pages are done, and of how many."""

PAGES_AT_ONCE = 4096
NOTES = "CREATE TABLE july_backup (name TEXT PRIMARY KEY, value TEXT NOT NULL)"


def back_up(
    database: Database,
    target: Path,
    notes: Mapping[str, str],
    progress: Progress,
    *,
    replace: bool = False,
) -> None:
    """Copy the database as it is at this moment to `target`, with these notes.

    All readers and writers go on meanwhile. `target` appears when it is whole and on the disk, and
    only its owner may read it. Raises `Conflict` if there is such a file, unless it is to be
    replaced, and `Unavailable` if it can't be written.
    """
    if target.exists() and not replace:
        raise Conflict(f"{target} exists; choose another name, or say --replace")
    with _draft(target) as draft, database.reader() as source:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the snapshot begins here
        _copy(source, draft, progress)
        with _opened(draft) as copy:
            copy.execute(NOTES)
            copy.executemany("INSERT INTO july_backup VALUES (?, ?)", notes.items())
        place(draft, target)


def read_notes(file: Path) -> dict[str, str]:
    """The notes in a backup; none in a copy made by other means.

    Raises `NotFound` if there is no such file, `BadRequest` if it holds something else.
    """
    if not file.is_file():
        raise NotFound(f"There is no file {file}")
    with _frozen(file) as backup:
        try:
            tables = {name for (name,) in backup.execute("SELECT name FROM sqlite_schema")}
        except sqlite3.DatabaseError as error:
            raise BadRequest(f"{file} is no backup of July: {error}") from error
        if "datastore_state" not in tables:
            raise BadRequest(f"{file} is no backup of July: it holds none of July's tables")
        if "july_backup" not in tables:
            return {}
        return dict(backup.execute("SELECT name, value FROM july_backup"))


def restore(
    file: Path, target: Path, progress: Progress, verify: Callable[[Path], Iterable[str]]
) -> None:
    """Put the contents of a backup in the place of `target`, without its notes.

    `verify` is given the copy before it takes its place, and tells what is wrong with it. What was
    at `target` is gone then, unless something fails before. Raises `Conflict` if another process
    uses `target`, `BadRequest` if something is wrong, `Unavailable` if it can't be written.
    """
    with _draft(target) as draft:
        with _frozen(file) as source:
            _copy(source, draft, progress)
        for fault in verify(draft):
            raise BadRequest(f"{file} is damaged, and nothing was changed: {fault}")
        with _opened(draft) as copy:
            copy.execute("PRAGMA secure_delete = ON")
            copy.execute("DROP TABLE IF EXISTS july_backup")
        _clear_place(target)
        place(draft, target)


@contextmanager
def unpacked(file: Path, progress: Progress) -> Iterator[Path]:
    """A copy of a backup to look into, gone in the end: the backup itself stays as it is.

    It is made in the folder for temporary files, which TMPDIR names.
    """
    with tempfile.TemporaryDirectory(prefix="july-") as folder, _frozen(file) as source:
        copy = Path(folder) / file.name
        _copy(source, copy, progress)
        yield copy


def place(draft: Path, target: Path) -> None:
    """Give the file its name when all of it is on the disk."""
    _flush(draft)
    draft.replace(target)
    _flush(target.parent)


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A file beside `target` that nobody else may read, gone in the end; disk errors made plain."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.touch(mode=0o600)
        yield draft
    except OSError as error:
        raise Unavailable(f"{target} can't be written ({error.strerror})") from error
    except sqlite3.DatabaseError as error:
        raise Unavailable(f"{target} was not made: {error}") from error
    finally:
        for path in target.parent.glob(f"{draft.name}*"):  # SQLite's and the engines' too
            path.unlink()


def _copy(source: sqlite3.Connection, draft: Path, progress: Progress) -> None:
    """Copy all pages. A read that `source` has begun holds its snapshot until the last one."""

    def tell(_status: int, left: int, total: int) -> None:
        progress(total - left, total)

    with _opened(draft) as copy:
        source.backup(copy, pages=PAGES_AT_ONCE, progress=tell, sleep=0)


@contextmanager
def _opened(draft: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that is worth nothing yet: the disk is waited for when it is whole."""
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        yield connection
        connection.execute("PRAGMA journal_mode = DELETE")  # no second file beside it


@contextmanager
def _frozen(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that nobody changes; no others appear beside it."""
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        yield connection


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear_place(target: Path) -> None:
    """Fold a database's log into it, so that no log is left for whatever takes its place.

    Raises `Conflict` if anybody has it open.
    """
    if target.exists():
        _take_for_oneself(target)
    for suffix in ("-wal", "-shm"):
        target.with_name(f"{target.name}{suffix}").unlink(missing_ok=True)


def _take_for_oneself(target: Path) -> None:
    with closing(sqlite3.connect(target, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise Conflict(f"{target} is in use; stop what serves or works on it") from error
            raise
        except sqlite3.DatabaseError:
            return  # it is damaged, which is why it is being replaced
