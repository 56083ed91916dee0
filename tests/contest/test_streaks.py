from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from july.contest.streaks import Run, runs_of, streak_of

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)
DAYS = some.sets(some.dates(date(2026, 7, 1), date(2026, 8, 31)))


def july(*days: int) -> list[str]:
    return [f"2026-07-{day:02}" for day in days]


def test_without_a_commit_there_is_no_streak() -> None:
    found = streak_of([], NOON)
    assert (found.present, found.longest) == (None, None)


def test_the_present_streak_is_the_last_days_on_end() -> None:
    found = streak_of(july(1, 2, 3, 4, 10, 13, 14), NOON)
    assert found.present == Run(date(2026, 7, 13), date(2026, 7, 14))
    assert found.longest == Run(date(2026, 7, 1), date(2026, 7, 4))
    assert found.longest.length == 4


@pytest.mark.parametrize(
    ("now", "alive"),
    [
        (datetime(2026, 7, 13, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 15, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 16, 11, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 16, 12, tzinfo=UTC), False),
    ],
)
def test_a_streak_lives_until_the_next_day_is_over_in_the_far_west(
    now: datetime, alive: bool
) -> None:
    assert (streak_of(july(14), now).present is not None) is alive


def test_a_streak_goes_on_over_the_end_of_a_month() -> None:
    assert runs_of(["2026-08-01", "2026-07-31"]) == [Run(date(2026, 7, 31), date(2026, 8, 1))]


@given(DAYS)
def test_runs_are_the_days_themselves_with_gaps_between(days: set[date]) -> None:
    runs = runs_of(day.isoformat() for day in days)
    covered = [run.first + timedelta(days=n) for run in runs for n in range(run.length)]
    assert covered == sorted(days)
    assert all((later.first - run.last).days > 1 for run, later in pairwise(runs))
