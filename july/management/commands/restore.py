"""`manage.py restore FILE [--replace]`."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from july.config import settings
from july.embedded.backup import place, read_notes, restore
from july.errors import Conflict
from july.management.command import PlainCommand
from july.management.datafile import differences, place_of_data
from july.management.progress import Progress, tell
from july.site.machine import lock


class Command(PlainCommand):
    help = "Put the data of a backup into the data folder; the site must not be served."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `manage.py backup` has made")
        parser.add_argument(
            "--replace", action="store_true", help="give up the data that is there now"
        )

    def carry_out(self, **options: Any) -> None:
        path = place_of_data(settings())
        file = options["file"].expanduser().absolute()
        notes = read_notes(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock(path.parent):
            if path.exists() and not options["replace"]:
                raise Conflict(f"There is data in {path.parent}; to give it up, say --replace")
            restore(file, path, Progress(self.stderr, "copied"), self._verify)
            if "secret_key" in notes:
                _keep_key(path.with_name("secret_key"), notes["secret_key"])
        told = {"folder": str(path.parent), "made": notes.get("made")}
        self.print_json(told | {"key": "secret_key" in notes})

    def _verify(self, copy: Path) -> Iterator[str]:
        tell(self.stderr, f"looking through {copy.stat().st_size >> 20} MB")
        return differences(copy)


def _keep_key(path: Path, key: str) -> None:
    """Write the site's key to the disk, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(key, "ascii")
    place(draft, path)
