"""Reads the stream for one listener, whatever becomes of Redis meanwhile.

The reader remembers the id of the entry it read last, and reads on from there. It always reads that
entry again: if it is gone (Redis lost its data, or the reader was away for longer than the stream
is long), entries after it may be gone as well, and the listener begins anew with what there is.
"""

import logging
from collections.abc import Sequence

from redis.exceptions import RedisError

from july.bus.entries import BEGINNING, as_events
from july.bus.events import Anew, Listener, Past, tell
from july.bus.persistence import SECONDS, Persistent
from july.bus.stream import Entry, Stream

logger = logging.getLogger(__name__)

AT_ONCE = 1_000
"""Entries read in one go."""
PATIENCE_MS = 1_000
"""How long Redis holds an answer when there is nothing new."""


class Reader(Persistent):
    """A thread that tells one listener what the stream holds, in its order."""

    def __init__(self, url: str, name: str, length: int, listener: Listener, anew: Anew) -> None:
        super().__init__("july-bus")
        self._stream = Stream(url, name, SECONDS, length)
        self._listener = listener
        self._anew = anew
        self._last = ""
        self._caught_up = False

    def _turn(self) -> None:
        """Tell what came since the last turn; wait for it, but not for long."""
        if self._caught_up:
            self._stream.wait(self._last, PATIENCE_MS)
        entries = self._stream.entries(self._last or "-", AT_ONCE)
        goes_on = bool(entries) and _id(entries[0]) == self._last
        self._caught_up = goes_on and len(entries) < AT_ONCE
        if goes_on:
            self._tell(entries[1:])
        else:
            self._begin()

    def _begin(self) -> None:
        """Begin with all there is, which does not follow what was told before."""
        entries = self._stream.entries()
        if not entries:
            self._stream.add(BEGINNING)  # the next turn finds it, or what another process added
            return
        if self._last:
            logger.warning("Events after %s may have been missed; beginning anew", self._last)
        past = Past(_id(entries[0]), tuple(as_events(entries)))
        self._last = _id(entries[-1])
        if not self._stopping.is_set():
            self._anew(past)
        self._known.set()

    def _tell(self, entries: Sequence[Entry]) -> None:
        for event in as_events(entries):
            if not self._stopping.is_set():
                tell(self._listener, event)
        if entries:
            self._last = _id(entries[-1])

    def _close(self) -> None:
        self._stream.close()

    def _note_success(self) -> None:
        if self._failures:
            logger.info("Redis is back; events go on after %s", self._last)
        super()._note_success()

    def _note_failure(self, error: RedisError) -> None:
        super()._note_failure(error)
        self._caught_up = False

    def _note_outage(self, error: RedisError) -> None:
        logger.warning("Redis is away (%s); events go on when it is back", error)


def _id(entry: Entry) -> str:
    return entry[0].decode("ascii")
