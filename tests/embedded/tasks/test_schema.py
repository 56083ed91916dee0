"""Files that an earlier version has made."""

import sqlite3

from july.embedded.file import Database
from july.embedded.tasks import TasksEngine
from july.embedded.tasks.schema import ADDED, create_tables
from tests.embedded.tasks.conftest import client_of
from tests.embedded.tasks.given import QUEUE, Clock, http_task

GIVEN_UP = """
    INSERT INTO tasks (queue, name, named, due, scheduled, created, attempts, last_answer, error,
        message)
    SELECT queue, 'bad', 1, NULL, 1, 2, 3, 4, 'ValueError: broken', message FROM tasks
"""


def make_old(connection: sqlite3.Connection) -> None:
    """Take away what the first version didn't have."""
    for table, columns in ADDED.items():
        for column in columns:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")
    connection.execute("DROP TABLE task_failures")


def test_an_older_file_is_taken_over_with_its_tasks(database: Database, clock: Clock) -> None:
    client_of(TasksEngine(database, clock=clock)).create_task(
        parent=QUEUE, task=http_task("one", body=b"[1]")
    )
    database.write(make_old)
    database.write(lambda connection: connection.execute(GIVEN_UP))
    engine = TasksEngine(database, clock=clock)
    (failed,) = engine.failed()
    assert (failed.full_name, failed.attempts) == (f"{QUEUE}/tasks/bad", 3)
    assert (failed.created, failed.failed, failed.error) == (2, 4, "ValueError: broken")
    (lease,) = engine.leases.lease(5)
    assert (lease.dispatch.name, lease.dispatch.body) == ("one", b"[1]")


def test_opening_again_changes_nothing(database: Database) -> None:
    TasksEngine(database)
    with database.reader() as connection:
        before = connection.execute("SELECT sql FROM sqlite_schema").fetchall()
    database.write(create_tables)
    with database.reader() as connection:
        assert connection.execute("SELECT sql FROM sqlite_schema").fetchall() == before
