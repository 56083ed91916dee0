"""Tasks that were given up: kept aside until an operator runs them again or drops them."""

import sqlite3
from dataclasses import dataclass

from july.errors import Conflict, NotFound

MOST_KEPT = 10_000

KEEP = """
    INSERT INTO task_failures (queue, name, named, created, failed, attempts, error, message)
    SELECT queue, name, named, created, ?, attempts, ?, message
    FROM tasks WHERE id = ? AND lease = ?
"""
FORGET_OLDEST = """
    DELETE FROM task_failures WHERE id <= (SELECT max(id) FROM task_failures) - ?
"""
LIST = """
    SELECT task_failures.id, path || '/tasks/' || name, attempts, error, created, failed
    FROM task_failures JOIN task_queues ON task_queues.id = queue
    ORDER BY task_failures.id DESC LIMIT ?
"""
RUN_AGAIN = """
    INSERT INTO tasks (queue, name, named, due, scheduled, created, message)
    SELECT queue, name, named, ?, ?, ?, message FROM task_failures WHERE id = ?
    ON CONFLICT (queue, name) DO NOTHING
"""
DROP = "DELETE FROM task_failures WHERE id = ?"


@dataclass(frozen=True, slots=True)
class FailedTask:
    """A task that was given up and is kept aside; times are seconds since 1970."""

    number: int
    full_name: str
    attempts: int
    error: str
    created: float
    failed: float


def keep(connection: sqlite3.Connection, lease: tuple[int, int], error: str, now: float) -> None:
    """Copy a leased task to those kept aside; beyond a number, the oldest are forgotten."""
    connection.execute(KEEP, (now, error, *lease))
    connection.execute(FORGET_OLDEST, (MOST_KEPT,))


def kept(connection: sqlite3.Connection, limit: int) -> list[FailedTask]:
    """Tasks kept aside, the latest first."""
    return [FailedTask(*row) for row in connection.execute(LIST, (limit,))]


def run_again(connection: sqlite3.Connection, number: int, now: float) -> None:
    """Put a task back into its queue, as a new one. Raises `NotFound` and `Conflict`."""
    _require(connection, number)
    if connection.execute(RUN_AGAIN, (now, now, now, number)).rowcount == 0:
        raise Conflict(f"A task of the name of number {number} waits in its queue; drop this one.")
    connection.execute(DROP, (number,))


def drop(connection: sqlite3.Connection, number: int) -> None:
    """Forget a task kept aside. Raises `NotFound`."""
    _require(connection, number)
    connection.execute(DROP, (number,))


def _require(connection: sqlite3.Connection, number: int) -> None:
    found = connection.execute("SELECT 1 FROM task_failures WHERE id = ?", (number,))
    if found.fetchone() is None:
        raise NotFound(f"No task kept aside has the number {number}.")
