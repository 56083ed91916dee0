"""Numbers, days and times as people read them, in the language that is active.

Never keep what these give for somebody else: it depends on the reader's language and time zone.
"""

from datetime import UTC, date, datetime

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from july.lib import clock
from july.lib.times import parse_time
from july.lib.zones import zone_of_reader

Text = str | Promise
"""Words, or words in the reader's language once they are shown."""
TO = "\N{EN DASH}"
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def number(value: float) -> str:
    """`12,345`."""
    return number_format(value, force_grouping=True)


def count(value: int, one: str, many: str = "") -> str:
    """`1 commit`, `12,345 commits`: for labels, where the phrase stands by itself.

    `make messages` finds both words and the catalogue has both forms, so give both. Inside a
    sentence a language may need another form: translate the whole sentence there.
    """
    return f"{number(value)} {ngettext(one, many or one + 's', value)}"


def size(value: int) -> str:
    """A number of bytes as people read it: `640 B`, `12 kB`, `3.4 MB`."""
    for unit, step in (("MB", 1_000_000), ("kB", 1_000)):
        if value >= step:
            amount = value / step
            return f"{number(round(amount, 1) if amount < 10 else round(amount))} {unit}"
    return f"{number(value)} B"


def first_line(text: str) -> str:
    """The first line with anything in it: the subject of a commit's message."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def day(value: date) -> str:
    """`14 July 2026`."""
    return date_format(value, "DATE_FORMAT")


def month(value: date) -> str:
    """`Jul`."""
    return date_format(value, "M")


def weekday(value: date) -> str:
    """`Mon`."""
    return date_format(value, "D")


def weekday_name(value: date) -> str:
    """`Tuesday`."""
    return date_format(value, "l")


def days_between(first: date, last: date) -> str:
    """`1-31 July 2026`, with a longer dash, and with no more said twice than needed."""
    if first == last:
        return day(last)
    if (first.year, first.month) == (last.year, last.month):
        # Translators: the first day in "1-31 July 2026", in the letters of Django's date formats.
        first_day = pgettext("date format", "j")
        return f"{date_format(first, first_day)}{TO}{day(last)}"
    if first.year == last.year:
        return f"{date_format(first, 'MONTH_DAY_FORMAT')} {TO} {day(last)}"
    return f"{day(first)} {TO} {day(last)}"


def clock_time(value: datetime) -> str:
    """`15:04`, in the reader's zone, or where the time was made."""
    return date_format(_local(value), "TIME_FORMAT")


def hour(value: datetime) -> str:
    """`Mon 15:04`, likewise: for times of the last few days."""
    return f"{weekday(_local(value))} {clock_time(value)}"


def moment(value: str | datetime) -> str:
    """`14 July 2026, 15:04 CEST` in the reader's zone; where that is not known, with the time's own
    offset: `14 July 2026, 15:04 +02:00`. Text that is no time stays."""
    time = _time(value)
    if time is None:
        return str(value)
    return f"{day(_local(time))}, {clock_time(time)} {_zone(_local(time))}"


def _time(value: str | datetime) -> datetime | None:
    return parse_time(value) if isinstance(value, str) else value


def _local(time: datetime) -> datetime:
    zone = zone_of_reader()
    return time.astimezone(zone) if zone else time


def _zone(time: datetime) -> str:
    if zone_of_reader():
        return f"{time:%Z}"
    text = f"{time:%z}"
    return f"{text[:3]}:{text[3:5]}" if time.utcoffset() else "UTC"


def ago(value: str | datetime) -> str:
    """How long ago: `just now`, `5 min ago`, `3 h ago`, `2 days ago`, then the day.

    `times.js` says it in the same words.
    """
    time = _time(value)
    if time is None:
        return ""
    seconds = int((clock.now() - time).total_seconds())
    if seconds < _MINUTE:
        return gettext("just now")
    if seconds < _HOUR:
        return gettext("%(count)s min ago") % {"count": seconds // _MINUTE}
    if seconds < _DAY:
        return gettext("%(count)s h ago") % {"count": seconds // _HOUR}
    days = seconds // _DAY
    if days < 7:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    return day(time.astimezone(zone_of_reader() or UTC))


_FORMS = {"ago": ago, "moment": moment, "clock": clock_time, "hour": hour}


def when(value: str | datetime, form: str = "ago") -> SafeString:
    """A time as a `<time>` that `times.js` tells anew in the browser's own language and zone.

    `form` is `ago` or `moment`, `clock` for `15:04`, or `hour` for `Mon 15:04`. Text that is no
    time stays as it is.
    """
    time = _time(value)
    if time is None:
        return format_html("{}", value)
    return format_html(
        '<time datetime="{}" title="{}" data-time="{}">{}</time>',
        time.isoformat(),
        moment(time),
        form,
        _FORMS[form](time),
    )


def sentence(text: str) -> str:
    """`text` with a capital first and a full stop last, whoever wrote it."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
