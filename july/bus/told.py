"""When each channel was last told of something, so that who has kept an answer knows its age."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from july.bus.events import Event

MOST_CHANNELS = 50_000
"""Channels of which it is known; of others it is only known that it is long ago."""


class Told:
    """Moments, in the order in which this process heard of them. Safe to use from any thread."""

    def __init__(self, most: int = MOST_CHANNELS) -> None:
        self._most = most
        self._moment = 0
        self._last: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._forgotten = 0
        self._lock = Lock()

    @property
    def moment(self) -> int:
        """Now, for whoever is about to work out an answer."""
        return self._moment

    def note(self, event: Event) -> None:
        """Something was told."""
        with self._lock:
            self._moment += 1
            for name in event.channels:
                self._last[name] = self._moment, event.id
                self._last.move_to_end(name)
            while len(self._last) > self._most:
                self._forgotten = self._last.popitem(last=False)[1][0]

    def forget(self) -> None:
        """Anything may have been missed: whatever was worked out before now is old."""
        with self._lock:
            self._moment += 1
            self._forgotten = self._moment
            self._last.clear()

    def is_since(self, moment: int, channels: Iterable[str]) -> bool:
        """Whether one of `channels` was told of something after `moment`, or may have been."""
        with self._lock:
            if self._forgotten > moment:
                return True
            return any(self._last.get(name, (0, ""))[0] > moment for name in channels)

    def state(self, channels: Iterable[str]) -> str | None:
        """What was last told on `channels`, as a text that is the same in every process which has
        heard the same; None where that can't be said."""
        with self._lock:
            ids = [self._last[name][1] for name in channels if name in self._last]
        return max(ids) if ids else None
