import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from july.embedded.file import Database
from july.errors import ConfigurationError, Unavailable


@pytest.fixture
def table(database: Database) -> Database:
    database.write(lambda connection: connection.execute("CREATE TABLE fruit (name TEXT)"))
    return database


def add(database: Database, name: str, *, durable: bool = True) -> None:
    database.write(
        lambda connection: connection.execute("INSERT INTO fruit VALUES (?)", (name,)),
        durable=durable,
    )


def names(database: Database) -> list[str]:
    with database.reader() as connection:
        return [name for (name,) in connection.execute("SELECT name FROM fruit ORDER BY name")]


def test_what_was_written_is_read_and_survives_reopening(table: Database) -> None:
    add(table, "apple")
    assert names(table) == ["apple"]
    table.close()
    again = Database(table.path)
    assert names(again) == ["apple"]
    again.close()


def test_write_gives_what_the_work_returns(table: Database) -> None:
    assert table.write(lambda connection: 42) == 42


def test_an_exception_rolls_back_and_is_raised(table: Database) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO fruit VALUES ('rotten')")
        raise ValueError("rotten")

    with pytest.raises(ValueError, match="rotten"):
        table.write(work)
    assert names(table) == []
    add(table, "apple")
    assert names(table) == ["apple"]


def test_a_reader_cannot_write(table: Database) -> None:
    with table.reader() as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("INSERT INTO fruit VALUES ('apple')")


def test_a_reader_keeps_its_snapshot_until_the_block_ends(table: Database) -> None:
    with table.reader() as connection:
        connection.execute("BEGIN")
        assert connection.execute("SELECT count(*) FROM fruit").fetchone() == (0,)
        add(table, "apple")
        assert connection.execute("SELECT count(*) FROM fruit").fetchone() == (0,)
    assert names(table) == ["apple"]


def test_waiting_writers_share_one_fsync(table: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    flushes = 0
    flush = os.fdatasync
    first_flush_began, everybody_wrote = threading.Event(), threading.Event()

    def slow_flush(descriptor: int) -> None:
        nonlocal flushes
        flushes += 1
        first_flush_began.set()
        assert everybody_wrote.wait(5)
        flush(descriptor)

    monkeypatch.setattr(os, "fdatasync", slow_flush)
    with ThreadPoolExecutor(9) as pool:
        durable = [pool.submit(add, table, "first")]
        assert first_flush_began.wait(5)
        durable += [pool.submit(add, table, f"later {number}") for number in range(8)]
        while len(names(table)) < 9:
            pass
        everybody_wrote.set()
        for write in durable:
            write.result()
    assert flushes == 2


def test_a_commit_is_visible_before_it_is_flushed(
    table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: seen.append(names(table)))
    add(table, "apple")
    assert seen == [["apple"]]


def test_a_write_that_need_not_last_waits_for_no_flush(
    table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushes: list[int] = []
    monkeypatch.setattr(os, "fdatasync", flushes.append)
    add(table, "apple", durable=False)
    assert flushes == []
    table.flush()
    table.flush()
    assert len(flushes) == 1


def test_after_a_failed_flush_nothing_is_written_any_more(
    table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", failing)
        with pytest.raises(Unavailable, match="disk has failed"):
            add(table, "lost")
    with pytest.raises(Unavailable, match="disk has failed"):
        add(table, "refused")
    assert "refused" not in names(table)


def test_a_full_disk_is_unavailable_and_rolls_back(table: Database) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA max_page_count = 4")
        connection.execute("INSERT INTO fruit VALUES (?)", ("x" * 100_000,))

    with pytest.raises(Unavailable, match="full"):
        table.write(fill)
    assert names(table) == []


def test_another_process_that_keeps_writing_makes_it_unavailable(
    table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("july.embedded.file.WAIT_FOR_WRITER", 0.05)
    hurried = Database(table.path)
    other = sqlite3.connect(table.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        add(hurried, "apple")
    other.execute("ROLLBACK")
    add(hurried, "apple")
    other.close()
    hurried.close()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sirs, " * 1000)
    with pytest.raises(ConfigurationError, match=r"letter\.txt"):
        Database(path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        Database(tmp_path / "nowhere" / "july.sqlite")


def test_a_closed_database_is_unavailable(table: Database) -> None:
    table.close()
    table.close()
    with pytest.raises(Unavailable, match="closed"):
        add(table, "apple")
    with pytest.raises(Unavailable, match="closed"):
        names(table)


def test_many_threads_lose_nothing(table: Database) -> None:
    def work(number: int) -> None:
        for turn in range(10):
            add(table, f"{number}-{turn}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(names(table)) == 40
