"""Whether the tables of the queues agree with each other."""

import sqlite3

from google.protobuf.message import DecodeError

from july.embedded.file import Database
from july.embedded.tasks.messages import TaskMessage

NO_QUEUE = """
    SELECT id, name FROM {table} WHERE queue NOT IN (SELECT id FROM task_queues)
"""
TABLES = ("tasks", "task_failures")


def check(database: Database) -> list[str]:
    """What is wrong with the tasks of a file, a line each; it may be in use."""
    with database.reader() as connection:
        connection.execute("BEGIN")
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        tables = [table for table in TABLES if table in there]
        return [line for table in tables for line in _check_table(connection, table)]


def _check_table(connection: sqlite3.Connection, table: str) -> list[str]:
    strays = connection.execute(NO_QUEUE.format(table=table)).fetchall()
    wrong = [
        f"{table}: {name} (row {row}) is in a queue that doesn't exist" for row, name in strays
    ]
    messages = connection.execute(f"SELECT id, name, message FROM {table}")  # noqa: S608 - ours
    wrong += [
        f"{table}: {name} (row {row}) can't be read"
        for row, name, message in messages
        if not _is_readable(message)
    ]
    return wrong


def _is_readable(message: bytes) -> bool:
    try:
        return TaskMessage.FromString(message).WhichOneof("message_type") is not None
    except (DecodeError, TypeError):
        return False
