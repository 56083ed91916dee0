"""`manage.py reports [--all] [--close ID [--outcome TEXT]]`."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from july.lib import clock
from july.management.command import JulyCommand
from july.people.models import Report
from july.people.reports import CLOSED, OPEN, close_report, reports


class Command(JulyCommand):
    help = "List what people have reported, a JSON object a line, the oldest first; or close one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="closed ones too")
        parser.add_argument("--close", metavar="ID", help="note that this one is dealt with")
        parser.add_argument("--outcome", default="", help="with --close: what came of it")

    def carry_out(self, **options: Any) -> None:
        if options["close"]:
            self._print(close_report(options["close"], options["outcome"]))
            return
        for state in (CLOSED, OPEN) if options["all"] else (OPEN,):
            for each in reports(state, limit=None):
                self._print(each)

    def _print(self, filed: Report) -> None:
        moment = clock.EPOCH + timedelta(microseconds=filed.created)
        names = ("id", "state", "kind", "subject", "title", "whose", "by", "reason", "words")
        told = {name: getattr(filed, name) for name in names}
        self.print_json(told | {"created": moment.isoformat(), "outcome": filed.outcome})
