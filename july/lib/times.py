"""Times as git hosts write them."""

import re
from datetime import UTC, datetime, timedelta, timezone

# Before 1970 git itself knows no commits, and Gitea's "no time" is the year 1. The last year of the
# calendar is left out because a time in it may overflow when it is brought to UTC.
FIRST_YEAR = 1970
LAST_YEAR = 9998

_TIME = re.compile(
    r"""
    (\d{4})-(\d{2})-(\d{2})                            # date
    (?: [T\ ] (\d{2}):(\d{2}) (?: :(\d{2}) (?:[.,](\d{1,30}))? )?   # time of day
        \ ? (?: (Z|UTC|GMT) | ([+-])(\d{2}):?(\d{2})? )? )?         # offset
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


def parse_time(value: str | float | None) -> datetime | None:
    """The moment that `value` tells, aware, with its own offset; None if it tells no possible one.

    Takes RFC 3339 and its looser relatives (`2012-07-14 12:00:00 +0200`, no seconds, no time of
    day) and seconds since 1970. Without an offset it is UTC; a leap second is the second before it;
    fractions are cut to microseconds. Years before 1970 and after 9998 are not possible.
    """
    if value is None:
        return None
    try:
        moment = _from_text(value) if isinstance(value, str) else datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _from_text(text: str) -> datetime | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, _, sign, hours, minutes = match.groups("0")
    return datetime(
        int(year),
        int(month),
        int(day),
        int(hour),
        int(minute),
        min(int(second), 59) if second == "60" else int(second),
        int(fraction.ljust(6, "0")[:6]),
        _offset(sign, int(hours), int(minutes)),
    )


def _offset(sign: str, hours: int, minutes: int) -> timezone:
    if minutes > 59:
        raise ValueError(minutes)
    ahead = timedelta(hours=hours, minutes=minutes)
    # UTC itself rather than a zone that equals it, so that it prints and compares as UTC.
    return timezone(-ahead if sign == "-" else ahead) if ahead else UTC


def hour_of_week(moment: datetime) -> int:
    """The hour of the week by the moment's own clock: 0 is Monday from midnight on, 167 last."""
    return moment.weekday() * 24 + moment.hour


def utc(moment: datetime) -> str:
    """A moment as Datastore gives it, in UTC without saying so, in ISO 8601 to the second."""
    return moment.replace(tzinfo=UTC).isoformat(timespec="seconds")
