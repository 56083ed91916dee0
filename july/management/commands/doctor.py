"""`manage.py doctor [--json]`: what is wrong with this site, and what to do."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError

from july import stores
from july.config import settings
from july.management.command import PlainCommand
from july.management.doctor import Finding, Level, examine

SIGNS = {Level.FINE: "fine ", Level.WORTH_A_LOOK: "look ", Level.WRONG: "WRONG"}


class Command(PlainCommand):
    help = "Look at engines, indexes, queue, mail, disk, clock, secrets, plugins, game and hooks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def carry_out(self, **options: Any) -> None:
        tell = self._tell_programs if options["json"] else self._tell_people
        wrong = 0
        with stores.engines(settings()), stores.context():
            for finding in examine(settings()):
                tell(finding)
                wrong += finding.level is Level.WRONG
        if wrong:
            raise CommandError(f"wrong: {wrong}; what to do stands below each")

    def _tell_programs(self, finding: Finding) -> None:
        self.print_json(asdict(finding))

    def _tell_people(self, finding: Finding) -> None:
        self.stdout.write(f"{SIGNS[finding.level]}  {finding.subject:10} {finding.told}")
        if finding.remedy:
            self.stdout.write(f"       {'':10} -> {finding.remedy}")
