"""`feed.…`: what was pushed last, or on one day."""

from july.contest.feed import EVERYTHING, Message
from july.contest.feed import latest as latest_told
from july.live.services import subscribes
from july.live.services.own.days import day, days
from july.live.services.own.reading import MOST_ROWS, checked_number, checked_text

__all__ = ["day", "days", "latest"]


def _channel(channel: object) -> str:
    return checked_text(channel, "channel")


@subscribes(_channel)
def latest(channel: str = EVERYTHING, limit: int = 30) -> list[Message]:
    """The last messages of a channel, newest first. Raises BadField."""
    return latest_told(checked_text(channel, "channel"), checked_number(limit, "limit", MOST_ROWS))
