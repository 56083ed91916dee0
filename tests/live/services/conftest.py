"""Services of a test, registered for its length; and a game to ask July's own about."""

from collections.abc import Iterator

import pytest

from july import bus
from july.bus import Event
from july.live.services import load
from tests import registering
from tests.conftest import Site

register = registering.register
load()


@pytest.fixture
def played(site: Site, octo: str, mallory: str) -> Site:
    """A game in which something happened."""
    site.push(site.commit(), site.commit(), site.commit("mallory@example.org"))
    site.push(site.commit("nobody@example.org", files=["a.js"]), repository="Octo/Other")
    site.drain()
    return site


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    """Every event on the bus, as it comes."""
    events: list[Event] = []
    stop = bus.listen(events.append)
    yield events
    stop()
