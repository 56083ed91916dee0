"""Functions of this process that are called when a channel is notified."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from july import bus
from july.bus import Event

logger = logging.getLogger(__name__)

Function = TypeVar("Function", bound=Callable[[], object])

_functions: dict[str, list[Callable[[], object]]] = {}


def locally_subscribes(*channels: str) -> Callable[[Function], Function]:
    """Call the function, without arguments, whenever one of `channels` is notified.

    In this process, in one thread for all such functions, while `call_locally` is on. What is
    notified while it waits for its turn makes one call, not many.
    """

    def decorate(function: Function) -> Function:
        for channel in channels:
            _functions.setdefault(channel, []).append(function)
        return function

    return decorate


def call_locally() -> Callable[[], None]:
    """Begin to call what `locally_subscribes` has decorated; gives the function that ends it."""
    calling = _Calling()
    stop_listening = bus.listen(calling.hear)

    def stop() -> None:
        stop_listening()
        calling.stop()

    return stop


class _Calling:
    """One thread that calls functions: each once for all that is told while it waits."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "services-local")
        self._waiting: set[Callable[[], object]] = set()
        self._stopped = False
        self._lock = Lock()

    def hear(self, event: Event) -> None:
        concerned = (each for name in event.channels for each in _functions.get(name, ()))
        with self._lock:
            for function in dict.fromkeys(concerned):
                if function not in self._waiting and not self._stopped:
                    self._waiting.add(function)
                    self._thread.submit(self._call, function)

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _call(self, function: Callable[[], object]) -> None:
        with self._lock:
            self._waiting.discard(function)
        _call(function)


def _call(function: Callable[[], object]) -> None:
    try:
        function()
    except Exception:
        logger.exception("%s failed on a notice", getattr(function, "__name__", function))
