"""The queues of one file: what they are allowed to hand out at this moment."""

import sqlite3
from dataclasses import dataclass

from july.embedded.tasks.names import QueueName, parse_queue
from july.embedded.tasks.schema import FORCED
from july.embedded.tasks.settings import QueueSettings

# The earliest `due` is one look-up in an index; of leases there are never many.
STATES = """
    SELECT id, path, paused, tokens, filled,
        (SELECT min(due) FROM tasks WHERE queue = task_queues.id),
        (SELECT count(*) FROM tasks
            WHERE queue = task_queues.id AND lease IS NOT NULL AND due > ?)
    FROM task_queues
"""
TALLIES = """
    SELECT path, paused, failures,
        (SELECT count(*) FROM tasks WHERE queue = task_queues.id),
        (SELECT count(*) FROM tasks
            WHERE queue = task_queues.id AND lease IS NOT NULL AND due > :now),
        (SELECT count(*) FROM tasks WHERE queue = task_queues.id AND due <= :now),
        (SELECT :now - min(due) FROM tasks WHERE queue = task_queues.id AND due <= :now),
        (SELECT count(*) FROM task_failures WHERE queue = task_queues.id)
    FROM task_queues ORDER BY path
"""


@dataclass(frozen=True, slots=True)
class QueueTally:
    """What an operator wants to know of a queue.

    `tasks` is all that is to be done: what runs (`running`), what is due and waits for a worker
    (`due`, the first of them for `lag` seconds), and what waits for its time. `failures` counts
    attempts that have failed, ever; `kept` are the tasks that were given up.
    """

    path: str
    paused: bool
    failures: int
    tasks: int
    running: int
    due: int
    lag: float
    kept: int


def tallies(connection: sqlite3.Connection, now: float) -> list[QueueTally]:
    """One for each queue that has ever had a task."""
    rows = connection.execute(TALLIES, {"now": now})
    return [
        QueueTally(path, bool(paused), failures, tasks, running, due, lag or 0.0, aside)
        for path, paused, failures, tasks, running, due, lag, aside in rows
    ]


@dataclass(frozen=True, slots=True)
class QueueState:
    """One queue as it stands at `now`.

    `earliest` is the smallest `due` of its tasks, `leased` how many workers hold.
    """

    id: int
    name: QueueName
    settings: QueueSettings
    now: float
    paused: bool
    tokens: float
    earliest: float | None
    leased: int

    @property
    def stands_still(self) -> bool:
        """Nothing starts until somebody resumes it."""
        return self.paused or self.settings.rate == 0

    @property
    def room(self) -> int:
        """How many tasks its limits let start now."""
        if self.stands_still:
            return 0
        return max(0, min(int(self.tokens), self.settings.max_concurrent - self.leased))

    @property
    def forced(self) -> bool:
        """An operator wants something run whatever the limits are."""
        return self.earliest == FORCED

    def next_time(self) -> float | None:
        """The earliest moment at which it may have a task to start; None: not by itself."""
        if self.earliest is None or self.forced:
            return self.earliest
        if self.stands_still or self.leased >= self.settings.max_concurrent:
            return None
        if self.settings.rate is None or self.tokens >= 1:
            return self.earliest
        return max(self.earliest, self.now + (1 - self.tokens) / self.settings.rate)


def read_states(
    connection: sqlite3.Connection, settings: dict[str, QueueSettings], now: float
) -> list[QueueState]:
    """All queues that have ever had a task and still have settings."""
    states = []
    for key, path, paused, tokens, filled, earliest, leased in connection.execute(STATES, (now,)):
        name = parse_queue(path)
        queue = settings.get(name.short)
        if queue is not None:
            bucket = _tokens(queue, tokens, filled, now)
            states.append(QueueState(key, name, queue, now, bool(paused), bucket, earliest, leased))
    return states


def take_tokens(connection: sqlite3.Connection, state: QueueState, count: int) -> None:
    """Note that `count` tasks of a queue start at this moment."""
    if state.settings.rate is not None and count:
        connection.execute(
            "UPDATE task_queues SET tokens = ?, filled = ? WHERE id = ?",
            (max(0.0, state.tokens - count), state.now, state.id),
        )


def _tokens(
    settings: QueueSettings, tokens: float | None, filled: float | None, now: float
) -> float:
    """What the bucket holds now: it fills with `rate` tokens a second, up to its size."""
    if settings.rate is None:
        return float(settings.max_concurrent)
    if tokens is None or filled is None:
        return settings.bucket_size
    return min(settings.bucket_size, tokens + max(0.0, now - filled) * settings.rate)
