"""An engine that is away: who waits for it, who doesn't, and who finds that it is back."""

import grpc
import pytest
from google.api_core.exceptions import DeadlineExceeded

from july.lib import breaker
from july.stores.breaker import FIRST_PAUSE, LONGEST_PAUSE, TIMEOUTS, Breaker

ANSWERED = grpc.StatusCode.OK
REFUSED = grpc.StatusCode.FAILED_PRECONDITION
SILENCE = grpc.StatusCode.DEADLINE_EXCEEDED
BROKEN = grpc.StatusCode.UNAVAILABLE
CANCELLED = grpc.StatusCode.CANCELLED


class Hours:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    hours = Hours()
    monkeypatch.setattr(breaker, "monotonic", hours)
    return hours


def call(through: Breaker, *ends: grpc.StatusCode) -> None:
    for end in ends:
        through.admit()(end)


def lets_through(through: Breaker) -> bool:
    """Whether a call goes through; it is cancelled, which tells nothing."""
    try:
        through.admit()(CANCELLED)
    except DeadlineExceeded:
        return False
    return True


def away() -> Breaker:
    """One whose engine is away."""
    made = Breaker()
    call(made, *[SILENCE] * TIMEOUTS)
    return made


@pytest.mark.usefixtures("hours")
def test_after_some_timeouts_in_a_row_calls_fail_at_once() -> None:
    made = Breaker()
    call(made, *[SILENCE] * (TIMEOUTS - 1))
    assert lets_through(made)
    call(made, SILENCE)
    assert not lets_through(made)


@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize("end", [ANSWERED, REFUSED])
def test_an_answer_in_between_begins_the_count_anew(end: grpc.StatusCode) -> None:
    made = Breaker()
    call(made, *[SILENCE] * (TIMEOUTS - 1), end, *[SILENCE] * (TIMEOUTS - 1))
    assert lets_through(made)


@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize("end", [BROKEN, CANCELLED])
def test_what_ends_at_once_is_no_wait_and_no_answer(end: grpc.StatusCode) -> None:
    made = Breaker()
    call(made, *[end] * 10)
    assert lets_through(made)
    call(made, *[SILENCE] * (TIMEOUTS - 1), end, SILENCE)
    assert not lets_through(made)


def test_behind_a_pause_one_call_tries(hours: Hours) -> None:
    made = away()
    hours.now += FIRST_PAUSE
    ended = made.admit()
    assert not lets_through(made)
    ended(ANSWERED)
    assert lets_through(made)
    assert lets_through(made)


@pytest.mark.parametrize("end", [SILENCE, BROKEN])
def test_each_try_in_vain_makes_the_pause_longer(hours: Hours, end: grpc.StatusCode) -> None:
    made = away()
    hours.now += FIRST_PAUSE
    call(made, end)
    hours.now += FIRST_PAUSE * 0.99
    assert not lets_through(made)
    hours.now += FIRST_PAUSE
    assert lets_through(made)


def test_no_pause_is_longer_than_the_longest(hours: Hours) -> None:
    made = away()
    for _ in range(100):
        hours.now += LONGEST_PAUSE
        call(made, SILENCE)
    hours.now += LONGEST_PAUSE / 2 * 0.99
    assert not lets_through(made)


def test_a_try_that_is_given_up_is_left_to_the_next(hours: Hours) -> None:
    made = away()
    hours.now += FIRST_PAUSE
    call(made, CANCELLED)
    assert lets_through(made)


@pytest.mark.usefixtures("hours")
def test_a_call_that_began_before_and_is_answered_late_ends_the_pause() -> None:
    made = Breaker()
    late = made.admit()
    call(made, *[SILENCE] * TIMEOUTS)
    assert not lets_through(made)
    late(ANSWERED)
    assert lets_through(made)


@pytest.mark.usefixtures("hours")
def test_many_that_waited_at_once_make_one_pause() -> None:
    made = Breaker()
    waiting = [made.admit() for _ in range(20)]
    for ended in waiting:
        ended(SILENCE)
    assert not lets_through(made)


def test_the_count_begins_anew_when_the_engine_is_back(hours: Hours) -> None:
    made = away()
    hours.now += FIRST_PAUSE
    call(made, ANSWERED, *[SILENCE] * (TIMEOUTS - 1))
    assert lets_through(made)
