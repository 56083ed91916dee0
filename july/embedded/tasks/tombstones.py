"""Names of tasks that are gone, kept so that the same task isn't created again soon."""

import sqlite3

TOMBSTONE_SECONDS = 3600.0
"""How long a chosen name stays taken; Cloud Tasks promises about an hour at least."""

PURGED_AT_ONCE = 1000

BURY_LEASED = """
    INSERT OR REPLACE INTO task_tombstones (queue, name, expires)
    SELECT queue, name, ? FROM tasks WHERE id = ? AND lease = ? AND named
"""
BURY_NAMED = """
    INSERT OR REPLACE INTO task_tombstones (queue, name, expires)
    SELECT queue, name, ? FROM tasks WHERE queue = ? AND name = ? AND named
"""
BURY_QUEUE = """
    INSERT OR REPLACE INTO task_tombstones (queue, name, expires)
    SELECT queue, name, ? FROM tasks WHERE queue = ? AND named
"""
PURGE = """
    DELETE FROM task_tombstones WHERE (queue, name) IN
        (SELECT queue, name FROM task_tombstones WHERE expires <= ? LIMIT ?)
"""


def is_buried(connection: sqlite3.Connection, queue: int, name: str, now: float) -> bool:
    """Whether a task of that name was finished or deleted lately."""
    found = connection.execute(
        "SELECT 1 FROM task_tombstones WHERE queue = ? AND name = ? AND expires > ?",
        (queue, name, now),
    )
    return found.fetchone() is not None


def was_there(connection: sqlite3.Connection, path: str, name: str, now: float) -> bool:
    """The same, of a queue by its full name."""
    queue = connection.execute("SELECT id FROM task_queues WHERE path = ?", (path,)).fetchone()
    return queue is not None and is_buried(connection, queue[0], name, now)


def purge(connection: sqlite3.Connection, now: float) -> int:
    """Drop some of the tombstones whose time is over; gives how many."""
    return connection.execute(PURGE, (now, PURGED_AT_ONCE)).rowcount
