"""Threads for calls of services: few that compute at once, many that may be stuck."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

AT_ONCE = 4
"""Calls that begin while others run. More would only compete for the interpreter."""
SLOW_SECONDS = 0.1
"""A call that takes longer waits for something, and another may begin in its place."""
MOST_THREADS = 64
"""Calls that run at all, with those that are stuck."""

Result = TypeVar("Result")


class Calls:
    """Runs functions in threads. One that takes long keeps nobody else from being called."""

    def __init__(
        self, *, at_once: int = AT_ONCE, slow: float = SLOW_SECONDS, threads: int = MOST_THREADS
    ) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._slow = slow
        self._threads = ThreadPoolExecutor(threads, "switchboard-calls")

    async def run(self, function: Callable[..., Result], *arguments: Any) -> Result:  # noqa: ANN401 - the function's
        """What `function` gives; what it raises passes through."""
        await self._free.acquire()
        loop = asyncio.get_running_loop()
        place = _Place(self._free)
        patience = loop.call_later(self._slow, place.leave)
        try:
            return await loop.run_in_executor(self._threads, function, *arguments)
        finally:
            patience.cancel()
            place.leave()

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Place:
    """One of few, given back once."""

    __slots__ = ("_free",)

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free: asyncio.Semaphore | None = free

    def leave(self) -> None:
        if self._free is not None:
            self._free.release()
            self._free = None
