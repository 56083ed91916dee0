"""Events as entries of the stream."""

import json
import logging
from collections.abc import Iterable, Iterator

from july.bus.events import Event
from july.bus.stream import Entry, Fields

logger = logging.getLogger(__name__)

BEGINNING: dict[str, bytes | str] = {"name": "beginning"}
"""The entry of a stream that had none: with it, whoever reads knows that stream again."""


def as_entry(event: Event) -> dict[str, bytes | str]:
    """The fields of an event's entry; the id is up to Redis."""
    return {
        "name": event.name,
        "channels": json.dumps(event.channels),
        "data": event.data,
        "key": event.key,
    }


def as_events(entries: Iterable[Entry]) -> Iterator[Event]:
    """The events in `entries`, without what is none."""
    for id, fields in entries:
        if b"channels" not in fields:
            continue
        try:
            yield _as_event(id, fields)
        except (KeyError, ValueError, TypeError):
            logger.warning("Entry %r of the stream is no event of July's", id)


def _as_event(id: bytes, fields: Fields) -> Event:
    return Event(
        id=id.decode("ascii"),
        name=fields[b"name"].decode("ascii"),
        channels=tuple(json.loads(fields[b"channels"])),
        data=fields[b"data"],
        key=fields[b"key"].decode("ascii"),
    )
