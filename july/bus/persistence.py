"""A thread that does its work in turns, whatever becomes of Redis meanwhile."""

import logging
from abc import ABC, abstractmethod
from random import uniform
from threading import Event as Signal
from threading import Thread

from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

SECONDS = 5.0
"""How long any answer of Redis may take."""
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 2.0
"""Seconds between two attempts to reach Redis."""


class Persistent(ABC):
    """Takes turns until it is stopped. After one that fails it pauses, each time for longer."""

    def __init__(self, name: str) -> None:
        self._failures = 0
        self._known = Signal()
        """Set when it is known whether Redis is there: heard, or found away."""
        self._stopping = Signal()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to take turns."""
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Return when it has got a hearing, when Redis is away, or after `seconds`."""
        self._known.wait(seconds)

    def stop(self) -> None:
        """Tell nothing any more. The thread ends by itself, within its present wait."""
        self._stopping.set()

    @abstractmethod
    def _turn(self) -> None:
        """Work for as long as there is some, or a moment. May raise RedisError."""

    @abstractmethod
    def _close(self) -> None:
        """Give back what was opened."""

    @abstractmethod
    def _note_outage(self, error: RedisError) -> None:
        """Redis has just gone away."""

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
                self._note_success()
            except RedisError as error:
                self._note_failure(error)
            except Exception:
                logger.exception("A turn of %s failed", self._thread.name)
                self._failures += 1
            self._stopping.wait(pause(self._failures))
        self._close()

    def _note_success(self) -> None:
        self._failures = 0

    def _note_failure(self, error: RedisError) -> None:
        if not self._failures and not self._stopping.is_set():
            self._note_outage(error)
        self._failures += 1
        self._known.set()


def pause(failures: int) -> float:
    """Seconds until the next attempt: longer each time, and not for all processes the same."""
    if not failures:
        return 0.0
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures, 10))
    return uniform(longest / 2, longest)  # noqa: S311 - no secret
