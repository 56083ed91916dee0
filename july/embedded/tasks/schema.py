"""The tables of the queues, and one task as a row."""

import sqlite3
from typing import NamedTuple

FORCED = 0.0
"""`due` of a task that an operator wants run whatever the queue's limits are."""

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS task_queues (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        paused INTEGER NOT NULL DEFAULT 0,
        purged REAL,
        tokens REAL,            -- what the bucket of the rate held ...
        filled REAL             -- ... at this moment; both NULL: it is full
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS tasks (
        id INTEGER PRIMARY KEY,
        queue INTEGER NOT NULL REFERENCES task_queues (id),
        name TEXT NOT NULL,
        named INTEGER NOT NULL, -- its creator chose the name
        due REAL,               -- from when on a worker may take it: its schedule time, or the end
                                -- of a lease; NULL: it has failed for good and is kept aside
        lease INTEGER,          -- who holds it; NULL: nobody
        scheduled REAL NOT NULL,
        created REAL NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        answers INTEGER NOT NULL DEFAULT 0,
        first_attempt REAL,
        last_attempt REAL,
        last_answer REAL,
        error TEXT,
        message BLOB NOT NULL   -- the google.cloud.tasks.v2.Task as it was sent
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS tasks_by_name ON tasks (queue, name)",
    "CREATE INDEX IF NOT EXISTS tasks_by_due ON tasks (queue, due)",
    "CREATE INDEX IF NOT EXISTS tasks_leased ON tasks (queue, due) WHERE lease IS NOT NULL",
    """
    CREATE TABLE IF NOT EXISTS task_tombstones (
        queue INTEGER NOT NULL,
        name TEXT NOT NULL,
        expires REAL NOT NULL,
        PRIMARY KEY (queue, name)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX IF NOT EXISTS task_tombstones_by_age ON task_tombstones (expires)",
)


class TaskRow(NamedTuple):
    """One row of `tasks`; times are seconds since 1970."""

    id: int
    queue: int
    name: str
    named: int
    due: float | None
    lease: int | None
    scheduled: float
    created: float
    attempts: int
    answers: int
    first_attempt: float | None
    last_attempt: float | None
    last_answer: float | None
    error: str | None
    message: bytes


COLUMNS = ", ".join(TaskRow._fields)


def create_tables(connection: sqlite3.Connection) -> None:
    """Create what is missing."""
    for statement in TABLES:
        connection.execute(statement)
