"""`manage.py serve`: the site on one machine."""

import logging
from argparse import ArgumentParser
from typing import Any

from july import config
from july.config import settings
from july.management.command import PlainCommand
from july.management.demo import ORGANIZER, PASSWORD
from july.management.greeting import greeting
from july.site.machine import make_site
from july.site.server import serve


class Command(PlainCommand):
    help = "Serve pages, API and live streams, and run deferred tasks, all in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--access-log", action="store_true", help="log every request")
        parser.add_argument("--greet", action="store_true", help="say how to try the site")

    def carry_out(self, **options: Any) -> None:
        config.adopt_default("JULY_BASE_URL", f"http://{options['host']}:{options['port']}")
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
        logging.getLogger("uvicorn").setLevel(logging.WARNING)

        def ready(port: int) -> None:
            self.stdout.write(f"July serves {settings().base_url} on port {port}")
            if options["greet"]:
                self.stdout.write(greeting(settings().base_url, ORGANIZER, PASSWORD))
            self.stdout.flush()

        serve(
            make_site(),
            options["host"],
            options["port"],
            access_log=options["access_log"],
            ready=ready,
        )
