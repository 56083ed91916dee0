"""Whoever is away: at any time it is known whether a call goes through, whatever came before."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from july.errors import Unavailable
from july.lib import breaker
from july.lib.breaker import Breaker, End

FAILURES = 3
FIRST, LONGEST = 1.0, 30.0
PAUSES = (FIRST, LONGEST)


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


def refusal() -> Exception:
    return Unavailable("They are away")


def made() -> Breaker:
    return Breaker("They", refusal, failures=FAILURES, pauses=PAUSES)


def call(through: Breaker, *ends: End) -> None:
    for end in ends:
        through.admit()(end)


def lets_through(through: Breaker) -> bool:
    """Whether a call goes through; it is given up, which tells nothing."""
    try:
        through.admit()(End.GIVEN_UP)
    except Unavailable:
        return False
    return True


@pytest.mark.usefixtures("hours")
def test_a_sign_of_life_lets_the_next_call_try_at_once() -> None:
    away = made()
    call(away, *[End.IN_VAIN] * FAILURES)
    assert not lets_through(away)
    away.try_now()
    assert lets_through(away)
    assert away.is_open
    call(away, End.ANSWERED)
    assert not away.is_open


def test_who_is_away_for_days_is_still_tried_once_a_pause(hours: Hours) -> None:
    away = made()
    call(away, *[End.IN_VAIN] * FAILURES)
    for _ in range(3_000):
        hours.now += LONGEST
        call(away, End.IN_VAIN)
    assert not lets_through(away)
    hours.now += LONGEST
    assert lets_through(away)


@given(st.lists(st.sampled_from(sorted(End, key=str)), max_size=30))
def test_it_opens_after_so_many_in_vain_in_a_row_and_never_sooner(ends: list[End]) -> None:
    one, in_a_row = made(), 0
    for end in ends:
        if one.is_open:
            break
        call(one, end)
        if end is End.IN_VAIN:
            in_a_row += 1
        elif end is End.ANSWERED:
            in_a_row = 0
        assert one.is_open == (in_a_row == FAILURES)


class Calls(RuleBasedStateMachine):
    """Any calls that overlap in any way, with any time between them."""

    def __init__(self) -> None:
        super().__init__()
        self._patch = pytest.MonkeyPatch()
        self.hours = Hours()
        self._patch.setattr(breaker, "monotonic", self.hours)
        self.breaker = made()
        self.running: list[Callable[[End], None]] = []
        self.tries: list[Callable[[End], None]] = []

    def teardown(self) -> None:
        self._patch.undo()

    @initialize(failures=st.integers(0, FAILURES))
    def begin(self, failures: int) -> None:
        call(self.breaker, *[End.IN_VAIN] * failures)

    @rule()
    def admit(self) -> None:
        was_open = self.breaker.is_open
        try:
            ended = self.breaker.admit()
        except Unavailable:
            assert was_open
        else:
            (self.tries if was_open else self.running).append(ended)

    @precondition(lambda self: self.running)
    @rule(end=st.sampled_from(sorted(End, key=str)))
    def end_call(self, end: End) -> None:
        self.running.pop()(end)
        if end is End.ANSWERED:
            assert not self.breaker.is_open

    @precondition(lambda self: self.tries)
    @rule(end=st.sampled_from(sorted(End, key=str)))
    def end_try(self, end: End) -> None:
        self.tries.pop()(end)
        if end is End.ANSWERED:
            assert not self.breaker.is_open

    @rule(seconds=st.floats(0, 2 * LONGEST))
    def wait(self, seconds: float) -> None:
        self.hours.now += seconds

    @rule()
    def see_a_sign_of_life(self) -> None:
        self.breaker.try_now()

    @invariant()
    def one_at_a_time_tries(self) -> None:
        assert not self.breaker.is_open or len(self.tries) <= 1

    @invariant()
    def whoever_is_away_can_come_back(self) -> None:
        """After the longest pause a call goes through, unless one is trying already."""
        if not self.tries:
            before, self.hours.now = self.hours.now, self.hours.now + LONGEST
            assert lets_through(self.breaker)
            self.hours.now = before


TestCalls = Calls.TestCase
