"""`manage.py stream KEY FILE.csv`: play a file as a raw stream, for ever."""

import re
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from july import bus
from july.bus.raw import check_key
from july.config import settings
from july.errors import BadField, BadRequest, Unavailable
from july.live.streams import Message, Row, heartbeat, play, read_rows
from july.management.command import PlainCommand
from july.management.streaming import GATHER_SECONDS, Sender

SHORTEST_SECONDS = 0.001
LONGEST_SECONDS = 3600.0
MOST_FAILURES = 10
"""Attempts in a row that may fail before the command gives up, a second apart."""
PAUSE_SECONDS = 1.0

Say = Callable[[Sequence[Message]], None]


def a_time(text: str) -> float:
    """`7ms` or `1.5s`, in seconds."""
    match = re.fullmatch(r"([0-9]{1,7}(?:\.[0-9]{1,6})?)(ms|s)", text)
    seconds = float(match[1]) / (1000 if match[2] == "ms" else 1) if match else 0.0
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        message = f"{text!r} is no time from 1ms to 3600s; write it like 7ms or 1.5s"
        raise ArgumentTypeError(message)
    return seconds


def a_count(text: str) -> int:
    """A number from 1 on."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:10]) < 10**9):
        message = f"{text!r} is no number from 1 on, of up to nine digits"
        raise ArgumentTypeError(message)
    return int(text)


class Command(PlainCommand):
    help = (
        "Play the rows of a CSV file as messages of a raw stream, over and over, until control-C."
        " The first column is a time and not sent."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="name of the stream")
        parser.add_argument("file", nargs="?", type=Path, help="CSV file: a time and values a row")
        parser.add_argument(
            "--sample", action="store_true", help="play the heartbeat that comes with July"
        )
        parser.add_argument(
            "--every", type=a_time, default=0.007, help="time from row to row; 7ms if left out"
        )
        parser.add_argument("--limit", type=a_count, help="only so many messages, then end")
        parser.add_argument("--site", help="address of the site; JULY_BASE_URL if left out")
        parser.add_argument(
            "--token", help="an API token: send to the site, and not by JULY_REDIS_URL"
        )

    def carry_out(self, **options: Any) -> None:
        check_key(options["key"])
        rows = _rows(options["file"], sample=options["sample"])
        sent = 0
        try:
            with _saying(options["key"], options["site"], options["token"]) as (say, gather):
                for messages in _limited(rows, options["every"], gather, options["limit"]):
                    sent += self._say(say, messages)
        except KeyboardInterrupt:
            pass
        self.print_json({"key": options["key"], "messages": sent})

    def _say(self, say: Say, messages: Sequence[Message]) -> int:
        """Say them; gives how many were taken. Nobody gets later what the site could not take."""
        for attempt in range(1, MOST_FAILURES + 1):
            try:
                say(messages)
            except Unavailable as error:
                if attempt == MOST_FAILURES:
                    raise
                if attempt == 1:
                    self.stderr.write(f"{error.message}; trying again")
                time.sleep(PAUSE_SECONDS)
            else:
                return len(messages)
        raise AssertionError


def _rows(file: Path | None, *, sample: bool) -> tuple[Row, ...]:
    if sample == (file is not None):
        raise BadRequest("Name a CSV file, or play the sample with --sample; one of the two")
    if file is None:
        return heartbeat()
    try:
        with file.expanduser().open(encoding="utf-8-sig", newline="") as lines:
            return read_rows(lines)
    except BadField as error:
        raise BadRequest(f"{file} can't be played: {error.message}") from None
    except UnicodeDecodeError:
        raise BadRequest(f"{file} can't be played: it is no text in UTF-8") from None
    except OSError as error:
        raise BadRequest(f"{file} can't be read ({error.strerror})") from None


@contextmanager
def _saying(key: str, site: str | None, token: str | None) -> Iterator[tuple[Say, float]]:
    """How messages are said, and for how long they are gathered before."""
    if token is not None:
        with closing(Sender(site or settings().base_url, key, token)) as sender:
            yield sender.send, GATHER_SECONDS
    elif site is None and settings().redis_url is not None:
        try:
            yield lambda messages: bus.relay(key, messages), 0.0
        finally:
            bus.close_bus()
    else:
        raise BadRequest(
            "Without JULY_REDIS_URL messages go to the site: give --token, an API token that"
            " `manage.py createtoken NAME` prints"
        )


def _limited(
    rows: Sequence[Row], every: float, gather: float, limit: int | None
) -> Iterator[list[Message]]:
    left = limit
    for messages in play(rows, every, gather=gather):
        yield messages if left is None else list(islice(messages, left))
        if left is not None:
            left -= len(messages)
            if left <= 0:
                return
