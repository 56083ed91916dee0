"""Whether somebody elsewhere is worth waiting for: after several waits in vain, not for a while.

Each call that waits for who is away holds a thread, until none is left for what needs nobody else.
So after some failures in a row calls fail at once, for a pause; then one call may try.
"""

import logging
from collections.abc import Callable
from enum import Enum, auto
from random import uniform
from threading import Lock
from time import monotonic

logger = logging.getLogger(__name__)

MOST_DOUBLINGS = 60
"""Enough for any pause; after a day away the number would be too large to reckon with."""


class End(Enum):
    """How a call ended."""

    ANSWERED = auto()
    """There was an answer, whatever it said."""
    IN_VAIN = auto()
    """Nobody answered."""
    AT_ONCE = auto()
    """Nobody answered, but nobody waited either: that is no reason to stop trying."""
    GIVEN_UP = auto()
    """The caller wanted no answer any more."""


Ended = Callable[[End], None]
"""Is told how a call ended."""


class Breaker:
    """Lets calls through to one of whom `called` is the name; any thread may ask.

    After `failures` in vain in a row, without an answer in between, it refuses, by what `refusal`
    makes. `pauses` are the seconds until the next try, at first and at last: each pause is twice
    the one before, and is shortened by up to half, at random, so that many don't try together.
    """

    def __init__(
        self,
        called: str,
        refusal: Callable[[], Exception],
        *,
        failures: int,
        pauses: tuple[float, float],
    ) -> None:
        self._called = called
        self._refusal = refusal
        self._most = failures
        self._first, self._longest = pauses
        self._lock = Lock()
        self._failures = 0
        self._pauses = 0
        self._next_try = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, but for one that tries now and then."""
        return self._pauses > 0

    def admit(self) -> Ended:
        """Let a call through; gives what has to be told how it ended. Raises the refusal."""
        with self._lock:
            if self._pauses == 0:
                return self.note
            if self._trying or monotonic() < self._next_try:
                raise self._refusal()
            self._trying = True
            return self._note_try

    def try_now(self) -> None:
        """There is a sign of life: count anew, and let the next call try whatever the pause."""
        with self._lock:
            self._failures = 0
            self._next_try = 0.0

    def note(self, end: End) -> None:
        """Something ended so that was not admitted: it counts, but is no try."""
        with self._lock:
            if end is End.ANSWERED:
                self._close()
            elif end is End.IN_VAIN and self._pauses == 0:
                self._failures += 1
                if self._failures >= self._most:
                    logger.warning("%s is away; nobody waits for it now", self._called)
                    self._pause()

    def _note_try(self, end: End) -> None:
        with self._lock:
            self._trying = False
            if end is End.ANSWERED:
                self._close()
            elif end is not End.GIVEN_UP and self._pauses > 0:
                self._pause()

    def _pause(self) -> None:
        longest = min(self._first * 2 ** min(self._pauses, MOST_DOUBLINGS), self._longest)
        self._pauses += 1
        self._next_try = monotonic() + longest * uniform(0.5, 1)  # noqa: S311 - no secret

    def _close(self) -> None:
        if self._pauses > 0:
            logger.warning("%s is back", self._called)
        self._failures = self._pauses = 0
