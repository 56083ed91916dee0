"""`pulse.…`: commits and points, second by second and hour by hour."""

from typing import Any

from july.contest.feed import EVERYTHING
from july.lib import clock
from july.live.hours import SPAN
from july.live.pulse import SECONDS, listening
from july.live.services import subscribes
from july.live.services.own.reading import checked_number, checked_text

__all__ = ["history", "hours"]


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


@subscribes(_channel)
def hours(channel: str = EVERYTHING, hours: int = SPAN) -> dict[str, Any]:
    """Commits and points of the last `hours`, the one that runs among them, two days at most.

    `{"channel", "until", "since", "hours", "beats": [[second, commits, points], …]}`: the oldest
    first, each with the second in which it began, only those in which something was recorded.
    Seconds after `until` are not counted yet, commits before `since` not read yet. Raises BadField.
    """
    name = checked_text(channel, "channel")
    span = checked_number(hours, "hours", SPAN)
    return {"channel": name, "hours": span} | listening.hours(name, span)
