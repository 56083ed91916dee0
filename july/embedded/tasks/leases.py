"""Handing out tasks to workers, and taking back what became of them.

A worker leases due tasks: for a few seconds they are its own, and it renews the leases of what it
has in hand. If it dies, the leases end and the tasks are due again. Several workers, in several
processes, may lease from one file; no task is ever leased to two.

None of this waits for the disk. If the machine loses power, a lease or an outcome written last may
be forgotten; then a task runs once more, which tasks have to bear in any case.
"""

import logging
import random
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from july.embedded.file import Database
from july.embedded.tasks.dispatch import make_dispatch
from july.embedded.tasks.errors import WorkerLost
from july.embedded.tasks.messages import TaskMessage, retry_settings
from july.embedded.tasks.outcomes import COUNT_FAILURE, Lease, Outcome, finish, note_failure
from july.embedded.tasks.presence import Presence
from july.embedded.tasks.queues import QueueState, read_states, take_tokens
from july.embedded.tasks.schema import COLUMNS, FORCED, INSTANCE_UNAVAILABLE, TaskRow
from july.embedded.tasks.settings import QueueSettings

log = logging.getLogger("july.tasks")

LEASE_SECONDS = 10.0
JITTER = 0.1
"""A retry waits up to this part longer, so that what failed together is not retried together."""

LOST = "WorkerLost: the worker of attempt "

# The index tasks_by_due finds both: tasks whose time has come, and leases that have ended. The
# horizon may lie ahead, but no lease is cut short. What still has a lease has lost its worker.
LEASE = f"""
    UPDATE tasks SET lease = ?, worker = ?, due = ?, attempts = attempts + 1,
        first_attempt = coalesce(first_attempt, ?), last_attempt = ?,
        error = CASE WHEN lease IS NULL THEN error ELSE '{LOST}' || attempts || ' is gone' END,
        status = CASE WHEN lease IS NULL THEN status ELSE 0 END,
        reason = CASE WHEN lease IS NULL THEN reason ELSE '{INSTANCE_UNAVAILABLE}' END
    WHERE id IN (
        SELECT id FROM tasks WHERE queue = ? AND due <= ? AND (due <= ? OR lease IS NULL)
        ORDER BY due, id LIMIT ?
    )
    RETURNING {COLUMNS}
"""  # noqa: S608 - made of constants
RENEW = "UPDATE tasks SET due = ? WHERE id = ? AND lease = ?"
RELEASE = """
    UPDATE tasks SET lease = NULL, due = scheduled, attempts = attempts - 1
    WHERE id = ? AND lease = ?
"""
HOLDERS = "SELECT DISTINCT worker FROM tasks WHERE lease IS NOT NULL AND worker IS NOT NULL"
END_LEASES = "UPDATE tasks SET due = ? WHERE lease IS NOT NULL AND worker = ? AND due > ?"


