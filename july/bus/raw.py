"""Raw streams: what anybody says on a key of their own, passed on as it is and kept nowhere.

With Redis they travel by its pub/sub under the bare key, so that `redis-cli publish testing "…"`
is all it takes, and so that they never push anything out of the stream of events. July's own
channels do not travel there: what somebody publishes under their names is not heard.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from july.bus.events import Event, make_event
from july.errors import BadField

STREAM = "stream"
"""The name of the events of raw streams."""
LONGEST_KEY = 100
LONGEST_MESSAGE = 4_096
"""Bytes of one message."""
RESERVED = frozenset(
    {
        *("board", "client", "commits", "game", "games", "language", "location", "people"),
        *("person", "presence", "project", "projects", "streams", "team"),
    }
)
"""Words that name July's own channels. Those of one thing have a colon, which no key has."""
UNNUMBERED = 1_000_000
"""Redis numbers the events of a millisecond from 0; those that it does not number stand above."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def is_key(text: str) -> bool:
    """Whether a raw stream may be called so."""
    return len(text) <= LONGEST_KEY and bool(_KEY.fullmatch(text)) and text not in RESERVED


def check_key(text: str) -> None:
    """Raise BadField unless a raw stream may be called so."""
    if text in RESERVED:
        raise BadField(f"{text!r} is July's own; name the stream something else", field="key")
    if not is_key(text):
        message = (
            f"{text[:LONGEST_KEY]!r} can't name a stream: take letters, digits, dots, dashes and"
            f" underscores, {LONGEST_KEY} at most, the first a letter or a digit"
        )
        raise BadField(message, field="key")


def check_messages(messages: Sequence[str]) -> None:
    """Raise BadField for a message that is too long."""
    for number, message in enumerate(messages, 1):
        if len(message.encode("utf-8", "replace")) > LONGEST_MESSAGE:
            text = f"message {number} is too long: {LONGEST_MESSAGE:,} bytes at most"
            raise BadField(text, field="message")


def unnumbered_event(key: str, message: str) -> Event:
    """A message of a raw stream, whose id is unlike any that Redis gives."""
    event = make_event([key], STREAM, message)
    milliseconds, _, rest = event.id.partition("-")
    return replace(event, id=f"{milliseconds}-{UNNUMBERED + int(rest)}")
