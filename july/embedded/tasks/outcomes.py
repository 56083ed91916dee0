"""Leases and what becomes of them, as rows."""

import sqlite3
from dataclasses import dataclass
from typing import TypeAlias

from july.embedded.tasks import aside
from july.embedded.tasks.dispatch import Dispatch
from july.embedded.tasks.errors import answer_of
from july.embedded.tasks.schema import APP_ERROR, INSTANCE_UNAVAILABLE
from july.embedded.tasks.settings import RetrySettings
from july.embedded.tasks.tombstones import BURY_LEASED, TOMBSTONE_SECONDS

Key: TypeAlias = tuple[int, int]

LONGEST_ERROR = 2000
RETENTION = 31 * 86400.0
"""Seconds after which a task is given up, whatever its queue's limits: Cloud Tasks keeps no older
ones (https://cloud.google.com/tasks/docs/quotas)."""

FINISH = "DELETE FROM tasks WHERE id = ? AND lease = ?"
FAIL = """
    UPDATE tasks SET lease = NULL, due = ?, scheduled = ?,
        answers = answers + ?, executions = executions + ?,
        last_answer = coalesce(?, last_answer), error = ?, status = ?, reason = ?
    WHERE id = ? AND lease = ?
"""
COUNT_FAILURE = """
    UPDATE task_queues SET failures = failures + 1
    WHERE id = (SELECT queue FROM tasks WHERE id = ? AND lease = ?)
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A task that a worker holds; `dispatch` is what it has to do."""

    id: int
    token: int
    dispatch: Dispatch
    retry: RetrySettings
    created: float
    first_attempt: float

    def gives_up(self, attempts: int, moment: float) -> bool:
        """Whether it is not tried again at `moment`, after so many failed attempts."""
        if moment - self.created > RETENTION:
            return True
        return self.retry.gives_up(attempts, moment - self.first_attempt)

    @property
    def key(self) -> Key:
        """The row and the token: no two leases have the same, not even of one task."""
        return self.id, self.token


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a leased task: done, or failed with `error`."""

    lease: Lease
    error: BaseException | None = None


def finish(connection: sqlite3.Connection, leases: list[Key], now: float) -> None:
    """Delete leased tasks; chosen names stay taken."""
    connection.executemany(BURY_LEASED, [(now + TOMBSTONE_SECONDS, *key) for key in leases])
    connection.executemany(FINISH, leases)


def note_failure(
    connection: sqlite3.Connection, outcome: Outcome, due: float | None, now: float
) -> None:
    """Have a failed task tried again when it is due, or keep it aside."""
    key = outcome.lease.key
    error = outcome.error
    text = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    connection.execute(COUNT_FAILURE, key)
    if due is None:
        aside.keep(connection, key, text, now)
        finish(connection, [key], now)
        return
    status, answered = answer_of(error) if error is not None else (0, False)
    counts = (answered, answered and status < 500)
    answer = (now if answered else None, text, status)
    reason = APP_ERROR if answered else INSTANCE_UNAVAILABLE
    connection.execute(FAIL, (due, due, *counts, *answer, reason, *key))
