"""Which raw streams are running."""

import time
from collections.abc import Iterator

import pytest

from july import bus
from july.bus import Event
from july.live import running
from july.live.running import Running
from tests.bus.listening import eventually


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    events: list[Event] = []
    stop = bus.listen(events.append)
    yield events
    stop()


def test_an_end_is_told_in_time_while_another_stream_goes_on(heard: list[Event]) -> None:
    own = Running(silence=2)
    own.note("ecg-good")
    own.note("testing")
    began = time.monotonic()
    while len(heard) < 3:
        own.note("ecg-good")
        assert time.monotonic() - began < 3.5  # a look every two seconds would need four
        time.sleep(0.05)
    assert own.keys() == ["ecg-good"]
    assert [event.data for event in heard] == [
        b'{"trigger":"stream began"}',
        b'{"trigger":"stream began"}',
        b'{"trigger":"stream ended"}',
    ]


def test_a_stream_that_begins_again_is_told_again(heard: list[Event]) -> None:
    own = Running(silence=0.05)
    own.note("ecg-good")
    eventually(lambda: len(heard) == 2)
    own.note("ecg-good")
    assert own.keys() == ["ecg-good"]
    eventually(lambda: len(heard) == 4)


def test_only_so_many_are_told_apart(monkeypatch: pytest.MonkeyPatch, heard: list[Event]) -> None:
    monkeypatch.setattr(running, "MOST", 2)
    own = Running(silence=0.05)
    for key in ("a", "b", "c"):
        own.note(key)
    assert own.keys() == ["a", "b"]
    eventually(lambda: len(heard) >= 3)
