"""What goes over a WebSocket, encoded once: messages (compact JSON, sorted keys) and frames.

Frames of a server are not masked (RFC 6455, section 5), so that the same bytes serve any number of
clients.
"""

import json
from typing import NamedTuple

from july.live.envelopes import as_name, envelope

PING = b"\x89\x00"
_TEXT = 0x81


class Names(NamedTuple):
    """How a page names a subscription or a call: `client` and `callback`, as JSON, or None.

    A tuple, since it is looked up for every delivery.
    """

    client: str | None
    callback: str | None


NOBODY = Names(None, None)


def names_in(frame: str) -> Names:
    """The ids in a client's message; none if it can't be read."""
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError):
        return NOBODY
    if not isinstance(message, dict):
        return NOBODY
    return Names(_own_name(message.get("client")), _own_name(message.get("callback")))


def push(names: Names, data: str | None, trigger: str) -> bytes:
    """A frame with the new answer (JSON) of a subscription."""
    return text_frame(
        envelope(callback=names.callback, client=names.client, data=data, trigger=trigger)
    )


def error(names: Names, text: str, trigger: str | None = None) -> bytes:
    """A frame with an error."""
    return text_frame(
        envelope(callback=names.callback, client=names.client, error=text, trigger=trigger)
    )


def text_frame(message: str) -> bytes:
    """A message as one frame."""
    payload = message.encode("utf-8", "replace")
    size = len(payload)
    if size < 126:
        head = bytes((_TEXT, size))
    elif size < 65536:
        head = bytes((_TEXT, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((_TEXT, 127)) + size.to_bytes(8, "big")
    return head + payload


def _own_name(value: object) -> str | None:
    """An id that a client gave itself, None for what can't be one."""
    return as_name(value) if isinstance(value, str | int) else None
