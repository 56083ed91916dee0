"""`manage.py backup FILE [--replace]`."""

from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

import july
from july.config import settings
from july.embedded.backup import back_up
from july.embedded.file import Database
from july.lib import clock
from july.management.command import PlainCommand
from july.management.datafile import file_with_data
from july.management.progress import Progress


class Command(PlainCommand):
    help = "Copy the site's data and its key to one file, while the site goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write")
        parser.add_argument("--replace", action="store_true", help="write over a file of that name")

    def carry_out(self, **options: Any) -> None:
        path = file_with_data(settings())
        file = options["file"].expanduser().absolute()
        notes = {"made": clock.now().isoformat(timespec="seconds"), "version": july.__version__}
        key = path.with_name("secret_key")
        if key.exists():
            notes["secret_key"] = key.read_text("ascii").strip()
        with closing(Database(path)) as database:
            progress = Progress(self.stderr, "copied")
            back_up(database, file, notes, progress, replace=options["replace"])
        made = {"file": str(file), "bytes": file.stat().st_size, "made": notes["made"]}
        self.print_json(made | {"key": key.exists()})
