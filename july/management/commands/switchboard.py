"""`manage.py switchboard`: the open streams of a site on many machines."""

import logging
from argparse import ArgumentParser
from typing import Any

from july.bus import close_bus
from july.config import settings
from july.lib import logs
from july.management.command import PlainCommand
from july.site.holder import make_holder
from july.site.server import serve


class Command(PlainCommand):
    help = "Hold the open connections, and nothing else; needs Redis."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8003, help="port to listen on")
        parser.add_argument("--access-log", action="store_true", help="log every request")

    def carry_out(self, **options: Any) -> None:
        logs.begin(settings().log_format)
        # What keeps it from starting is raised, and told by this command.
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)

        def ready(port: int) -> None:
            logging.getLogger("uvicorn").setLevel(logging.WARNING)
            self.stdout.write(f"July holds connections on port {port}")
            self.stdout.flush()

        serve(
            make_holder(settings()),
            options["host"],
            options["port"],
            access_log=options["access_log"],
            ready=ready,
        )
        close_bus()
