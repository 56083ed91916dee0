"""`presence.count`: how many are watching."""

from july.live.presence import CHANNEL, presence
from july.live.services import subscribes

__all__ = ["count"]


@subscribes(CHANNEL)
def count() -> int:
    """The number of open connections. Raises Unavailable if it can't be told."""
    return presence().count()
