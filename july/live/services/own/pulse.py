"""`pulse.history`: commits and points, second by second."""

from typing import Any

from july.contest.feed import EVERYTHING
from july.lib import clock
from july.live.pulse import SECONDS, listening
from july.live.services import subscribes
from july.live.services.own.reading import checked_number, checked_text

__all__ = ["history"]


def _channel(channel: object) -> str:
    return checked_text(channel, "channel")


@subscribes(_channel)
def history(channel: str = EVERYTHING, seconds: int = SECONDS) -> dict[str, Any]:
    """The beats of the last `seconds`, an hour at most.

    `{"channel", "until", "seconds", "beats": [[second, commits, points], …]}`: the oldest first,
    seconds since 1970, only those in which something was recorded. Raises BadField.
    """
    name = checked_text(channel, "channel")
    span = checked_number(seconds, "seconds", SECONDS)
    return {
        "channel": name,
        "until": int(clock.now().timestamp()),
        "seconds": span,
        "beats": listening.pulse().history(name, span),
    }
