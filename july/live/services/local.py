"""Functions of this process that are called when a channel is notified."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from july import bus
from july.bus import Event

logger = logging.getLogger(__name__)

Function = TypeVar("Function", bound=Callable[[], object])

_functions: dict[str, list[Callable[[], object]]] = {}


def locally_subscribes(*channels: str) -> Callable[[Function], Function]:
    """Call the function, without arguments, whenever one of `channels` is notified.

    In this process, in one thread for all such functions, while `call_locally` is on.
    """

    def decorate(function: Function) -> Function:
        for channel in channels:
            _functions.setdefault(channel, []).append(function)
        return function

    return decorate


def call_locally() -> Callable[[], None]:
    """Begin to call what `locally_subscribes` has decorated; gives the function that ends it."""
    thread = ThreadPoolExecutor(1, "services-local")

    def hear(event: Event) -> None:
        concerned = (each for name in event.channels for each in _functions.get(name, ()))
        for function in dict.fromkeys(concerned):
            thread.submit(_call, function)

    stop_listening = bus.listen(hear)

    def stop() -> None:
        stop_listening()
        thread.shutdown(wait=True, cancel_futures=True)

    return stop


def _call(function: Callable[[], object]) -> None:
    try:
        function()
    except Exception:
        logger.exception("%s failed on a notice", getattr(function, "__name__", function))
