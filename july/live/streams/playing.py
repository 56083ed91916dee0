"""Rows played for ever, in time, as the messages of a raw stream."""

import time
from collections.abc import Callable, Iterator, Sequence

from july.lib import clock
from july.live.streams.rows import Row

Message = str
"""`<milliseconds since 1970>|<value>|<value>…`"""

MOST_BEHIND_SECONDS = 1.0
"""What is late by more is left out: a stream shows what is, not what was."""


def message(milliseconds: int, row: Row) -> Message:
    """What is said of a row at that time."""
    return "|".join((str(milliseconds), *row.values))


def play(
    rows: Sequence[Row],
    every: float,
    *,
    gather: float = 0.0,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[list[Message]]:
    """The messages that are due, one row every `every` seconds, again from the first, for ever.

    Each has the time at which it was due. Whoever is slow to take them gets several at once, and so
    does whoever lets them `gather` for some seconds.
    """
    epoch = clock.microseconds(clock.now()) / 1000
    began = monotonic()
    due = 0
    while True:
        sleep(max(0.0, due * every + gather - (monotonic() - began)))
        now = monotonic() - began
        due = max(due, int((now - MOST_BEHIND_SECONDS) / every))
        end = max(due, int(now / every)) + 1
        yield [
            message(round(epoch + number * every * 1000), rows[number % len(rows)])
            for number in range(due, end)
        ]
        due = end
