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
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from july.embedded.file import Database
from july.embedded.tasks.dispatch import Dispatch, make_dispatch
from july.embedded.tasks.errors import WorkerLost
from july.embedded.tasks.queues import QueueState, read_states, take_tokens
from july.embedded.tasks.schema import COLUMNS, FORCED, TaskRow
from july.embedded.tasks.settings import QueueSettings, RetrySettings
from july.embedded.tasks.tombstones import BURY_LEASED, TOMBSTONE_SECONDS

log = logging.getLogger("july.tasks")

Key: TypeAlias = tuple[int, int]

LEASE_SECONDS = 10.0
JITTER = 0.1
"""A retry waits up to this part longer, so that what failed together is not retried together."""

LONGEST_ERROR = 2000

# The index tasks_by_due finds both: tasks whose time has come, and leases that have ended. The
# horizon may lie ahead, but no lease is cut short.
LEASE = f"""
    UPDATE tasks SET lease = ?, due = ?, attempts = attempts + 1,
        first_attempt = coalesce(first_attempt, ?), last_attempt = ?
    WHERE id IN (
        SELECT id FROM tasks WHERE queue = ? AND due <= ? AND (due <= ? OR lease IS NULL)
        ORDER BY due, id LIMIT ?
    )
    RETURNING {COLUMNS}
"""  # noqa: S608 - made of constants
FINISH = "DELETE FROM tasks WHERE id = ? AND lease = ?"
FAIL = """
    UPDATE tasks SET lease = NULL, due = ?, scheduled = coalesce(?, scheduled),
        answers = answers + ?, last_answer = ?, error = ?
    WHERE id = ? AND lease = ?
"""
RENEW = "UPDATE tasks SET due = ? WHERE id = ? AND lease = ?"
RELEASE = """
    UPDATE tasks SET lease = NULL, due = scheduled, attempts = attempts - 1
    WHERE id = ? AND lease = ?
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A task that a worker holds; `dispatch` is what it has to do."""

    id: int
    token: int
    dispatch: Dispatch
    retry: RetrySettings
    first_attempt: float

    @property
    def key(self) -> Key:
        """The row and the token: no two leases have the same, not even of one task."""
        return self.id, self.token


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a leased task: done, or failed with `error`."""

    lease: Lease
    error: BaseException | None = None


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
            (outcome, self._next_due(outcome.lease, now))
            for outcome in outcomes
            if outcome.error is not None
        ]

        def work(connection: sqlite3.Connection) -> None:
            expires = now + TOMBSTONE_SECONDS
            connection.executemany(BURY_LEASED, [(expires, *key) for key in done])
            connection.executemany(FINISH, done)
            connection.executemany(FAIL, [_failure(*failure, now) for failure in failed])

        self._database.write(work, durable=False)
        return [outcome for outcome, due in failed if due is None]

    def renew(self, leases: Iterable[Lease], *, seconds: float = LEASE_SECONDS) -> None:
        """Hold `leases` for another `seconds` from now."""
        ends = self._clock() + seconds
        self._write_all(RENEW, [(ends, *lease.key) for lease in leases])

    def release(self, leases: Iterable[Lease]) -> None:
        """Give back tasks that were not begun; they are due at once, and no attempt is counted."""
        self._write_all(RELEASE, [lease.key for lease in leases])

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
            for row in _lease_rows(connection, state, share, ends, horizon):
                lease = _make_lease(row, state, now)
                if lease.retry.gives_up(row.attempts - 1, now - lease.first_attempt):
                    before = f"; before that, {row.error}" if row.error else ""
                    error = WorkerLost(f"no worker got it done in time{before}")
                    lost.append(Outcome(lease, error))
                else:
                    leases.append(lease)
        return leases, lost

    def _next_due(self, lease: Lease, now: float) -> float | None:
        """When a task that failed now is tried again; None if that would be beyond its limits."""
        attempt = lease.dispatch.attempt
        due = now + lease.retry.backoff(attempt) * (1 + JITTER * self._jitter())
        return None if lease.retry.gives_up(attempt, due - lease.first_attempt) else due


def _ready(state: QueueState, horizon: float) -> bool:
    if state.forced:
        return True
    return state.room > 0 and state.earliest is not None and state.earliest <= horizon


def _lease_rows(
    connection: sqlite3.Connection, state: QueueState, share: int, ends: float, horizon: float
) -> list[TaskRow]:
    """Lease up to `share` rows of one queue; beyond its limits only what an operator forced."""
    until, count = (horizon, min(share, state.room)) if state.room else (FORCED, share)
    token = secrets.randbits(62)
    found = connection.execute(
        LEASE, (token, ends, state.now, state.now, state.id, until, state.now, count)
    ).fetchall()
    take_tokens(connection, state, len(found))
    return sorted(map(TaskRow._make, found), key=lambda row: (row.scheduled, row.id))


def _make_lease(row: TaskRow, state: QueueState, now: float) -> Lease:
    return Lease(
        id=row.id,
        token=row.lease or 0,
        dispatch=make_dispatch(row, state.name, now),
        retry=state.settings.retry,
        first_attempt=row.first_attempt or now,
    )


def _failure(outcome: Outcome, due: float | None, now: float) -> tuple[object, ...]:
    """The parameters of FAIL."""
    text = f"{type(outcome.error).__name__}: {outcome.error}"[:LONGEST_ERROR]
    answered = not isinstance(outcome.error, WorkerLost)
    return (due, due, answered, now, text, *outcome.lease.key)
