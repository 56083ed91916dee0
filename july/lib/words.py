"""Numbers, days and times as people read them."""

from datetime import UTC, date, datetime

from july.lib import clock
from july.lib.times import parse_time

TO = "\N{EN DASH}"
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def number(value: int) -> str:
    """`12,345`."""
    return f"{value:,}"


def count(value: int, one: str, many: str = "") -> str:
    """`1 commit`, `12,345 commits`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def first_line(text: str) -> str:
    """The first line with anything in it: the subject of a commit's message."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def day(value: date) -> str:
    """`14 July 2026`."""
    return f"{value.day} {value:%B %Y}"


def days_between(first: date, last: date) -> str:
    """`1-31 July 2026`, with a longer dash, and with no more said twice than needed."""
    if first == last:
        return day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{TO}{day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} {TO} {day(last)}"
    return f"{day(first)} {TO} {day(last)}"


def moment(value: str | datetime) -> str:
    """`14 July 2026, 15:04 +02:00`: a time where it was made. Text that is no time stays."""
    time = parse_time(value) if isinstance(value, str) else value
    if time is None:
        return str(value)
    return f"{day(time)}, {time:%H:%M} {_zone(time)}"


def _zone(time: datetime) -> str:
    text = f"{time:%z}"
    return f"{text[:3]}:{text[3:5]}" if time.utcoffset() else "UTC"


def ago(value: str | datetime) -> str:
    """How long ago: `just now`, `5 min ago`, `3 h ago`, `2 days ago`, then the day.

    `lines.js` says it in the same words.
    """
    time = parse_time(value) if isinstance(value, str) else value
    if time is None:
        return ""
    seconds = (clock.now() - time).total_seconds()
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE:.0f} min ago"
    if seconds < _DAY:
        return f"{seconds // _HOUR:.0f} h ago"
    if seconds < 7 * _DAY:
        return f"{count(int(seconds // _DAY), 'day')} ago"
    return day(time.astimezone(UTC))


def sentence(text: str) -> str:
    """`text` with a capital first and a full stop last, whoever wrote it."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
