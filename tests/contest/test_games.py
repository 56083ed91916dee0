from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.contest.games import Game, game_at, game_of

JULYTHON = Game("julython-2026", "Julython 2026", date(2026, 7, 1), date(2026, 7, 31))
AUGUST = Game("august-2026", "August 2026", date(2026, 8, 1), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2026, 6, 30, 11, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 6, 30, 12, tzinfo=UTC), True),
        (datetime(2026, 8, 1, 11, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 8, 1, 12, tzinfo=UTC), False),
    ],
)
def test_a_game_holds_half_a_day_more_at_either_end(moment: datetime, inside: bool) -> None:
    assert JULYTHON.holds(moment) is inside


def test_a_commit_is_booked_on_its_authors_local_day() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert JULYTHON.day_of(datetime(2026, 7, 15, 1, tzinfo=tokyo)) == date(2026, 7, 15)


def test_a_day_before_the_game_counts_as_its_first() -> None:
    assert JULYTHON.day_of(datetime(2026, 6, 30, 20, tzinfo=UTC)) == date(2026, 7, 1)


def test_a_day_after_the_game_counts_as_its_last() -> None:
    assert JULYTHON.day_of(datetime(2026, 8, 1, 3, tzinfo=UTC)) == date(2026, 7, 31)


def test_in_the_grace_of_two_games_the_local_day_decides() -> None:
    honolulu = timezone(timedelta(hours=-10))
    moment = datetime(2026, 7, 31, 18, tzinfo=honolulu)
    assert game_of([JULYTHON, AUGUST], moment) == JULYTHON
    assert game_of([JULYTHON, AUGUST], moment.astimezone(UTC)) == AUGUST


def test_a_commit_of_no_game_has_none() -> None:
    assert game_of([JULYTHON], datetime(2026, 5, 1, tzinfo=UTC)) is None


@given(
    st.datetimes(
        datetime(2026, 6, 1),  # noqa: DTZ001 - the strategy adds the zone
        datetime(2026, 9, 1),  # noqa: DTZ001
        timezones=st.timezones(),
    )
)
def test_a_commit_that_a_game_holds_is_booked_on_one_of_its_days(moment: datetime) -> None:
    game = game_of([JULYTHON, AUGUST], moment)
    assert game is None or game.runs_on(game.day_of(moment))


@pytest.mark.parametrize(
    ("day", "slug"),
    [
        (date(2026, 7, 10), "julython-2026"),
        (date(2026, 8, 1), "august-2026"),
        (date(2027, 1, 1), "august-2026"),
        (date(2026, 1, 1), "julython-2026"),
    ],
)
def test_people_mean_the_running_game_else_the_last_else_the_next(day: date, slug: str) -> None:
    now = datetime.combine(day, datetime.min.time(), UTC)
    game = game_at([AUGUST, JULYTHON], now)
    assert game is not None
    assert game.slug == slug
