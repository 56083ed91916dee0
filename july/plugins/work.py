"""Plugins' code while it runs: what runs now, for how long, and what it has cost until now.

A call that takes long is told in the log while it does, and so is one that made the process much
larger: both by the plugin's name. July's own parts are not measured.
"""

import logging
import resource
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock, Thread, get_ident
from time import perf_counter, sleep

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404

from july.errors import JulyError, Unavailable
from july.lib.metrics import PLUGIN_FAILURES, PLUGIN_GROWN, PLUGIN_WORK
from july.stores.outages import is_outage

logger = logging.getLogger(__name__)
_counting = Lock()

LONG_SECONDS = 5.0
"""After so long a call is told in the log, and again whenever it has taken twice as long."""
LOOK_SECONDS = 0.5
"""How often somebody looks what is running."""
IDLE_LOOKS = 20
"""After so many looks at nothing nobody looks any more, until something runs."""
MUCH_BYTES = 100 * 1024 * 1024
"""By which a call makes the process larger before that is told."""
_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes; of what the system counts memory in (getrusage(2))."""


def peak_memory() -> int:
    """Bytes that this process has had in memory at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


@dataclass(slots=True)
class Spent:
    """Calls of one sort, and what they took."""

    calls: int = 0
    seconds: float = 0.0
    """Of its own: without what other measured code took that it called."""
    failures: int = 0
    grown: int = 0
    """Bytes by which the process' peak grew meanwhile, whoever else ran at the same time."""

    def __add__(self, other: "Spent") -> "Spent":
        """Both together."""
        return Spent(
            self.calls + other.calls,
            self.seconds + other.seconds,
            self.failures + other.failures,
            self.grown + other.grown,
        )

    @property
    def mean(self) -> float:
        """Milliseconds of a call."""
        return 1000 * self.seconds / self.calls if self.calls else 0.0


@dataclass(slots=True, eq=False)
class Running:
    """A call of a plugin's code that has not ended."""

    plugin: str
    what: str
    thread: int = field(default_factory=get_ident)
    began: float = field(default_factory=perf_counter)
    peak: int = field(default_factory=peak_memory)
    inner: float = 0.0
    """Seconds of measured code that it called."""
    patience: float = LONG_SECONDS
    failure: Exception | None = None
    """Set by whoever sees that it failed, though it raised nothing."""

    @property
    def age(self) -> float:
        """Seconds since it began."""
        return perf_counter() - self.began


_stacks: dict[int, list[Running]] = {}
"""What runs in which thread, the innermost last. Only the thread itself changes its own."""


def begin(plugin: str, what: str) -> Running:
    """A call begins in this thread."""
    call = Running(plugin, what)
    _stacks.setdefault(call.thread, []).append(call)
    _watch.look()
    return call


def end(call: Running, spent: Spent, *, failed: bool) -> None:
    """It has ended; what it took is added to `spent`."""
    took = call.age
    stack = _stacks[call.thread]
    stack.remove(call)
    if stack:
        stack[-1].inner += took
    else:
        del _stacks[call.thread]
    grown = peak_memory() - call.peak
    with _counting:
        spent.calls += 1
        spent.seconds += took - call.inner
        spent.failures += failed
        spent.grown += grown
    _measure(call, took - call.inner, grown, failed=failed)
    if grown >= MUCH_BYTES:
        message = "the plugin %s made the process %d MB larger in %s"
        logger.warning(message, call.plugin, grown // 2**20, call.what)


def _measure(call: Running, seconds: float, grown: int, *, failed: bool) -> None:
    """The same for Prometheus: by plugin and sort of work, of which there are few."""
    labels = call.plugin, call.what.partition(" ")[0]
    PLUGIN_WORK.labels(*labels).observe(seconds)
    if failed:
        PLUGIN_FAILURES.labels(*labels).inc()
    if grown:
        PLUGIN_GROWN.labels(call.plugin).inc(grown)


def running(plugin: str | None = None) -> list[Running]:
    """The calls that run now, the oldest first; of one plugin, or of all."""
    calls = (call for stack in list(_stacks.values()) for call in list(stack))
    wanted = (call for call in calls if plugin in {None, call.plugin})
    return sorted(wanted, key=lambda call: call.began)


def is_fault(error: BaseException) -> bool:
    """Whether an error that code raised for a request is its fault.

    A refusal is an answer, and engines that do not answer are nobody's fault.
    """
    if isinstance(error, JulyError):
        return error.status >= 500 and not isinstance(error, Unavailable)
    if isinstance(error, Http404 | PermissionDenied | SuspiciousOperation):
        return False
    return not (isinstance(error, Exception) and is_outage(error))


class _Watch:
    """A thread that looks at what runs, as long as something does."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._lock = Lock()

    def look(self) -> None:
        """See to it that somebody looks."""
        if self._thread is None or not self._thread.is_alive():  # as after a fork
            with self._lock:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = Thread(target=self._run, name="plugins-watch", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        idle = 0
        while idle < IDLE_LOOKS:
            sleep(LOOK_SECONDS)
            idle = 0 if _stacks else idle + 1
            for call in _innermost():
                if call.age >= call.patience:
                    call.patience *= 2
                    _tell(call)


def _innermost() -> Iterator[Running]:
    for stack in list(_stacks.values()):
        yield from stack[-1:]


def _tell(call: Running) -> None:
    where = sys._current_frames().get(call.thread)  # noqa: SLF001 - the documented way to see it
    lines = traceback.format_stack(where, limit=4) if where else []
    message = "the plugin %s has been at work for %d s on %s, now at\n%s"
    logger.warning(message, call.plugin, call.age, call.what, "".join(lines).rstrip())


_watch = _Watch()
