"""`manage.py replay PATH`: the history of a git repository as pushes to a running site."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from july.config import settings
from july.errors import JulyError
from july.hosts.values import PushedCommit
from july.lib import clock
from july.lib.times import parse_time
from july.management.command import PlainCommand
from july.management.history import as_pushes, read_history, repository_name, shift
from july.management.replay import HOST, Endpoint, Totals, endpoint, push_body, stops_everything

INTERRUPTED = 130
"""Exit status of a program that was ended by control-C."""
MOST = 10**9
"""What git takes as a count stays below it."""


def a_moment(text: str) -> datetime:
    """A day or a time."""
    moment = parse_time(text)
    if moment is None:
        message = f"{text!r} is no day; write it like 2026-07-01"
        raise ArgumentTypeError(message)
    return moment


def a_count(text: str) -> int:
    """A number from 1 on."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:10]) < MOST):
        message = f"{text!r} is no number from 1 on, of up to nine digits"
        raise ArgumentTypeError(message)
    return int(text)


def a_speed(text: str) -> float:
    """A number from 0 on."""
    try:
        speed = float(text)
    except ValueError:
        speed = -1
    if not 0 <= speed < float("inf"):
        message = f"{text!r} is no number from 0 on"
        raise ArgumentTypeError(message)
    return speed


class Command(PlainCommand):
    help = (
        "Send the history of a local git repository to a running site, oldest commits first, as"
        " pushes in July's own format. Sending it twice does no harm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="folder with the git repository")
        parser.add_argument("--site", help="address of the site; JULY_BASE_URL if left out")
        parser.add_argument("--hook", help="id of a hook for the host push; else the open endpoint")
        parser.add_argument("--secret", help="the secret of that hook")
        parser.add_argument(
            "--host", choices=[HOST], default=HOST, help="the format, of which there is one"
        )
        parser.add_argument(
            "--speed",
            type=a_speed,
            default=0.0,
            help="how many times faster than life the pauses between pushes are played;"
            " 0, the default, plays none",
        )
        parser.add_argument("--limit", type=a_count, help="only the newest so many commits")
        parser.add_argument("--since", type=a_moment, help="only what was committed since that day")
        parser.add_argument(
            "--shift", action="store_true", help="move all times so that the last commit is now"
        )

    def carry_out(self, **options: Any) -> None:
        site = options["site"] or settings().base_url
        target = endpoint(site, options["hook"], options["secret"])
        path = options["path"].expanduser().resolve()
        commits = read_history(path, limit=options["limit"], since=options["since"])
        if options["shift"]:
            commits = shift(commits, clock.now())
        self._replay(target, repository_name(path), commits, options["speed"])

    def _replay(
        self, target: Endpoint, name: str, commits: Sequence[PushedCommit], speed: float
    ) -> None:
        """Deliver everything, tell the totals whatever happens, and fail if a push did."""
        totals = Totals()
        try:
            self._deliver(target, name, as_pushes(commits), speed, totals)
        except KeyboardInterrupt:
            raise CommandError("interrupted", returncode=INTERRUPTED) from None
        finally:
            self.print_json(totals.as_json())
        if totals.failed:
            message = f"{totals.failed} pushes were not taken; what the site said stands above"
            raise CommandError(message)

    def _deliver(
        self,
        target: Endpoint,
        name: str,
        pushes: Sequence[tuple[PushedCommit, ...]],
        speed: float,
        totals: Totals,
    ) -> None:
        before: datetime | None = None
        for number, push in enumerate(pushes, 1):
            before = _play_pause(before, push[-1].time, speed)
            try:
                totals.add(target.deliver(push_body(name, push)))
            except JulyError as error:
                totals.failed += 1
                if stops_everything(error):
                    raise
                self.stderr.write(f"push of {push[0].hash[:12]}: {error.message}")
            self._show_progress(number, len(pushes))

    def _show_progress(self, number: int, count: int) -> None:
        if self.stderr.isatty():
            end = "\n" if number == count else ""
            self.stderr.write(f"\r{number} of {count} pushes", ending=end)


def _play_pause(before: datetime | None, moment: datetime | None, speed: float) -> datetime | None:
    """Wait as long as was between two pushes, so many times shorter; gives the later time."""
    if before and moment and speed and moment > before:
        time.sleep((moment - before).total_seconds() / speed)
    return max(before, moment) if before and moment else moment or before
