"""The threads of a worker, and the tasks that it has in hand."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable

from july.embedded.tasks.dispatch import Dispatch
from july.embedded.tasks.errors import DeadlineExceeded
from july.embedded.tasks.outcomes import Key, Lease, Outcome

log = logging.getLogger("july.tasks")

AHEAD_SECONDS = 0.05
"""A worker takes no more tasks ahead than its threads begin in this time."""

MOST_AHEAD = 64
AVERAGE_OVER = 10


class Runners:
    """Threads that carry out leased tasks, each one after the other."""

    def __init__(self, dispatch: Callable[[Dispatch], None], threads: int) -> None:
        self._dispatch = dispatch
        self._changed = threading.Condition()
        self._waiting: deque[Lease] = deque()
        self._running: dict[Key, Lease] = {}
        self._outcomes: list[Outcome] = []
        self._average = AHEAD_SECONDS
        self._closed = False
        self._size = threads
        self._threads = [
            threading.Thread(target=self._work, name=f"july-task-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self, on_progress: Callable[[], None]) -> None:
        """Start the threads; `on_progress` is called when it is time to bring more tasks."""
        self._on_progress = on_progress
        for thread in self._threads:
            thread.start()

    def give(self, leases: Iterable[Lease]) -> None:
        """Have these carried out, in this order."""
        with self._changed:
            self._waiting.extend(leases)
            self._changed.notify_all()

    def wanted(self) -> int:
        """How many more tasks it makes sense to lease now."""
        with self._changed:
            return max(0, self._size + self._ahead() - len(self._waiting) - len(self._running))

    def held(self) -> list[Lease]:
        """What waits or runs."""
        with self._changed:
            return [*self._waiting, *self._running.values()]

    def take_outcomes(self) -> list[Outcome]:
        """What has become of tasks since the last call."""
        with self._changed:
            taken, self._outcomes = self._outcomes, []
            return taken

    def give_up_late(self, now: float) -> None:
        """Count what runs past its deadline as failed.

        Its thread can't be stopped: it stays occupied, and its answer, if it comes, is not heard.
        """
        with self._changed:
            late = [lease for lease in self._running.values() if lease.dispatch.deadline < now]
            for lease in late:
                del self._running[lease.key]
                error = DeadlineExceeded("no answer before the task's dispatch deadline")
                self._outcomes.append(_failure(lease, error))

    def close(self) -> list[Lease]:
        """Begin nothing more; gives what waited."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            waiting = list(self._waiting)
            self._waiting.clear()
            return waiting

    def join(self, timeout: float) -> bool:
        """Wait for what runs, for `timeout` seconds at most; True when all threads have ended."""
        ends = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (lease := self._next()) is not None:
            began = time.monotonic()
            outcome = self._attempt(lease)
            self._end(lease, outcome, time.monotonic() - began)

    def _next(self) -> Lease | None:
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            lease = self._waiting.popleft()
            self._running[lease.key] = lease
            return lease

    def _attempt(self, lease: Lease) -> Outcome:
        try:
            self._dispatch(lease.dispatch)
        except BaseException as error:  # noqa: BLE001 - a task that calls exit() has failed too
            return _failure(lease, error)
        return Outcome(lease)

    def _end(self, lease: Lease, outcome: Outcome, seconds: float) -> None:
        with self._changed:
            self._average += (seconds - self._average) / AVERAGE_OVER
            if self._running.pop(lease.key, None) is not None:
                self._outcomes.append(outcome)
            scarce = len(self._waiting) <= self._ahead() // 2
        if scarce:
            self._on_progress()

    def _ahead(self) -> int:
        return int(min(MOST_AHEAD, self._size * AHEAD_SECONDS / max(self._average, 1e-6)))


def _failure(lease: Lease, error: BaseException) -> Outcome:
    task = lease.dispatch
    log.warning(
        "task %s failed in attempt %d: %s", task.full_name, task.attempt, error, exc_info=error
    )
    return Outcome(lease, error)
