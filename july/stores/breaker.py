"""Whether a database elsewhere is worth waiting for: after several timeouts, not for a while."""

from collections.abc import Callable

import grpc
from google.api_core.exceptions import DeadlineExceeded

from july.lib import breaker
from july.lib.breaker import End

TIMEOUTS = 3
"""So many in a row, without an answer in between, and the engine is taken to be away."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds between tries: at first, and at last."""

_WITHOUT_ANSWER = {
    grpc.StatusCode.DEADLINE_EXCEEDED: End.IN_VAIN,
    grpc.StatusCode.UNAVAILABLE: End.AT_ONCE,
    grpc.StatusCode.CANCELLED: End.GIVEN_UP,
}
"""Who ends so has not heard from the engine itself, or from what stands before it."""

Ended = Callable[[grpc.StatusCode], None]
"""Is told how a call ended."""


class Breaker:
    """Lets calls through to one engine; any thread may ask."""

    def __init__(self) -> None:
        self._breaker = breaker.Breaker(
            "The database", _away, failures=TIMEOUTS, pauses=(FIRST_PAUSE, LONGEST_PAUSE)
        )

    def admit(self) -> Ended:
        """Let a call through; gives what has to be told how it ended.

        Raises DeadlineExceeded at once while the engine is taken to be away: an error that ndb
        does not repeat, and that is answered with 503 as the wait in vain would be.
        """
        ended = self._breaker.admit()
        return lambda status: ended(_WITHOUT_ANSWER.get(status, End.ANSWERED))


def _away() -> Exception:
    message = "The database has not answered for a while, and is not asked now; try again."
    return DeadlineExceeded(message)  # type: ignore[no-untyped-call]
