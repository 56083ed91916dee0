from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.lib.times import parse_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012-07-14T12:00:00Z", "2012-07-14T12:00:00+00:00"),
        ("2012-07-14T12:00:00z", "2012-07-14T12:00:00+00:00"),
        ("2012-07-14 12:00:00+00:00", "2012-07-14T12:00:00+00:00"),
        ("2012-07-14T12:00:00-00:00", "2012-07-14T12:00:00+00:00"),
        ("2012-07-14T12:00:00+0200", "2012-07-14T12:00:00+02:00"),
        ("2012-07-14T12:00:00+02", "2012-07-14T12:00:00+02:00"),
        ("2012-07-14t12:00:00-09:30", "2012-07-14T12:00:00-09:30"),
        ("2012-07-14 12:00:00 +0200", "2012-07-14T12:00:00+02:00"),
        ("2012-07-14 12:00:00 UTC", "2012-07-14T12:00:00+00:00"),
        ("2012-07-14T12:00:00.5Z", "2012-07-14T12:00:00.500000+00:00"),
        ("2012-07-14T12:00:00.123456789+05:45", "2012-07-14T12:00:00.123456+05:45"),
        ("2012-07-14T12:00:00,25Z", "2012-07-14T12:00:00.250000+00:00"),
        ("2012-07-14T12:00:00", "2012-07-14T12:00:00+00:00"),
        ("2012-07-14T12:00", "2012-07-14T12:00:00+00:00"),
        ("2012-07-14", "2012-07-14T00:00:00+00:00"),
        (" 2012-07-14T12:00:00Z\n", "2012-07-14T12:00:00+00:00"),
        ("2012-06-30T23:59:60Z", "2012-06-30T23:59:59+00:00"),
        (1342267200, "2012-07-14T12:00:00+00:00"),
        (1342267200.5, "2012-07-14T12:00:00.500000+00:00"),
        (0, "1970-01-01T00:00:00+00:00"),
        ("9998-12-31T23:59:59-23:59", "9998-12-31T23:59:59-23:59"),
    ],
)
def test_a_time_is_read_with_its_offset(text: str | float, expected: str) -> None:
    moment = parse_time(text)
    assert moment is not None
    assert moment.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "soon",
        "2012-02-30T00:00:00Z",
        "2012-13-01T00:00:00Z",
        "2012-07-14T24:00:00Z",
        "2012-07-14T12:00:61Z",
        "2012-07-14T12:00:00+24:00",
        "2012-07-14T12:00:00+00:60",
        "2012-07-14T12:00:00Zebra",
        "\u0662\u0660\u0661\u0662-07-14",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "9999-01-01T00:00:00Z",
        "12012-07-14T12:00:00Z",
        "1342267200",
        -1,
        10**400,
        1e300,
        float("inf"),
        float("nan"),
    ],
)
def test_an_impossible_time_is_none(text: str | float | None) -> None:
    assert parse_time(text) is None


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(9998, 12, 30)),  # noqa: DTZ001 - zone follows
    st.integers(-23 * 60, 23 * 60),
)
def test_what_isoformat_writes_is_read(naive: datetime, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    moment = parse_time(f"{naive.isoformat()}{sign}{hours:02}:{rest:02}")
    assert moment is not None
    assert moment.utcoffset() == timedelta(minutes=minutes)
    assert moment.replace(tzinfo=None) == naive


@given(st.text() | st.integers() | st.floats())
def test_whatever_it_is_it_is_a_time_or_none(value: str | float) -> None:
    moment = parse_time(value)
    assert moment is None or moment.astimezone(UTC).utcoffset() == timedelta(0)
