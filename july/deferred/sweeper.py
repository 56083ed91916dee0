"""Handing over soon after each transaction, and sweeping up what a crash left behind."""

import logging
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from threading import Event, Thread
from time import monotonic, sleep

from july.deferred.outbox import Outbox, forget, hand_over
from july.deferred.queue import defer
from july.deferred.recounts import requeue_waiting
from july.deferred.registry import periodic, task
from july.lib import clock

logger = logging.getLogger("july.deferred")

EVERY = timedelta(seconds=5)
LOST = timedelta(seconds=60)
"""A recount that has not begun so long after its time is queued again."""
BATCH = 100
LINGER = 0.02
"""Seconds to wait for more rows while they come quickly."""
BUSY = 0.2
"""Seconds within which rows that follow each other come quickly."""
FORGOTTEN_AFTER = 1.0
"""Seconds after which rows that were handed over are removed, long before a sweep sees them."""


@task("deferred.sweep")
def sweep_and_begin() -> None:
    """Sweep, and defer what recurs: what cron asks for where no sweeper runs."""
    sweep()
    defer_periodic({})


def defer_periodic(begun: dict[str, int]) -> None:
    """Defer what recurs; the name of the stretch of time makes it one task in each.

    `begun` remembers in which it was last done, so that the queue need not be asked.
    """
    for name, period in periodic().items():
        stretch = (clock.now() - clock.EPOCH) // period
        if begun.get(name) != stretch:
            defer(name, task_name=f"{name.replace('.', '-')}-{stretch}")
            begun[name] = stretch


def sweep() -> None:
    """Hand over every row of the outbox that is older than five seconds."""
    latest = clock.microseconds(clock.now() - EVERY)
    query = Outbox.query(Outbox.created < latest).order(Outbox.created)
    while rows := query.fetch(BATCH):
        hand_over(rows, again=True)
        forget(rows)
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
        forget([row])
    except Exception:
        logger.warning("the queue took no work; the next sweep hands it over", exc_info=True)


class Sweeper:
    """A thread that hands over what transactions of this process leave, many at a time.

    A row that comes alone is handed over at once. While they come quickly it waits a moment for
    more, and forgets what was handed over by the hundred: both save calls of the engine.
    """

    running: "Sweeper | None" = None

    def __init__(self, context: Callable[[], AbstractContextManager[object]]) -> None:
        self._context = context
        self._rows: deque[Outbox] = deque()
        self._handed_over: list[Outbox] = []
        self._wake = Event()
        self._stopping = False
        self._begun: dict[str, int] = {}
        self._last = 0.0
        self._swept = 0.0
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
        while not self._stopping or self._rows:
            self._wait()
            try:
                with self._context():
                    self._turn()
            except Exception:
                logger.exception("Handing over failed; the next sweep tries again")
        with suppress(Exception), self._context():
            forget(self._handed_over)

    def _wait(self) -> None:
        """Wait for a row; if the last one is not long ago, for those that follow it too."""
        self._wake.wait(FORGOTTEN_AFTER if self._handed_over else EVERY.total_seconds())
        if self._rows and monotonic() - self._last < BUSY:
            sleep(LINGER)
        self._wake.clear()

    def _turn(self) -> None:
        self._hand_over_taken()
        if monotonic() - self._swept >= EVERY.total_seconds():
            sweep()
            defer_periodic(self._begun)
            self._swept = monotonic()

    def _hand_over_taken(self) -> None:
        rows = [self._rows.popleft() for _ in range(min(len(self._rows), BATCH))]
        if rows:
            hand_over(rows)
            self._handed_over += rows
            self._last = monotonic()
        if self._rows:
            self._wake.set()
        if len(self._handed_over) >= BATCH or not rows:
            forget(self._handed_over)
            self._handed_over = []
