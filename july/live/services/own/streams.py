"""`streams.…`: the raw streams that are running, and each message of one."""

from july.errors import BadField
from july.live.private import PREFIX
from july.live.running import CHANNEL, listening
from july.live.services import relays, subscribes
from july.live.services.own.reading import checked_text

__all__ = ["running", "watch"]

LONGEST_KEY = 200


def _checked_key(key: object) -> str:
    name = checked_text(key, "key", LONGEST_KEY)
    if not name or name.startswith(PREFIX):
        raise BadField(f"{name!r} is no stream", field="key")
    return name


@subscribes(CHANNEL)
def running() -> list[str]:
    """The keys of the streams on which something was said in the last three seconds."""
    return listening.running().keys()


@relays(_checked_key)
def watch(key: str) -> None:
    """Whoever subscribes gets each message on that channel as `data`, as it came.

    Any channel will do: `commits` gives the messages of the feed. Raises BadField.
    """
    _checked_key(key)
