"""What creators and operators do with tasks and queues, as statements on one connection."""

import sqlite3
from dataclasses import dataclass

from july.embedded.tasks import tombstones
from july.embedded.tasks.errors import exists, missing
from july.embedded.tasks.names import new_task_id
from july.embedded.tasks.schema import COLUMNS, FORCED, TaskRow

QUEUE_ID = "(SELECT id FROM task_queues WHERE path = ?)"
# The statements below are made of these constants alone.
INSERT = f"""
    INSERT INTO tasks (queue, name, named, due, scheduled, created, message)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (queue, name) DO NOTHING
    RETURNING {COLUMNS}
"""  # noqa: S608
FIND = f"SELECT {COLUMNS} FROM tasks WHERE queue = {QUEUE_ID} AND name = ?"  # noqa: S608
PAGE = f"""
    SELECT {COLUMNS} FROM tasks WHERE queue = {QUEUE_ID} AND name > ? ORDER BY name LIMIT ?
"""  # noqa: S608
DELETE = "DELETE FROM tasks WHERE id = ?"
RUN = f"""
    UPDATE tasks SET due = {FORCED}, lease = NULL, scheduled = ? WHERE id = ? RETURNING {COLUMNS}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be created in the queue `queue` (full name); `chosen` is its short name, if any."""

    queue: str
    chosen: str | None
    scheduled: float
    message: bytes


def create(connection: sqlite3.Connection, task: NewTask, now: float) -> TaskRow:
    """Store a task. Raises `AlreadyExists`."""
    queue = queue_id(connection, task.queue)
    taken = task.chosen is not None and tombstones.is_buried(connection, queue, task.chosen, now)
    if not taken:
        name = task.chosen or new_task_id()
        times = (task.scheduled, task.scheduled, now)
        values = (queue, name, task.chosen is not None, *times, task.message)
        row = connection.execute(INSERT, values).fetchone()
        if row is not None:
            return TaskRow._make(row)
    raise exists(
        f"{task.queue} has, or had within the last hour, a task {task.chosen!r}: "
        "choose another name"
    )


def find(connection: sqlite3.Connection, queue: str, name: str, now: float) -> TaskRow:
    """A task by its name. Raises `NotFound`."""
    row = connection.execute(FIND, (queue, name)).fetchone()
    if row is not None:
        return TaskRow._make(row)
    if tombstones.was_there(connection, queue, name, now):
        raise missing(f"{queue}/tasks/{name} was done or deleted within the last hour")
    raise missing(f"{queue}/tasks/{name} does not exist")


def page(
    connection: sqlite3.Connection, queue: str, after: str, limit: int, size: int
) -> tuple[list[TaskRow], bool]:
    """Up to `limit` tasks by name, about `size` bytes of them, and whether there are more."""
    rows: list[TaskRow] = []
    for row in map(TaskRow._make, connection.execute(PAGE, (queue, after, limit + 1))):
        if rows and (len(rows) == limit or size <= 0):
            return rows, True
        rows.append(row)
        size -= len(row.message)
    return rows, False


def delete(connection: sqlite3.Connection, queue: str, name: str, now: float) -> None:
    """Delete a task, whether or not a worker holds it. Raises `NotFound`."""
    row = find(connection, queue, name, now)
    expires = now + tombstones.TOMBSTONE_SECONDS
    connection.execute(tombstones.BURY_NAMED, (expires, row.queue, name))
    connection.execute(DELETE, (row.id,))


def run(connection: sqlite3.Connection, queue: str, name: str, now: float) -> TaskRow:
    """Make a task due at once, whatever its queue's limits. Raises `NotFound`."""
    row = find(connection, queue, name, now)
    if row.lease is not None and row.due > now:
        return row  # it is being run already
    return TaskRow._make(connection.execute(RUN, (now, row.id)).fetchone())


def purge(connection: sqlite3.Connection, queue: str, now: float) -> None:
    """Delete every task of a queue."""
    key = queue_id(connection, queue)
    connection.execute(tombstones.BURY_QUEUE, (now + tombstones.TOMBSTONE_SECONDS, key))
    connection.execute("DELETE FROM tasks WHERE queue = ?", (key,))
    connection.execute("UPDATE task_queues SET purged = ? WHERE id = ?", (now, key))


def pause(connection: sqlite3.Connection, queue: str, *, paused: bool) -> None:
    """Stop or resume handing out a queue's tasks."""
    key = queue_id(connection, queue)
    connection.execute("UPDATE task_queues SET paused = ? WHERE id = ?", (paused, key))


def queue_marks(connection: sqlite3.Connection) -> dict[str, tuple[bool, float | None]]:
    """Of each queue that was ever used: whether it is paused, and when it was last purged."""
    rows = connection.execute("SELECT path, paused, purged FROM task_queues")
    return {path: (bool(paused), purged) for path, paused, purged in rows}


def queue_id(connection: sqlite3.Connection, path: str) -> int:
    """The key of a queue's row, which is made when it is first needed."""
    select = "SELECT id FROM task_queues WHERE path = ?"
    found = connection.execute(select, (path,)).fetchone()
    if found is None:
        connection.execute("INSERT INTO task_queues (path) VALUES (?)", (path,))
        found = connection.execute(select, (path,)).fetchone()
    return int(found[0])


def clear(connection: sqlite3.Connection) -> None:
    """Forget everything."""
    for table in ("tasks", "task_failures", "task_tombstones", "task_queues"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from above
