"""Calls that somebody wants made, but does not want to wait for."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from threading import Condition
from time import monotonic
from typing import Generic, ParamSpec

from july.errors import Unavailable
from july.live.background.tasks import DaemonTask

P = ParamSpec("P")
MOST_WAITING = 10_000
"""Calls that may wait; whoever wants another is told that it is too much."""
PATIENCE_SECONDS = 1.0

Work = Callable[[], object]


class _Queue:
    """Work and when it is due. Safe to use from any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: list[tuple[float, int, Work]] = []
        self._numbers = count()
        self._changed = Condition()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, work: Work, delay: float) -> None:
        """Keep work for `delay` seconds. Raises Unavailable if too much waits."""
        with self._changed:
            if len(self._waiting) >= self._most:
                raise Unavailable(f"{self._most:,} calls wait in the background; try again later")
            heappush(self._waiting, (monotonic() + delay, next(self._numbers), work))
            self._changed.notify()

    def take(self, patience: float) -> Work | None:
        """The next work that is due, or None if there is none for so long."""
        with self._changed:
            if not self._due():
                left = self._waiting[0][0] - monotonic() if self._waiting else patience
                self._changed.wait(max(0.0, min(patience, left)))
            return heappop(self._waiting)[2] if self._due() else None

    def wake(self) -> None:
        """Let nobody wait."""
        with self._changed:
            self._changed.notify_all()

    def _due(self) -> bool:
        return bool(self._waiting) and self._waiting[0][0] <= monotonic()


class GenericCaller(DaemonTask):
    """Makes calls in the background, in the order in which they are due.

    What was asked for before the server runs waits for that; what waits when it stops is not made
    any more. Calls are held in memory: what must not get lost is a deferred task.
    """

    def __init__(self, threads: int = 1, *, most: int = MOST_WAITING) -> None:
        self._queue = _Queue(most)
        super().__init__(self._call_next, interval=0, threads=threads)

    def defer(self, func: Callable[P, object], *args: P.args, **named: P.kwargs) -> None:
        """Call `func` with these arguments, soon. Raises Unavailable if too many calls wait."""
        self._queue.put(lambda: func(*args, **named), 0.0)

    def delayed(
        self, seconds: float, func: Callable[P, object], *args: P.args, **named: P.kwargs
    ) -> None:
        """Call it in so many seconds. Raises Unavailable if too many calls wait."""
        self._queue.put(lambda: func(*args, **named), seconds)

    def wake(self) -> None:
        """Let no thread wait for work, since they are to end."""
        self._queue.wake()

    def _call_next(self) -> None:
        work = self._queue.take(PATIENCE_SECONDS)
        if work is not None:
            work()


class Caller(Generic[P]):
    """Calls one function in the background, each time with what it is given."""

    def __init__(
        self, func: Callable[P, object], threads: int = 1, *, most: int = MOST_WAITING
    ) -> None:
        self.func = func
        self._caller = GenericCaller(threads, most=most)

    def defer(self, *args: P.args, **named: P.kwargs) -> None:
        """Call the function with these arguments, soon. Raises Unavailable if too many wait."""
        self._caller.defer(self.func, *args, **named)

    def delayed(self, seconds: float, *args: P.args, **named: P.kwargs) -> None:
        """Call it in so many seconds. Raises Unavailable if too many calls wait."""
        self._caller.delayed(seconds, self.func, *args, **named)

    @property
    def running(self) -> bool:
        """Whether it has been started and not yet been stopped."""
        return self._caller.running

    def start(self) -> None:
        """Begin; while it runs already that does nothing."""
        self._caller.start()

    def stop(self) -> None:
        """End, as the server does."""
        self._caller.stop()

    def withdraw(self) -> None:
        """End, and do not begin again with the next start of the server."""
        self._caller.withdraw()
