"""The worker: runs the tasks of an engine in threads of this process."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from july.embedded.tasks.dispatch import Dispatch
from july.embedded.tasks.engine import TasksEngine
from july.embedded.tasks.errors import TaskFailed
from july.embedded.tasks.leases import LEASE_SECONDS
from july.embedded.tasks.outcomes import Outcome
from july.embedded.tasks.runners import Runners

log = logging.getLogger("july.tasks")

POLL_SECONDS = 0.5
"""How often a worker looks for tasks that other processes have created."""

SHORTEST_PAUSE = 0.01
PAUSE_AFTER_FAILURE = 1.0
PURGE_SECONDS = 60.0


class Worker:
    """Leases due tasks of `engine` and gives each to `dispatch`, in `threads` threads.

    A task whose `dispatch` raises has failed and is tried again by its queue's settings; every
    failed attempt is logged with its exception (logger `july.tasks`). What `dispatch` does must be
    idempotent: after a crash the task runs again. If this process dies, what it held is due again
    after `lease_seconds`, or as soon as any worker is started. Make it after a fork.
    """

    def __init__(
        self,
        engine: TasksEngine,
        dispatch: Callable[[Dispatch], None],
        *,
        threads: int = 2,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._engine = engine
        self._dispatch = dispatch
        self._size = threads
        self._lease_seconds = lease_seconds
        self._shift: _Shift | None = None

    def start(self) -> None:
        """Begin to work, in threads; does nothing if it works already."""
        if self._shift is None:
            self._engine.release_leases()
            runners = Runners(self._dispatch, self._size)
            self._shift = _Shift(self._engine, runners, self._lease_seconds)

    def stop(self, timeout: float = 10.0) -> bool:
        """Begin nothing more and let what runs end; False if something runs after `timeout` still.

        What was leased but not begun goes back to the queue at once, what still runs when its
        lease ends.
        """
        shift, self._shift = self._shift, None
        return shift is None or shift.end(timeout)

    def drain(self, timeout: float = 30.0, *, within: float = 0.0) -> None:
        """Work until nothing is due or being run, by this worker or others; for tests and commands.

        With `within`, what becomes due in so many seconds, retries too, is run at once. Queues that
        are paused are left alone. Raises `TaskFailed`, from the last task's error, if tasks were
        given up meanwhile, and `TimeoutError` if it takes longer than `timeout` seconds.
        """
        if self._shift is not None:
            self._shift.drain(timeout, within)
        elif self._engine.leases.busy(within=within):
            self.start()
            try:
                self.drain(timeout, within=within)
            finally:
                self.stop()


class _Shift:
    """One stretch of work, from start to stop: a thread that leases, renews and settles."""

    def __init__(self, engine: TasksEngine, runners: Runners, lease_seconds: float) -> None:
        self._engine = engine
        self._leases = engine.leases
        self._runners = runners
        self._lease_seconds = lease_seconds
        self._within = 0.0
        self._unsettled: list[Outcome] = []
        self._given_up: deque[Outcome] = deque(maxlen=100)
        self._renewed = engine.now()
        self._purged = time.monotonic()
        self._ending = False
        self._wake = threading.Event()
        self._turned = threading.Event()
        self._stop_listening = engine.listen(self._wake.set)
        runners.start(self._wake.set)
        self._thread = threading.Thread(target=self._run, name="july-tasks", daemon=True)
        self._thread.start()

    def end(self, timeout: float) -> bool:
        """See `Worker.stop`."""
        ends = time.monotonic() + timeout
        self._stop_listening()
        self._ending = True
        self._wake.set()
        self._thread.join()
        self._leases.release(self._runners.close())
        step = self._lease_seconds / 4
        while not (ended := self._runners.join(min(step, ends - time.monotonic()))):
            if time.monotonic() >= ends:
                break
            self._renew()
        self._settle()
        return ended

    def drain(self, timeout: float, within: float) -> None:
        """See `Worker.drain`."""
        self._given_up.clear()
        self._within = within
        self._wake.set()
        try:
            self._wait_until_quiet(time.monotonic() + timeout)
        finally:
            self._within = 0.0
        if self._given_up:
            last = self._given_up[-1]
            raise TaskFailed(
                f"tasks were given up, the last was {last.lease.dispatch.full_name}: {last.error}"
            ) from last.error

    def _wait_until_quiet(self, ends: float) -> None:
        while self._leases.busy(within=self._within):
            if time.monotonic() >= ends:
                raise TimeoutError("tasks are still due or running")
            self._turned.wait(0.1)
            self._turned.clear()

    def _run(self) -> None:
        while not self._ending:
            pause = self._turn()
            self._turned.set()
            self._wake.wait(min(pause, self._lease_seconds / 4))
            self._wake.clear()

    def _turn(self) -> float:
        """One round of everything; gives the seconds until the next, unless something happens."""
        try:
            self._runners.give_up_late(self._engine.now())
            self._settle()
            self._renew()
            self._purge()
            return self._lease()
        except Exception:
            # Nothing is lost: leases end by themselves, outcomes are kept for the next turn.
            log.exception("the worker can't reach its queues")
            return PAUSE_AFTER_FAILURE

    def _settle(self) -> None:
        self._unsettled += self._runners.take_outcomes()
        for outcome in self._leases.settle(self._unsettled):
            task = outcome.lease.dispatch
            log.error("task %s is given up after %d attempts", task.full_name, task.attempt)
            self._given_up.append(outcome)
        self._unsettled = []

    def _renew(self) -> None:
        # By the clock that leases go by: a machine that has slept renews before it leases.
        if self._engine.now() - self._renewed > self._lease_seconds / 3:
            self._leases.renew(self._runners.held(), seconds=self._lease_seconds)
            self._renewed = self._engine.now()

    def _purge(self) -> None:
        if time.monotonic() - self._purged > PURGE_SECONDS:
            self._engine.purge_tombstones()
            self._purged = time.monotonic()

    def _lease(self) -> float:
        wanted = self._runners.wanted()
        if not wanted:
            return POLL_SECONDS
        moment = self._leases.next_time()
        wait = POLL_SECONDS if moment is None else moment - self._engine.now() - self._within
        if wait > 0:
            return min(wait, POLL_SECONDS)
        leases = self._leases.lease(wanted, seconds=self._lease_seconds, within=self._within)
        self._runners.give(leases)
        return POLL_SECONDS if len(leases) == wanted else SHORTEST_PAUSE
