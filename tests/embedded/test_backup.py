"""Copies of a database that is in use, and how they come back."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from july.embedded.backup import back_up, read_notes, restore, unpacked
from july.embedded.file import Database
from july.errors import BadRequest, Conflict, NotFound, Unavailable

ROOT = Path(__file__).parents[2]
DIES = """
import os, sys
from pathlib import Path
from july.embedded.file import Database

Database(Path(sys.argv[1])).write(lambda connection: connection.execute("CREATE TABLE old (a)"))
os._exit(0)
"""
NOTES = {"made": "2026-07-14", "secret_key": "k" * 40}


def silent(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def fine(_path: Path) -> list[str]:
    return []


def fill(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE datastore_state (count INTEGER)")
    connection.execute("INSERT INTO datastore_state VALUES (0)")
    connection.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, filling BLOB)")


def add(connection: sqlite3.Connection) -> None:
    """Two writes that belong together."""
    connection.execute("UPDATE datastore_state SET count = count + 1")
    connection.execute("INSERT INTO rows (filling) VALUES (randomblob(3000))")


def faults(path: Path) -> list[str]:
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = [text for (text,) in connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def counts(path: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(path)) as connection:
        (counted,) = connection.execute("SELECT count FROM datastore_state").fetchone()
        (there,) = connection.execute("SELECT count(*) FROM rows").fetchone()
        return counted, there


def names_beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """Somebody writes all the time."""
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            database.write(add, durable=False)

    thread = threading.Thread(target=write)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with July's marks and some rows."""
    database.write(fill)
    for _ in range(50):
        database.write(add, durable=False)
    return database


@pytest.fixture
def backup(filled: Database, tmp_path: Path) -> Path:
    path = tmp_path / "copy.july"
    back_up(filled, path, NOTES, silent)
    return path


def test_a_backup_made_amid_writes_is_of_one_moment(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("july.embedded.backup.PAGES_AT_ONCE", 5)
    steps: list[tuple[int, int]] = []
    path = tmp_path / "copy.july"
    with writing(filled):
        back_up(filled, path, NOTES, lambda done, total: steps.append((done, total)))
    counted, there = counts(path)
    assert counted == there >= 50
    assert len(steps) > 5
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]
    assert faults(path) == []


def test_a_backup_is_one_file_that_only_its_owner_reads(backup: Path) -> None:
    assert {path.name for path in backup.parent.glob("*copy*")} == {"copy.july"}
    assert backup.stat().st_mode & 0o777 == 0o600
    assert read_notes(backup) == NOTES


def test_a_backup_is_not_written_over_unless_told(filled: Database, backup: Path) -> None:
    before = backup.read_bytes()
    filled.write(add)
    with pytest.raises(Conflict, match="--replace"):
        back_up(filled, backup, NOTES, silent)
    assert backup.read_bytes() == before
    back_up(filled, backup, NOTES, silent, replace=True)
    assert counts(backup) == (51, 51)


def test_a_folder_that_is_not_there_is_named(filled: Database, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="can't be written"):
        back_up(filled, tmp_path / "nowhere" / "copy.july", NOTES, silent)


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no file"):
        read_notes(tmp_path / "missing")
    (tmp_path / "letter").write_text("Dear July, " * 100)
    with pytest.raises(BadRequest, match="is no backup"):
        read_notes(tmp_path / "letter")
    with closing(sqlite3.connect(tmp_path / "other")) as connection:
        connection.execute("CREATE TABLE shopping (item)")
    with pytest.raises(BadRequest, match="none of July's tables"):
        read_notes(tmp_path / "other")


def test_a_copy_made_by_other_means_has_no_notes(filled: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(filled.path)) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "vacuumed"),))
    assert read_notes(tmp_path / "vacuumed") == {}


def test_a_backup_comes_back_without_its_notes(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "july.db"
    target.parent.mkdir()
    restore(backup, target, silent, fine)
    assert counts(target) == (50, 50)
    assert b"k" * 40 not in target.read_bytes()
    assert names_beside(target) == ["july.db"]
    with closing(Database(target)) as database:
        database.write(add)
    assert counts(target) == (51, 51)


def test_what_was_there_is_replaced_with_its_log(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "july.db"
    subprocess.run([sys.executable, "-c", DIES, str(target)], cwd=ROOT, check=True, timeout=30)
    assert target.with_name("july.db-wal").exists()
    restore(backup, target, silent, fine)
    assert not target.with_name("july.db-wal").exists()
    assert counts(target) == (50, 50)


def test_a_database_in_use_is_not_replaced(backup: Path, filled: Database) -> None:
    with pytest.raises(Conflict, match="in use"):
        restore(backup, filled.path, silent, fine)
    assert counts(filled.path) == (50, 50)
    filled.write(add)


def test_a_damaged_database_can_be_replaced(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "july.db"
    target.write_bytes(b"garbage" * 10_000)
    restore(backup, target, silent, fine)
    assert counts(target) == (50, 50)


def test_a_damaged_backup_replaces_nothing(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "july.db"
    restore(backup, target, silent, fine)
    content = bytearray(backup.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    backup.write_bytes(content)
    assert faults(backup) != []
    with pytest.raises(BadRequest, match="damaged, and nothing was changed"):
        restore(backup, target, silent, faults)
    assert counts(target) == (50, 50)
    assert not [name for name in names_beside(target) if name.startswith(".")]


def test_looking_into_a_backup_leaves_it_as_it_is(backup: Path) -> None:
    before = (backup.read_bytes(), names_beside(backup))
    with unpacked(backup, silent) as copy, closing(Database(copy)) as database:
        database.write(add)
    assert not copy.exists()
    assert (backup.read_bytes(), names_beside(backup)) == before
