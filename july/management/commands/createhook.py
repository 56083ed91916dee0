"""`manage.py createhook --owner NAME --host github`."""

from argparse import ArgumentParser
from typing import Any

from july.config import settings
from july.hosts import HOSTS
from july.management.command import JulyCommand
from july.projects.actions import save_hook


class Command(JulyCommand):
    help = "Create the hook of a person for a git host: paste its url and secret there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--owner", required=True, help="name of the person")
        parser.add_argument("--host", required=True, choices=list(HOSTS))

    def carry_out(self, **options: Any) -> None:
        hook = save_hook(options["owner"], options["host"])
        url = f"{settings().base_url}/api/v1/{hook.host}/{hook.id}"
        self.print_json({"id": hook.id, "url": url, "secret": hook.secret})
