"""Background work in a switchboard by itself."""

from collections.abc import Iterator
from threading import Event

import pytest

from july import channel
from july.live import background
from july.live.background import DaemonTask
from july.live.beside import Beside
from july.live.switchboard import AskInside
from july.site.holder import Holder
from tests.site.running import start


@pytest.fixture
def called() -> Iterator[Event]:
    """Set when background work runs."""
    called = Event()
    task = DaemonTask(called.set, interval=60)
    yield called
    task.withdraw()


def test_it_begins_and_ends_with_a_switchboard_that_has_a_channel_app(called: Event) -> None:
    running = start(Holder(AskInside(channel.app), beside=Beside()))
    assert called.wait(5)
    running.close()
    assert background.stopped.is_set()


def test_a_switchboard_whose_channel_app_is_elsewhere_has_none(called: Event) -> None:
    running = start(Holder(AskInside(channel.app)))
    assert not called.wait(0.05)
    running.close()
