"""Server-Sent Events as they go over the wire.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import json

from july.bus import Event

HEARTBEAT = b":\n\n"
"""A comment: keeps the line open, and no page sees it."""


def encode_event(event: Event) -> bytes:
    """One event, ready to be written to any number of clients."""
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (
        event.id.encode("ascii"),
        event.name.encode("ascii"),
        event.data,
    )


def encode_mark(newest: str) -> bytes:
    """Tells a client where it stands without an event: it will ask for what comes after `newest`.

    A block without data sets the client's last event id and is seen by nobody (in the standard:
    "dispatch the event", steps 1 and 2). Without it, what happens between the opening of a stream
    and its first event would be lost with the connection.
    """
    return f"id: {newest}\n\n".encode("ascii")


def encode_reset(newest: str, since: str) -> bytes:
    """Tells a client that more was missed since `since` than can be sent again."""
    data = json.dumps({"since": since})
    return f"id: {newest}\nevent: reset\ndata: {data}\n\n".encode("ascii")
