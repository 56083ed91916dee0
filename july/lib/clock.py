"""The one place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import time_ns

_frozen: datetime | None = None
_last_stamp = 0
_stamp_lock = Lock()

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def now() -> datetime:
    """The current time in UTC, to the microsecond."""
    return _frozen or EPOCH + timedelta(microseconds=time_ns() // 1000)


def present() -> int:
    """The current time in microseconds since 1970."""
    return time_ns() // 1000 if _frozen is None else microseconds(_frozen)


def microseconds(moment: datetime) -> int:
    """`moment` as microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def from_microseconds(number: int) -> datetime:
    """The moment so many microseconds after 1970 began, in UTC."""
    return EPOCH + timedelta(microseconds=number)


def stamps(count: int) -> list[datetime]:
    """`count` moments from now on, a microsecond apart, none given out twice by this process."""
    global _last_stamp  # noqa: PLW0603 - the process' own monotonic stamp
    with _stamp_lock:
        first = max(present(), _last_stamp + 1)
        _last_stamp = first + count - 1
    return [EPOCH + timedelta(microseconds=first + index) for index in range(count)]


@contextmanager
def freeze(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment`, for tests. Stamps begin anew, and go on when it runs again."""
    global _frozen, _last_stamp  # noqa: PLW0603 - that is what freezing means
    before, stamp = _frozen, _last_stamp
    _frozen = moment
    if before is None:
        _last_stamp = 0
    try:
        yield
    finally:
        _frozen = before
        if before is None:
            _last_stamp = stamp
