"""`manage.py startplugin`: the project of a new plugin."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from july.config import settings
from july.errors import BadField
from july.management.command import PlainCommand
from july.management.scaffold import Scaffold


class Command(PlainCommand):
    help = "Write the project of a new plugin, with tests and documentation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what it is called in addresses, settings and logs")
        parser.add_argument("--no-website", action="store_true", help="without pages")
        parser.add_argument("--no-service", action="store_true", help="without services")
        parser.add_argument(
            "--wsgi", action="store_true", help="a WSGI application in place of pages"
        )
        parser.add_argument("--folder", type=Path, help="where to write it (JULY_PLUGINS)")

    def carry_out(self, **options: Any) -> None:
        if options["wsgi"] and options["no_website"]:
            raise BadField("--wsgi is a website: leave --no-website out", field="wsgi")
        scaffold = Scaffold(
            options["name"],
            website=not options["no_website"],
            service=not options["no_service"],
            wsgi=options["wsgi"],
        )
        project = scaffold.write(options["folder"] or settings().plugins)
        self.stdout.write(f"{project} is written. Start July again, and it is there. Its tests:")
        self.stdout.write("    python -m pip install pytest WebTest")
        self.stdout.write(f"    python -m pytest {project}")
