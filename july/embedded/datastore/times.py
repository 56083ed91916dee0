"""Times as the engine counts them: microseconds since 1970.

The version of an entity is the time of the commit that wrote it, as in the cloud; every commit has
a version above all before it, also where the clock has been put back.
"""

from july.embedded.datastore.messages import Message
from july.lib import clock

_SECOND = 1_000_000


def now() -> int:
    """The present time."""
    return clock.present()


def microseconds_of(timestamp: Message) -> int:
    """The time in a Timestamp message."""
    return int(timestamp.seconds) * _SECOND + int(timestamp.nanos) // 1000


def fill_timestamp(timestamp: Message, microseconds: int) -> None:
    """Fill a Timestamp message."""
    seconds, rest = divmod(microseconds, _SECOND)
    timestamp.seconds = seconds
    timestamp.nanos = rest * 1000
