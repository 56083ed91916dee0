"""`manage.py recount [--check] [--game SLUG]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from july.contest.audit import audit, repair
from july.contest.queries import all_games, find_game
from july.management.command import JulyCommand


class Command(JulyCommand):
    help = "Work out every total from the commits, and mend what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 if anything differs"
        )
        parser.add_argument("--game", help="only the game with this slug")

    def carry_out(self, **options: Any) -> None:
        games = [find_game(options["game"])] if options["game"] else all_games()
        count = 0
        for game in games:
            found = audit(game) if options["check"] else repair(game)
            count += len(found)
            for difference in found:
                self.stdout.write(f"{game.slug}: {difference}")
            self.stderr.write(f"{game.slug}: {len(found)} differences", self.style.NOTICE)
        if options["check"] and count:
            raise CommandError(
                f"{count} differences; if tasks still wait in the queue let them end, else"
                " run `manage.py recount` to mend them"
            )
