"""What travels on the bus."""

import json
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from july.lib import clock

logger = logging.getLogger(__name__)

EventId = tuple[int, int]
"""An event's id as two numbers that sort by time: milliseconds since 1970, sequence."""

NOTIFY = "notify"
"""The name of word that something has changed; `july.bus.notices` has more."""

TAGS = 1_000_000
"""How many ids a microsecond has."""

_ID = re.compile(r"([0-9]{1,20})-([0-9]{1,20})")
_NAME = re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True)
class Event:
    """One message, encoded once for everybody who will get it."""

    id: str
    """`<ms>-<seq>`, the form that Redis Streams give their entries."""
    name: str
    """What sort of message it is: `commit`, `stream`."""
    channels: tuple[str, ...]
    data: bytes
    """JSON in UTF-8, without a line break."""
    key: str = ""
    """The message's own id, if it has one: the same key is the same message, told twice."""


@dataclass(frozen=True, slots=True)
class Past:
    """All that is known of what was published."""

    start: str
    """The id from which on nothing is missing."""
    events: tuple[Event, ...]
    """In the order in which they were published."""


Listener = Callable[[Event], None]
Anew = Callable[[Past], None]


def no_matter(_: Past) -> None:
    """For listeners who don't care for what they have missed."""


def make_event(
    channels: Sequence[str],
    name: str,
    data: object,
    *,
    id: str | None = None,
) -> Event:
    """An event with `data` as JSON. Without an `id` it gets one higher than any given before.

    Raises ValueError or TypeError for what can't travel.
    """
    return Event(
        id=event_id(clock.stamps(1)[0]) if id is None else _checked_id(id),
        name=_checked_name(name),
        channels=_checked_channels(channels),
        data=_encode(data),
        key=id or "",
    )


def tell(listener: Listener, event: Event) -> None:
    """Call a listener. Its fault costs nobody else anything, least of all the publisher."""
    try:
        listener(event)
    except Exception:
        logger.exception("A listener failed on event %s (%s)", event.id, event.name)


def event_id(moment: datetime, of: str = "") -> str:
    """The id of an event that belongs to `moment`: milliseconds, then what is left in microseconds,
    then six digits that `of` stands for.

    Stamps from `clock.stamps` therefore give ids that no other event of this process has. Two
    processes may give the same stamp: what they tell of (`of`, a commit's hash) tells them apart.
    """
    milliseconds, rest = divmod(clock.microseconds(moment), 1000)
    return f"{milliseconds}-{rest * TAGS + crc32(of.encode()) % TAGS}"


def moment_of(id: str) -> int:
    """Microseconds since 1970 of an id that `event_id` gave."""
    milliseconds, sequence = parse_id(id) or (0, 0)
    return milliseconds * 1000 + min(sequence // TAGS, 999)


def parse_id(text: str) -> EventId | None:
    """The two numbers of an id, or None if `text` is not an id."""
    match = _ID.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


def _encode(data: object) -> bytes:
    # JSON escapes line breaks; half a surrogate pair has no place in UTF-8.
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _checked_id(given: str) -> str:
    if parse_id(given) is None:
        message = f"{given!r} is no id of an event: it must be <milliseconds>-<sequence>"
        raise ValueError(message)
    return given


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        message = f"{name!r} can't name an event: lower case letters only"
        raise ValueError(message)
    return name


def _checked_channels(channels: Sequence[str]) -> tuple[str, ...]:
    if isinstance(channels, str) or not channels:
        message = f"an event goes to a sequence of at least one channel, not to {channels!r}"
        raise ValueError(message)
    return tuple(dict.fromkeys(channels))
