"""The clock: what time it is, and stamps that are given out once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from july.lib import clock

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)


def test_now_is_in_utc_and_moves_on() -> None:
    first = clock.now()
    assert first.utcoffset() == timedelta(0)
    assert clock.now() >= first
    assert abs(first.timestamp() - clock.now().timestamp()) < 60


def test_a_frozen_clock_stands_still_and_goes_on_afterwards() -> None:
    with clock.freeze(NOON):
        assert clock.now() == clock.now() == NOON
        with clock.freeze(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_the_present_is_now_in_microseconds() -> None:
    assert clock.microseconds(clock.now()) <= clock.present()
    with clock.freeze(NOON):
        assert clock.present() == clock.microseconds(NOON)


def test_a_clock_goes_on_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), clock.freeze(NOON):
        _ = 1 / 0
    assert clock.now() != NOON


def test_microseconds_are_exact_both_ways() -> None:
    moment = datetime(2026, 7, 14, 12, 30, 1, 999_999, UTC)
    assert clock.EPOCH + clock.microseconds(moment) * clock.MICROSECOND == moment
    assert clock.microseconds(clock.EPOCH) == 0


def test_stamps_are_a_microsecond_apart_even_while_the_clock_stands() -> None:
    with clock.freeze(clock.now() + timedelta(days=1)):
        first, second, third = (*clock.stamps(2), *clock.stamps(1))
    assert second - first == third - second == clock.MICROSECOND


def test_no_stamp_is_given_out_twice_when_the_clock_is_set_back() -> None:
    noon = datetime(2026, 7, 14, 12, tzinfo=UTC)
    with clock.freeze(noon):
        (before,) = clock.stamps(1)
        with clock.freeze(noon - timedelta(days=1)):
            assert clock.stamps(1)[0] > before


def test_a_clock_that_stood_in_the_future_leaves_no_trace() -> None:
    with clock.freeze(clock.now() + timedelta(days=1)):
        clock.stamps(1)
    assert clock.stamps(1)[0] < clock.now() + timedelta(hours=1)


def test_threads_never_get_the_same_stamp() -> None:
    with ThreadPoolExecutor(8) as pool:
        stamps = list(chain.from_iterable(pool.map(clock.stamps, [5] * 400)))
    assert len(set(stamps)) == 2_000


def test_no_stamps_are_no_stamps() -> None:
    assert clock.stamps(0) == []
