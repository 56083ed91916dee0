"""What is called when the server starts, and when it stops."""

import logging
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Event, Lock
from typing import Any, TypeVar, overload

logger = logging.getLogger(__name__)

Function = TypeVar("Function", bound=Callable[[], Any])

PRIORITY = 50

stopped = Event()
"""Set while no server runs: what loops by itself waits on it, and ends."""
stopped.set()


@dataclass(frozen=True, slots=True, order=True)
class _Call:
    priority: int
    number: int
    """In which order those of the same priority came."""


class Calls:
    """Functions in the order of their priority. Safe to use from any thread."""

    def __init__(self) -> None:
        self._order: list[_Call] = []
        self._functions: dict[_Call, Callable[[], Any]] = {}
        self._numbers = count()
        self._lock = Lock()

    def add(self, function: Callable[[], Any], priority: int) -> Callable[[], None]:
        """Call the function with the others; gives what takes it away again."""
        with self._lock:
            call = _Call(priority, next(self._numbers))
            self._functions[call] = function
            insort(self._order, call)

        def remove() -> None:
            with self._lock:
                if self._functions.pop(call, None) is not None:
                    self._order.remove(call)

        return remove

    def in_order(self) -> list[Callable[[], Any]]:
        """Those of a low priority first, of the same priority in the order in which they came."""
        with self._lock:
            return [self._functions[call] for call in self._order]


startup = Calls()
shutdown = Calls()


@overload
def on_startup(func: Function, priority: int = PRIORITY) -> Function: ...
@overload
def on_startup(func: None = None, priority: int = PRIORITY) -> Callable[[Function], Function]: ...
def on_startup(func: Function | None = None, priority: int = PRIORITY) -> Any:
    """Call the function, without arguments, when the server starts; low priorities first.

    Also a decorator: `@on_startup`, `@on_startup(priority=40)`. What it raises is logged.
    """
    return _added(startup, func, priority)


@overload
def on_shutdown(func: Function, priority: int = PRIORITY) -> Function: ...
@overload
def on_shutdown(func: None = None, priority: int = PRIORITY) -> Callable[[Function], Function]: ...
def on_shutdown(func: Function | None = None, priority: int = PRIORITY) -> Any:
    """Call the function, without arguments, when the server stops; as `on_startup` otherwise."""
    return _added(shutdown, func, priority)


def start() -> None:
    """The server starts. Starting twice is starting once."""
    if stopped.is_set():
        stopped.clear()
        _call(startup)


def stop() -> None:
    """The server stops. Stopping twice is stopping once."""
    if not stopped.is_set():
        stopped.set()
        _call(shutdown)


def _added(calls: Calls, func: Function | None, priority: int) -> Any:  # noqa: ANN401 - see above
    def add(function: Function) -> Function:
        calls.add(function, priority)
        return function

    return add if func is None else add(func)


def _call(calls: Calls) -> None:
    """One that fails costs the others nothing."""
    for function in calls.in_order():
        try:
            function()
        except Exception:
            name = getattr(function, "__qualname__", function)
            logger.exception("%s failed when the server started or stopped", name)
