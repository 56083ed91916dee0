"""Services of a test: registered for its length."""

from collections.abc import Iterator

import pytest

from july import bus
from july.bus import Event
from tests import registering

register = registering.register


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    """Every event on the bus, as it comes."""
    events: list[Event] = []
    stop = bus.listen(events.append)
    yield events
    stop()
