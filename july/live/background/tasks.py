"""Functions that are called again and again while the server runs."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic

from july.live.background import life

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 5.0
"""How long a stop waits for what runs."""
PRIORITY = life.PRIORITY


class DaemonTask:
    """Calls `func` at once, and again `interval` seconds after each call, in so many threads.

    Begins with the server, or at once if that runs already, and ends with it. What the function
    raises is logged, and it is called again. It needs a context of its own for the database:
    `with stores.context()`.
    """

    def __init__(self, func: Callable[[], object], interval: float, threads: int = 1) -> None:
        if interval < 0 or threads < 1:
            message = f"an interval of {interval} s in {threads} threads is none to work by"
            raise ValueError(message)
        self.func = func
        self.interval = interval
        self._number = threads
        self._threads: list[Thread] = []
        self._stopping = Event()
        self._lock = Lock()
        self._forget = (
            life.startup.add(self.start, PRIORITY),
            life.shutdown.add(self.stop, PRIORITY),
        )
        if not life.stopped.is_set():
            self.start()

    @property
    def running(self) -> bool:
        """Whether it has been started and not yet been stopped."""
        return bool(self._threads)

    def start(self) -> None:
        """Begin; while it runs already that does nothing."""
        with self._lock:
            if self._threads:
                return
            self._stopping = stopping = Event()
            self._threads = [
                Thread(target=self._run, args=(stopping,), name=self._name, daemon=True)
                for _ in range(self._number)
            ]
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """End; returns when no call runs any more, or after five seconds with a warning."""
        with self._lock:
            threads, self._threads = self._threads, []
            self._stopping.set()
        self.wake()
        deadline = monotonic() + PATIENCE_SECONDS
        for thread in threads:
            thread.join(max(0.0, deadline - monotonic()))
        if any(thread.is_alive() for thread in threads):
            logger.warning("%s still runs; the server goes without it", self._name)

    def withdraw(self) -> None:
        """End, and do not begin again with the next start of the server."""
        for forget in self._forget:
            forget()
        self.stop()

    def wake(self) -> None:
        """End the wait of whatever waits inside a call. Nothing does, here."""

    @property
    def _name(self) -> str:
        return str(getattr(self.func, "__qualname__", self.func))

    def _run(self, stopping: Event) -> None:
        while not stopping.is_set():
            try:
                self.func()
            except Exception:
                logger.exception("%s failed in the background", self._name)
            stopping.wait(self.interval)
