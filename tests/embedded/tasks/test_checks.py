"""The check of the queues' tables."""

import sqlite3
from collections.abc import Callable

import pytest

from july.embedded.file import Database
from july.embedded.tasks import Outcome, TasksEngine, check
from tests.embedded.tasks.given import Clock


@pytest.fixture
def used(engine: TasksEngine, create: Callable[..., None], clock: Clock) -> TasksEngine:
    """A queue with a task that waits and one that was given up."""
    create("bad", "good")
    for _ in range(4):
        leases = {lease.dispatch.name: lease for lease in engine.leases.lease(2)}
        engine.leases.settle([Outcome(leases["bad"], ValueError("no"))])
        clock.advance(100)
    assert len(engine.failed()) == 1
    return engine


def damage(database: Database, statement: str) -> None:
    def work(connection: sqlite3.Connection) -> None:
        assert connection.execute(statement).rowcount == 1

    database.write(work)


def test_a_file_that_is_right_has_no_faults(used: TasksEngine, database: Database) -> None:
    assert check(database) == []


def test_a_file_without_queues_has_no_faults(database: Database) -> None:
    assert check(database) == []


@pytest.mark.parametrize(("table", "name"), [("tasks", "good"), ("task_failures", "bad")])
def test_a_task_without_its_queue_is_told(
    used: TasksEngine, database: Database, table: str, name: str
) -> None:
    damage(database, f"UPDATE {table} SET queue = 99")
    (line,) = check(database)
    assert line.startswith(f"{table}: {name} (row ")
    assert line.endswith("is in a queue that doesn't exist")


@pytest.mark.parametrize("message", ["x'ffff'", "x''", "'text'"])
def test_a_task_that_cannot_be_read_is_told(
    used: TasksEngine, database: Database, message: str
) -> None:
    damage(database, f"UPDATE tasks SET message = {message}")
    (line,) = check(database)
    assert "can't be read" in line
