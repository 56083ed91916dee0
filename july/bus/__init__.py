"""The bus: whoever changes something says so here, whoever cares listens.

In this process, or on Redis between many (`JULY_REDIS_URL`), behind the same two functions. What
clients may ask for again is kept by the switchboard's ring; the stream in Redis fills it.
"""

from july.bus.events import Event, EventId, Past, event_id, make_event, moment_of, parse_id
from july.bus.local import LocalBus
from july.bus.opened import close_bus, listen, open_bus, publish, relay
from july.bus.shared import SharedBus

__all__ = [
    "Event",
    "EventId",
    "LocalBus",
    "Past",
    "SharedBus",
    "close_bus",
    "event_id",
    "listen",
    "make_event",
    "moment_of",
    "open_bus",
    "parse_id",
    "publish",
    "relay",
]
