"""A listener that notes what it is told, and waits for what it is told in another thread."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from july.bus import Event, Past, SharedBus

SECONDS = 10.0


class Ear:
    """What one listener of a bus was told."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.pasts: list[Past] = []

    @property
    def data(self) -> list[bytes]:
        return [event.data for event in self.events]

    def until(self, event: Event) -> list[Event]:
        """The events up to that one, which may be still to come."""
        eventually(lambda: event.id in [heard.id for heard in self.events])
        return self.events[: [heard.id for heard in self.events].index(event.id) + 1]


@contextmanager
def listening(bus: SharedBus) -> Iterator[Ear]:
    ear = Ear()
    stop = bus.listen(ear.events.append, ear.pasts.append)
    try:
        yield ear
    finally:
        stop()


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until something that happens elsewhere has happened."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)
