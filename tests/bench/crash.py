"""Killing the site at random moments under load, again and again; see tests/crash."""

import tempfile
from pathlib import Path

from tests.bench import figures
from tests.bench.scale import Scale
from tests.crash.killing import rounds


def main(scale: Scale) -> None:
    """Print the rows; an AssertionError tells what went wrong, and its seed."""
    figures.heading(f"kill -9 under load, {scale.crashes} rounds")
    with tempfile.TemporaryDirectory() as folder:
        done = rounds(scale.crashes, Path(folder))
    aim = figures.at_least(scale.crashes)
    figures.row("rounds in which nothing was lost or counted twice", len(done), "", aim=aim)
    figures.row("commits answered 201 before a kill", sum(each.answered for each in done), "")
    figures.row("a round", figures.middle([each.seconds for each in done]), "s")
