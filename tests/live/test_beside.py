"""What goes on beside the requests of a serving process."""

from collections.abc import Iterator
from threading import Event

import pytest

from july import bus
from july.bus.notices import notify
from july.live import background, running
from july.live.background import DaemonTask
from july.live.beside import Beside
from july.live.services import local as local_services
from july.live.services import locally_subscribes


@pytest.fixture
def beside() -> Iterator[Beside]:
    beside = Beside()
    yield beside
    beside.stop()


def test_background_work_begins_and_ends_with_it(beside: Beside) -> None:
    called = Event()
    task = DaemonTask(called.set, interval=60)
    try:
        beside.start()
        assert called.wait(5)
        assert not background.stopped.is_set()
        beside.stop()
        assert not task.running
        assert background.stopped.is_set()
    finally:
        task.withdraw()


def test_functions_that_subscribe_locally_are_called_while_it_runs(
    beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_services, "_functions", {})
    called = Event()
    locally_subscribes("greeting")(called.set)
    beside.start()
    notify(["greeting"])
    assert called.wait(5)
    called.clear()
    beside.stop()
    notify(["greeting"])
    assert not called.wait(0.05)


def test_streams_are_heard_from_the_start_and_not_only_from_the_first_look(
    beside: Beside,
) -> None:
    beside.start()
    bus.relay("ecg-good", ["1|2"])
    assert running.listening.running().keys() == ["ecg-good"]
