"""Which raw streams are running."""

import time
from collections.abc import Callable, Iterator

import pytest

from july.bus import Event
from july.live import running
from july.live.running import Running
from tests.bus.listening import eventually


@pytest.fixture
def watch(heard: list[Event]) -> Iterator[Callable[[float], Running]]:
    """Streams that end after so many seconds of silence; no others are told of meanwhile."""
    running.listening.end()
    watches: list[Running] = []

    def begin(silence: float) -> Running:
        watches.append(Running(silence=silence))
        return watches[-1]

    yield begin
    for own in watches:
        own.end()


def test_an_end_is_told_in_time_while_another_stream_goes_on(
    watch: Callable[[float], Running], heard: list[Event]
) -> None:
    own = watch(2)
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


def test_a_stream_that_begins_again_is_told_again(
    watch: Callable[[float], Running], heard: list[Event]
) -> None:
    own = watch(0.5)
    own.note("ecg-good")
    eventually(lambda: len(heard) == 2)
    own.note("ecg-good")
    assert own.keys() == ["ecg-good"]
    eventually(lambda: len(heard) == 4)


def test_only_so_many_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, watch: Callable[[float], Running], heard: list[Event]
) -> None:
    monkeypatch.setattr(running, "MOST", 2)
    own = watch(0.5)
    for key in ("a", "b", "c"):
        own.note(key)
    assert own.keys() == ["a", "b"]
    eventually(lambda: len(heard) >= 3)
