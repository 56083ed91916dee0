"""Numbers, days and times in words."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from july.lib import words
from july.lib.zones import told_in

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


GERMAN_DAYS = [
    (date(2026, 7, 1), date(2026, 7, 31), f"1.{DASH}31. Juli 2026"),
    (date(2026, 7, 4), date(2026, 7, 4), "4. Juli 2026"),
    (date(2026, 6, 30), date(2026, 8, 1), f"30. Juni {DASH} 1. August 2026"),
]


@pytest.mark.parametrize(("first", "last", "expected"), GERMAN_DAYS)
def test_days_in_another_language(first: date, last: date, expected: str) -> None:
    with override("de"):
        assert words.days_between(first, last) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(seconds=59), "gerade eben"),
        (timedelta(minutes=59), "vor 59 Min."),
        (timedelta(hours=23), "vor 23 Std."),
        (timedelta(days=1), "vor 1 Tag"),
        (timedelta(days=6), "vor 6 Tagen"),
        (timedelta(days=7), "7. Juli 2026"),
    ],
)
def test_how_long_ago_in_another_language(noon: datetime, before: timedelta, expected: str) -> None:
    with override("de"):
        assert words.ago(noon - before) == expected


def test_numbers_in_another_language() -> None:
    with override("de"):
        assert words.number(1234567) == "1.234.567"


def test_a_moment_is_told_on_the_clock_of_the_reader(noon: datetime) -> None:
    with told_in(ZoneInfo("Europe/Berlin")):
        assert words.moment(noon) == "14 July 2026, 14:00 CEST"
        assert words.clock_time(noon) == "14:00"
    assert words.clock_time(noon) == "12:00"


def test_the_day_long_ago_is_that_of_the_reader(noon: datetime) -> None:
    evening = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert words.ago(evening) == "1 July 2026"
    with told_in(ZoneInfo("Europe/Berlin")):
        assert words.ago(evening) == "2 July 2026"


def test_a_time_is_an_element_that_scripts_can_tell_anew(noon: datetime) -> None:
    assert words.when(noon - timedelta(hours=2)) == (
        '<time datetime="2026-07-14T10:00:00+00:00" title="14 July 2026, 10:00 UTC"'
        ' data-time="ago">2 h ago</time>'
    )
    assert words.when("2026-07-14T10:00:00+00:00", "clock").endswith(
        'data-time="clock">10:00</time>'
    )


def test_what_is_no_time_is_escaped() -> None:
    assert words.when("<b>whenever") == "&lt;b&gt;whenever"
