"""Rows played in time."""

from datetime import UTC, datetime
from itertools import islice

import pytest

from july.lib import clock
from july.live.streams import Row, play

ROWS = (Row(("1", "2")), Row(("3", "4")), Row(("5", "6")))
MOMENT = datetime(2026, 7, 14, tzinfo=UTC)
EPOCH = 1783987200000


class Time:
    """A clock that goes on when somebody sleeps, and when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def test_rows_come_one_by_one_again_and_again(time: Time) -> None:
    with clock.freeze(MOMENT):
        played = play(ROWS, 0.5, sleep=time.sleep, monotonic=time.monotonic)
        assert list(islice(played, 4)) == [
            [f"{EPOCH}|1|2"],
            [f"{EPOCH + 500}|3|4"],
            [f"{EPOCH + 1000}|5|6"],
            [f"{EPOCH + 1500}|1|2"],
        ]
    assert time.now == 1001.5


def test_who_is_slow_gets_what_was_due_at_once(time: Time) -> None:
    played = play(ROWS, 0.25, sleep=time.sleep, monotonic=time.monotonic)
    assert len(next(played)) == 1
    time.now += 0.5
    assert [each.partition("|")[2] for each in next(played)] == ["3|4", "5|6"]


def test_what_is_more_than_a_second_late_is_left_out(time: Time) -> None:
    played = play(ROWS, 0.25, sleep=time.sleep, monotonic=time.monotonic)
    next(played)
    time.now += 3600
    assert len(next(played)) == 5
    assert len(next(played)) == 1


def test_messages_can_be_gathered(time: Time) -> None:
    with clock.freeze(MOMENT):
        played = play(ROWS, 0.25, gather=0.5, sleep=time.sleep, monotonic=time.monotonic)
        assert [len(each) for each in islice(played, 2)] == [3, 3]


@pytest.mark.parametrize("every", [0.001, 0.007, 0.1, 0.3])
def test_nobody_gets_a_message_twice_or_misses_one(time: Time, every: float) -> None:
    with clock.freeze(MOMENT):
        played = play(ROWS, every, sleep=time.sleep, monotonic=time.monotonic)
        told = [text for each in islice(played, 200) for text in each]
    assert told == [
        "|".join((str(round(EPOCH + number * every * 1000)), *ROWS[number % 3].values))
        for number in range(len(told))
    ]
