"""`manage.py worker`: deferred tasks and what recurs, without the site."""

from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from july import bus, config
from july.config import settings
from july.lib import logs
from july.management.command import JulyCommand
from july.management.waiting import until_told
from july.site.machine import Duties, lock


class Command(JulyCommand):
    help = "Run deferred tasks, and what recurs, in a process of their own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, default=1, help="tasks run at once")

    def carry_out(self, **options: Any) -> None:
        logs.begin(settings().log_format)
        if settings().redis_url is None:
            why = "without Redis, no page would hear of what this worker does"
            raise config.missing("JULY_REDIS_URL", why)
        duties = Duties(threads=options["threads"])
        with ExitStack() as held, until_told() as wait:
            if settings().embeds:
                held.enter_context(lock(settings().data, shared=True))
            duties.start()
            self.stdout.write("July works")
            self.stdout.flush()
            wait()
            duties.stop()
        bus.close_bus()
