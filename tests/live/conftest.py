"""What is told on the bus."""

from collections.abc import Iterator

import pytest

from july import bus
from july.bus import Event


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    """Every event on the bus of this process, as it comes."""
    events: list[Event] = []
    stop = bus.listen(events.append)
    yield events
    stop()
