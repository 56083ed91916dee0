"""Which raw streams are running: those on which somebody has said something lately.

A stream is known by its messages and by nothing else, so one whose producer was killed disappears
as one does that has ended.
"""

from collections.abc import Callable
from threading import Lock, Timer
from time import monotonic

from july import bus
from july.bus import Event, notices
from july.bus.raw import STREAM

CHANNEL = "streams"
SILENCE_SECONDS = 3.0
"""After so long without a message a stream is over."""
SOONEST_SECONDS = 0.02
"""How soon streams are looked at again: what ends together is told together."""
MOST = 1_000
"""Streams that are told apart; who begins another meanwhile is heard, but not listed."""


class Running:
    """The raw streams that this process hears. Safe to use from any thread."""

    def __init__(self, *, silence: float = SILENCE_SECONDS) -> None:
        self._silence = silence
        self._heard: dict[str, float] = {}
        self._timer: Timer | None = None
        self._lock = Lock()

    def note(self, key: str) -> None:
        """Something was said on that stream."""
        now = monotonic()
        with self._lock:
            new = key not in self._heard
            if new and len(self._heard) >= MOST:
                return
            self._heard[key] = now
            self._look_soon()
        if new:
            notices.notify([CHANNEL], "stream began")

    def keys(self) -> list[str]:
        """The running streams, by name."""
        since = monotonic() - self._silence
        with self._lock:
            return sorted(key for key, heard in self._heard.items() if heard > since)

    def end(self) -> None:
        """Look no more: nobody is told of what ends after this."""
        with self._lock:
            self._heard = {}
            if self._timer is not None:
                self._timer.cancel()

    def _look_soon(self) -> None:
        """Look when the stream that has been silent for longest may have ended."""
        if self._timer is None:
            silent = monotonic() - min(self._heard.values())
            wait = max(SOONEST_SECONDS, self._silence - silent)
            self._timer = Timer(wait, self._look)
            self._timer.daemon = True
            self._timer.start()

    def _look(self) -> None:
        since = monotonic() - self._silence
        with self._lock:
            self._timer = None
            kept = {key: heard for key, heard in self._heard.items() if heard > since}
            ended = len(kept) < len(self._heard)
            self._heard = kept
            if kept:
                self._look_soon()
        if ended:
            notices.notify([CHANNEL], "stream ended")


class Listening:
    """The running streams of this process, which listens from the first look on."""

    def __init__(self) -> None:
        self._running: Running | None = None
        self._stop: Callable[[], None] = _nothing
        self._lock = Lock()

    def running(self) -> Running:
        """The running streams. After the first call a stream is known by its next message."""
        with self._lock:
            if self._running is None:
                self._running = running = Running()

                def hear(event: Event) -> None:
                    if event.name == STREAM:
                        for key in event.channels:
                            running.note(key)

                self._stop = bus.listen(hear)
            return self._running

    def end(self) -> None:
        """Hear nothing any more."""
        with self._lock:
            self._stop()
            if self._running is not None:
                self._running.end()
            self._running, self._stop = None, _nothing


def _nothing() -> None:
    """Listening has not begun."""


listening = Listening()
"""This process' own."""