class Leases:
    """The workers' side of the queues of one file."""

    def __init__(
        self,
        database: Database,
        settings: dict[str, QueueSettings],
        clock: Callable[[], float],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._presence = Presence(database.path)
        self._settings = settings
        self._clock = clock
        self._jitter = jitter

    def next_time(self) -> float | None:
        """The earliest moment (seconds since 1970) at which `lease` may give something.

        None when nothing will become due without a new task, an outcome or an operator.
        """
        with self._database.reader() as connection:
            states = read_states(connection, self._settings, self._clock())
        moments = [moment for state in states if (moment := state.next_time()) is not None]
        return min(moments, default=None)

    def busy(self, *, within: float = 0.0) -> bool:
        """Whether a task is leased, or due within so many seconds in a queue that is not paused."""
        now = self._clock()
        with self._database.reader() as connection:
            states = read_states(connection, self._settings, now)
        return any(
            state.leased
            or state.forced
            or (
                not state.stands_still
                and state.earliest is not None
                and state.earliest <= now + within
            )
            for state in states
        )

    def lease(
        self, limit: int, *, seconds: float = LEASE_SECONDS, within: float = 0.0
    ) -> list[Lease]:
        """Up to `limit` tasks that are due, earliest first, for `seconds`.

        With `within`, tasks that become due in so many seconds count as due now.
        """
        now = self._clock()
        work = partial(self._lease, limit=limit, now=now, ends=now + seconds, horizon=now + within)
        leases, lost = self._database.write(work, durable=False)
        for outcome in self.settle(lost):
            log.error("task %s is given up: %s", outcome.lease.dispatch.full_name, outcome.error)
        return leases

    def settle(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Write down what became of leased tasks; gives those that have now failed for good.

        What is done is deleted (a chosen name stays taken for about an hour), what failed is due
        again after its backoff, what failed for good is kept aside. Of a task whose lease was lost
        meanwhile nothing is changed: whoever holds it now decides.
        """
        if not outcomes:
            return []
        now = self._clock()
        done = [outcome.lease.key for outcome in outcomes if outcome.error is None]
        failed = [
            (outcome, self._next_due(outcome, now))
            for outcome in outcomes
            if outcome.error is not None
        ]

        def work(connection: sqlite3.Connection) -> None:
            finish(connection, done, now)
            for outcome, due in failed:
                note_failure(connection, outcome, due, now)

        self._database.write(work, durable=False)
        return [outcome for outcome, due in failed if due is None]

    def renew(self, leases: Iterable[Lease], *, seconds: float = LEASE_SECONDS) -> None:
        """Hold `leases` for another `seconds` from now."""
        ends = self._clock() + seconds
        self._write_all(RENEW, [(ends, *lease.key) for lease in leases])

    def release(self, leases: Iterable[Lease]) -> None:
        """Give back tasks that were not begun; they are due at once, and no attempt is counted."""
        self._write_all(RELEASE, [lease.key for lease in leases])

    def release_dead(self) -> int:
        """Give back at once what processes held that are no more; gives how many tasks.

        The attempt stays counted: it may be the task that ended them.
        """
        with self._database.reader() as connection:
            holders = [number for (number,) in connection.execute(HOLDERS)]
        dead = [number for number in holders if not self._presence.is_alive(number)]
        now = self._clock()

        def work(connection: sqlite3.Connection) -> int:
            return connection.executemany(END_LEASES, [(now, each, now) for each in dead]).rowcount

        released = self._database.write(work, durable=False) if dead else 0
        if released:
            log.warning("%d tasks of workers that have died are due again", released)
        self._presence.sweep()
        return released

    def _write_all(self, statement: str, rows: list[tuple[float, ...]]) -> None:
        if rows:
            self._database.write(
                lambda connection: connection.executemany(statement, rows), durable=False
            )

    def _lease(
        self, connection: sqlite3.Connection, *, limit: int, now: float, ends: float, horizon: float
    ) -> tuple[list[Lease], list[Outcome]]:
        states = read_states(connection, self._settings, now)
        ready = [state for state in states if _ready(state, horizon)]
        leases: list[Lease] = []
        lost: list[Outcome] = []
        for index, state in enumerate(ready):
            # What one queue leaves over goes to the next.
            share = -(-(limit - len(leases)) // (len(ready) - index))
            for row in self._lease_rows(connection, state, share, ends, horizon):
                lease = _make_lease(row, state, now)
                if lease.gives_up(row.attempts - 1, now):
                    lost.append(Outcome(lease, WorkerLost("no worker got it done in time")))
                else:
                    _tell_lost(connection, row, lease)
                    leases.append(lease)
        return leases, lost

    def _lease_rows(
        self,
        connection: sqlite3.Connection,
        state: QueueState,
        share: int,
        ends: float,
        horizon: float,
    ) -> list[TaskRow]:
        """Lease up to `share` rows of a queue; beyond its limits only what an operator forced."""
        until, count = (horizon, min(share, state.room)) if state.room else (FORCED, share)
        holder = (secrets.randbits(62), self._presence.number)
        now = state.now
        found = connection.execute(
            LEASE, (*holder, ends, now, now, state.id, until, now, count)
        ).fetchall()
        take_tokens(connection, state, len(found))
        return sorted(map(TaskRow._make, found), key=lambda row: (row.scheduled, row.id))

    def _next_due(self, outcome: Outcome, now: float) -> float | None:
        """When a task that failed now is tried again; None if that would be beyond its limits."""
        lease = outcome.lease
        attempt = lease.dispatch.attempt
        asked = getattr(outcome.error, "retry_after", 0.0)
        pause = max(lease.retry.backoff(attempt), min(asked, lease.retry.max_backoff))
        due = now + pause * (1 + JITTER * self._jitter())
        return None if lease.gives_up(attempt, due) else due


def _ready(state: QueueState, horizon: float) -> bool:
    if state.forced:
        return True
    return state.room > 0 and state.earliest is not None and state.earliest <= horizon


def _tell_lost(connection: sqlite3.Connection, row: TaskRow, lease: Lease) -> None:
    """Log and count the attempt before this one if its worker is gone."""
    before = row.attempts - 1
    if row.error == f"{LOST}{before} is gone":
        log.warning(
            "task %s failed in attempt %d: its worker is gone", lease.dispatch.full_name, before
        )
        connection.execute(COUNT_FAILURE, lease.key)


def _make_lease(row: TaskRow, state: QueueState, now: float) -> Lease:
    task = TaskMessage.FromString(row.message)
    return Lease(
        id=row.id,
        token=row.lease or 0,
        dispatch=make_dispatch(task, row, state.name, now),
        retry=retry_settings(task, state.settings.retry),
        created=row.created,
        first_attempt=row.first_attempt or now,
    )
