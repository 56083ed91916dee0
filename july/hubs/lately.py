"""What was read a moment ago, of things that hardly ever change: names, layouts."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from july.hubs.heard import listening

LASTS = 2.0
"""Seconds after which it is read again whatever was heard, for changes of which nothing is told."""
MOST = 10_000

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Read(Generic[Value]):
    value: Value
    moment: int
    until: float


class Lately(Generic[Value]):
    """Values of one sort, each read again once its channel is told of something.

    Safe to use from any thread.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._read: OrderedDict[Hashable, _Read[Value]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, channel: str, read: Callable[[], Value]) -> Value:
        """What `read` gave a moment ago, or gives now."""
        told = listening.told()
        kept = self._read.get(key)
        fresh = kept is not None and kept.until > monotonic()
        if kept is not None and fresh and not told.is_since(kept.moment, (channel,)):
            return kept.value
        moment = told.moment
        value = read()
        with self._lock:
            self._read[key] = _Read(value, moment, monotonic() + LASTS)
            self._read.move_to_end(key)
            while len(self._read) > self._most:
                self._read.popitem(last=False)
        return value

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._read.clear()
