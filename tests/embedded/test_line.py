"""Who waits for the writer of a file shares the transaction of the next who has it."""

import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import pytest

from july.embedded.file import Database
from july.embedded.line import MOST_TOGETHER
from july.errors import Unavailable

Work = Callable[[sqlite3.Connection], Any]

SECONDS = 30.0
"""Long enough for anything."""


@pytest.fixture
def table(database: Database) -> Database:
    database.write(lambda connection: connection.execute("CREATE TABLE fruit (name TEXT UNIQUE)"))
    return database


class Crowd:
    """A writer that takes its time, and those who come meanwhile."""

    def __init__(self, database: Database, pool: ThreadPoolExecutor) -> None:
        self._database = database
        self._pool = pool
        self._began, self.go_on = threading.Event(), threading.Event()
        self.statements: list[str] = []
        self.first = pool.submit(database.write, self._take_time)
        assert self._began.wait(SECONDS)

    def join(self, work: Work, *, alone: bool = False) -> Future[Any]:
        """Let one more come; it is in line when this returns."""
        waiting = self._database._line._waiting
        before = len(waiting)
        future = self._pool.submit(lambda: self._database.write(work, alone=alone))
        while len(waiting) == before:
            pass
        return future

    def begun(self) -> int:
        """The number of transactions since the first."""
        return sum("BEGIN" in each for each in self.statements)

    def _take_time(self, connection: sqlite3.Connection) -> None:
        self._began.set()
        assert self.go_on.wait(SECONDS)
        connection.set_trace_callback(self.statements.append)


@contextmanager
def crowd(database: Database) -> Iterator[Crowd]:
    with ThreadPoolExecutor(2 * MOST_TOGETHER) as pool:
        made = Crowd(database, pool)
        try:
            yield made
        finally:
            made.go_on.set()


def add(name: str) -> Work:
    return lambda connection: connection.execute("INSERT INTO fruit VALUES (?)", (name,)).rowcount


def fail(connection: sqlite3.Connection) -> NoReturn:
    connection.execute("INSERT INTO fruit VALUES ('rotten')")
    raise ValueError("rotten")


def names(database: Database) -> list[str]:
    with database.reader() as connection:
        return [name for (name,) in connection.execute("SELECT name FROM fruit ORDER BY name")]


def test_all_who_wait_are_served_in_one_transaction(table: Database) -> None:
    with crowd(table) as some:
        futures = [some.join(add(name)) for name in "abc"]
        some.go_on.set()
        assert [future.result(SECONDS) for future in futures] == [1, 1, 1]
    assert some.begun() == 1
    assert names(table) == ["a", "b", "c"]


def test_a_long_line_takes_several(table: Database) -> None:
    with crowd(table) as some:
        futures = [some.join(add(f"{number}")) for number in range(MOST_TOGETHER + 1)]
        some.go_on.set()
        for future in futures:
            future.result(SECONDS)
    assert some.begun() == 2
    assert len(names(table)) == MOST_TOGETHER + 1


def test_one_that_fails_takes_back_its_own_only(table: Database) -> None:
    with crowd(table) as some:
        good, bad, late = some.join(add("a")), some.join(fail), some.join(add("b"))
        some.go_on.set()
        with pytest.raises(ValueError, match="rotten"):
            bad.result(SECONDS)
        assert (good.result(SECONDS), late.result(SECONDS)) == (1, 1)
    assert some.begun() == 1
    assert names(table) == ["a", "b"]


def test_one_who_breaks_a_rule_of_the_table_takes_back_its_own_only(table: Database) -> None:
    with crowd(table) as some:
        good, bad = some.join(add("a")), some.join(add("a"))
        some.go_on.set()
        with pytest.raises(sqlite3.IntegrityError):
            bad.result(SECONDS)
        assert good.result(SECONDS) == 1
    assert names(table) == ["a"]


def test_what_fails_in_the_end_fails_for_all(table: Database) -> None:
    table._writer.execute("PRAGMA foreign_keys = ON")
    table.write(
        lambda connection: connection.execute(
            "CREATE TABLE basket (fruit TEXT REFERENCES fruit (name) DEFERRABLE INITIALLY DEFERRED)"
        )
    )
    with crowd(table) as some:
        good = some.join(add("a"))
        bad = some.join(lambda connection: connection.execute("INSERT INTO basket VALUES ('b')"))
        some.go_on.set()
        for future in (good, bad):
            with pytest.raises(sqlite3.IntegrityError):
                future.result(SECONDS)
    assert names(table) == []
    table.write(add("c"))
    assert names(table) == ["c"]


def test_one_who_wants_to_be_alone_is(table: Database) -> None:
    with crowd(table) as some:
        futures = [
            some.join(add("a")),
            some.join(add("b"), alone=True),
            some.join(add("c")),
            some.join(add("d")),
        ]
        some.go_on.set()
        for future in futures:
            future.result(SECONDS)
    assert some.begun() == 3


def test_who_waits_too_long_is_told_and_nothing_is_written(
    table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("july.embedded.file.WAIT_FOR_WRITER", 0.01)
    with crowd(table), pytest.raises(Unavailable, match="busy"):
        table.write(add("a"))
    assert names(table) == []


def test_who_is_interrupted_in_line_leaves_it(table: Database) -> None:
    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with crowd(table) as some:
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            with pytest.raises(KeyboardInterrupt):
                table.write(add("a"))
            later = some.join(add("b"))
            some.go_on.set()
            later.result(SECONDS)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert names(table) == ["b"]
