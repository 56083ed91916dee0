"""`manage.py verify [FILE]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from july.config import settings
from july.embedded.backup import read_notes, unpacked
from july.management.command import PlainCommand
from july.management.datafile import differences, file_with_data
from july.management.progress import Progress, tell


class Command(PlainCommand):
    help = "Check the site's data, or a backup: the file itself, indexes against entities, tasks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a backup; else the site's own data")

    def carry_out(self, **options: Any) -> None:
        if options["file"] is None:
            path = file_with_data(settings())
            count = self._tell(path)
        else:
            path = options["file"].expanduser().absolute()
            count = self._look_into(path)
        self.stderr.write(f"{path}: {count} faults", self.style.NOTICE)
        if count:
            raise CommandError(
                f"{path} is damaged; restore a backup in which `verify` finds nothing"
            )

    def _look_into(self, file: Path) -> int:
        read_notes(file)
        with unpacked(file, Progress(self.stderr, "unpacked")) as copy:
            return self._tell(copy)

    def _tell(self, path: Path) -> int:
        """Print what is wrong in a file; gives how many lines."""
        tell(self.stderr, f"looking through {path.stat().st_size >> 20} MB")
        count = 0
        for count, line in enumerate(differences(path), 1):  # noqa: B007 - the last one counts
            self.stdout.write(line)
        return count
