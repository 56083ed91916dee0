"""The tables of the queues, and one task as a row."""

import sqlite3
from typing import NamedTuple

FORCED = 0.0
"""`due` of a task that an operator wants run whatever the queue's limits are."""

APP_ERROR = "App Error"
INSTANCE_UNAVAILABLE = "Instance Unavailable"
"""Why a task is tried again: the app answered so, or did not answer."""

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS task_queues (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        paused INTEGER NOT NULL DEFAULT 0,
        purged REAL,
        tokens REAL,            -- what the bucket of the rate held ...
        filled REAL,            -- ... at this moment; both NULL: it is full
        failures INTEGER NOT NULL DEFAULT 0     -- attempts that have failed, ever
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS tasks (
        id INTEGER PRIMARY KEY,
        queue INTEGER NOT NULL REFERENCES task_queues (id),
        name TEXT NOT NULL,
        named INTEGER NOT NULL, -- its creator chose the name
        due REAL,               -- from when on a worker may take it: its schedule time, or the end
                                -- of a lease
        lease INTEGER,          -- the token of whoever holds it; NULL: nobody does
        scheduled REAL NOT NULL,
        created REAL NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        answers INTEGER NOT NULL DEFAULT 0,
        first_attempt REAL,
        last_attempt REAL,
        last_answer REAL,
        error TEXT,
        message BLOB NOT NULL,  -- the google.cloud.tasks.v2.Task as it was sent
        worker INTEGER,         -- the process that holds it, see presence.py
        executions INTEGER NOT NULL DEFAULT 0,  -- answers without those of 500 and more
        status INTEGER,         -- of the last answer; 504: it came too late, 0: there was none
        reason TEXT             -- why it is tried again, in App Engine's words
    )
    """,
    # Tasks that were given up, kept for the operator.
    """
    CREATE TABLE IF NOT EXISTS task_failures (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        queue INTEGER NOT NULL,
        name TEXT NOT NULL,
        named INTEGER NOT NULL,
        created REAL NOT NULL,
        failed REAL NOT NULL,
        attempts INTEGER NOT NULL,
        error TEXT,
        message BLOB NOT NULL
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


# Columns that files of the first version lack; they stand last in a table's definition above.
ADDED = {
    "task_queues": ("failures INTEGER NOT NULL DEFAULT 0",),
    "tasks": (
        "worker INTEGER",
        "executions INTEGER NOT NULL DEFAULT 0",
        "status INTEGER",
        "reason TEXT",
    ),
}
# The first version kept in `tasks`, without a time, what it had given up.
MOVE_GIVEN_UP = (
    """
    INSERT INTO task_failures (queue, name, named, created, failed, attempts, error, message)
    SELECT queue, name, named, created, coalesce(last_answer, created), attempts, error, message
    FROM tasks WHERE due IS NULL
    """,
    "DELETE FROM tasks WHERE due IS NULL",
)


class TaskRow(NamedTuple):
    """One row of `tasks`; times are seconds since 1970."""

    id: int
    queue: int
    name: str
    named: int
    due: float
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
    executions: int
    status: int | None
    reason: str | None


COLUMNS = ", ".join(TaskRow._fields)


def create_tables(connection: sqlite3.Connection) -> None:
    """Create what is missing."""
    for statement in TABLES:
        connection.execute(statement)
    for table, columns in ADDED.items():
        _add_columns(connection, table, columns)


def _add_columns(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> None:
    there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    missing = [column for column in columns if column.split()[0] not in there]
    for column in missing:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    if missing and table == "tasks":
        for statement in MOVE_GIVEN_UP:
            connection.execute(statement)
