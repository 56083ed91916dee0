"""Whether an engine elsewhere is worth waiting for: after several waits in vain, not for a while.

Each call that waits for an engine that is away holds a thread, until none is left for what needs
no engine. So after some timeouts in a row calls fail at once, for a pause; then one call may try.
"""

import logging
from collections.abc import Callable
from random import uniform
from threading import Lock
from time import monotonic

import grpc
from google.api_core.exceptions import DeadlineExceeded

logger = logging.getLogger(__name__)

TIMEOUTS = 3
"""So many in a row, without an answer in between, and the engine is taken to be away."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds between tries: at first, and at last, since each pause is twice the one before. Each is
shortened by up to half, at random, so that many processes don't try together."""

_SILENCE = grpc.StatusCode.DEADLINE_EXCEEDED
_NO_ANSWER = {_SILENCE, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}
"""Who ends so has not heard from the engine itself, or from what stands before it."""

Ended = Callable[[grpc.StatusCode], None]
"""Is told how a call ended."""


class Breaker:
    """Lets calls through to one engine; any thread may ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._timeouts = 0
        self._pauses = 0
        self._next_try = 0.0
        self._trying = False

    def admit(self) -> Ended:
        """Let a call through; gives what has to be told how it ended.

        Raises DeadlineExceeded at once while the engine is taken to be away: an error that ndb
        does not repeat, and that is answered with 503 as the wait in vain would be.
        """
        with self._lock:
            if self._pauses == 0:
                return self._note
            if self._trying or monotonic() < self._next_try:
                raise _away()
            self._trying = True
            return self._note_try

    def _note(self, status: grpc.StatusCode) -> None:
        with self._lock:
            if status not in _NO_ANSWER:
                self._close()
            elif status is _SILENCE and self._pauses == 0:
                self._timeouts += 1
                if self._timeouts == TIMEOUTS:
                    logger.warning("The database is away; requests no longer wait for it")
                    self._pause()

    def _note_try(self, status: grpc.StatusCode) -> None:
        with self._lock:
            self._trying = False
            if status not in _NO_ANSWER:
                self._close()
            elif status is not grpc.StatusCode.CANCELLED and self._pauses > 0:
                self._pause()

    def _pause(self) -> None:
        longest = min(FIRST_PAUSE * 2**self._pauses, LONGEST_PAUSE)
        self._pauses += 1
        self._next_try = monotonic() + longest * uniform(0.5, 1)  # noqa: S311 - no secret

    def _close(self) -> None:
        if self._pauses > 0:
            logger.warning("The database is back")
        self._timeouts = self._pauses = 0


def _away() -> Exception:
    message = "The database has not answered for a while, and is not asked now; try again."
    return DeadlineExceeded(message)  # type: ignore[no-untyped-call]
