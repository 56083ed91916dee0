"""Numbers, days and times in words."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from july.lib import words

DASH = "\N{EN DASH}"


def test_a_count_takes_the_plural_unless_it_is_one() -> None:
    assert [words.count(n, "commit") for n in (0, 1, 1234)] == [
        "0 commits",
        "1 commit",
        "1,234 commits",
    ]


def test_an_irregular_plural_is_given() -> None:
    assert words.count(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 7, 1), date(2026, 7, 31), f"1{DASH}31 July 2026"),
        (date(2026, 7, 4), date(2026, 7, 4), "4 July 2026"),
        (date(2026, 6, 30), date(2026, 8, 1), f"30 June {DASH} 1 August 2026"),
        (date(2025, 12, 1), date(2026, 1, 3), f"1 December 2025 {DASH} 3 January 2026"),
    ],
)
def test_days_say_nothing_twice(first: date, last: date, expected: str) -> None:
    assert words.days_between(first, last) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(seconds=-90), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(minutes=60), "1 h ago"),
        (timedelta(hours=23), "23 h ago"),
        (timedelta(hours=24), "1 day ago"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=7), "7 July 2026"),
    ],
)
def test_how_long_ago(noon: datetime, before: timedelta, expected: str) -> None:
    assert words.ago(noon - before) == expected
    assert words.ago((noon - before).isoformat()) == expected


def test_a_time_that_is_none_says_nothing() -> None:
    assert words.ago("whenever") == ""
    assert words.moment("whenever") == "whenever"


def test_a_moment_keeps_the_clock_it_was_read_from() -> None:
    zone = timezone(timedelta(hours=-5, minutes=-30))
    assert words.moment(datetime(2026, 7, 14, 9, 5, tzinfo=zone)) == "14 July 2026, 09:05 -05:30"
    assert words.moment(datetime(2026, 7, 14, 9, 5, tzinfo=UTC)) == "14 July 2026, 09:05 UTC"


def test_the_first_line_is_the_first_with_anything_in_it() -> None:
    assert words.first_line("\n  \n Fix it \n\nlong story") == "Fix it"
    assert words.first_line(" \n") == ""


@pytest.mark.parametrize("text", ["it broke", "It broke.", " It broke "])
def test_a_sentence_begins_with_a_capital_and_ends_once(text: str) -> None:
    assert words.sentence(text) == "It broke."
