"""The bus: whoever changes something says so here, whoever cares listens.

In this process; whatever carries messages between processes belongs behind the same two functions.
It remembers nothing: what clients may ask for again is kept by the switchboard's ring.
"""

from july.bus.events import Event, EventId, event_id, make_event, parse_id
from july.bus.local import LocalBus

__all__ = [
    "Event",
    "EventId",
    "LocalBus",
    "event_id",
    "listen",
    "make_event",
    "parse_id",
    "publish",
]

_bus = LocalBus()

publish = _bus.publish
listen = _bus.listen
