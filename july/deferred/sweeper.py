"""Handing over soon after each transaction, and sweeping up what a crash left behind."""

import logging
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Event, Thread

from july.deferred.outbox import Outbox, hand_over
from july.deferred.queue import defer
from july.deferred.recounts import requeue_waiting
from july.deferred.registry import periodic, task
from july.lib import clock

logger = logging.getLogger("july.deferred")

EVERY = timedelta(seconds=5)
LOST = timedelta(seconds=60)
"""A recount that has not begun so long after its time is queued again."""
BATCH = 100


@task("deferred.sweep")
def sweep() -> None:
    """Hand over every row of the outbox that is older than five seconds."""
    latest = clock.microseconds(clock.now() - EVERY)
    query = Outbox.query(Outbox.created < latest).order(Outbox.created)
    while rows := query.fetch(BATCH):
        hand_over(rows, again=True)
    requeue_waiting(LOST)


def settle(row: Outbox) -> None:
    """Hand over the work of a transaction that has just ended.

    By the sweeper of this process where one runs, else at once. Never fails: a row that could
    not be handed over stays for the next sweep.
    """
    if Sweeper.running is not None:
        Sweeper.running.take(row)
        return
    try:
        hand_over([row])
    except Exception:
        logger.warning("the queue took no work; the next sweep hands it over", exc_info=True)


class Sweeper:
    """A thread that hands over what transactions of this process leave, many at a time."""

    running: "Sweeper | None" = None

    def __init__(self, context: Callable[[], AbstractContextManager[object]]) -> None:
        self._context = context
        self._rows: deque[Outbox] = deque()
        self._wake = Event()
        self._stopping = False
        self._begun: dict[str, int] = {}
        self._thread = Thread(target=self._run, name="july-sweeper", daemon=True)

    def start(self) -> None:
        """Begin to sweep."""
        Sweeper.running = self
        self._thread.start()

    def stop(self) -> None:
        """Hand over what has been taken, and end."""
        Sweeper.running = None
        self._stopping = True
        self._wake.set()
        self._thread.join(timeout=5)

    def take(self, row: Outbox) -> None:
        """Have `row` handed over very soon."""
        self._rows.append(row)
        self._wake.set()

    def _run(self) -> None:
        swept = clock.now() - EVERY
        while not self._stopping or self._rows:
            self._wake.wait(0 if self._rows else EVERY.total_seconds())
            self._wake.clear()
            try:
                with self._context():
                    self._hand_over_taken()
                    if clock.now() - swept >= EVERY:
                        sweep()
                        self._defer_periodic()
                        swept = clock.now()
            except Exception:
                logger.exception("handing over failed; the next sweep tries again")

    def _defer_periodic(self) -> None:
        """Defer what recurs; the name of the stretch of time makes it one task in each."""
        for name, period in periodic().items():
            stretch = (clock.now() - clock.EPOCH) // period
            if self._begun.get(name) != stretch:
                defer(name, task_name=f"{name.replace('.', '-')}-{stretch}")
                self._begun[name] = stretch

    def _hand_over_taken(self) -> None:
        rows = [self._rows.popleft() for _ in range(min(len(self._rows), BATCH))]
        if rows:
            hand_over(rows)
