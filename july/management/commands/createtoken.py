"""`manage.py createtoken NAME`."""

from argparse import ArgumentParser
from typing import Any

from july.management.command import JulyCommand
from july.people.actions import create_token


class Command(JulyCommand):
    help = "Create an API token for a person. It is shown once; July keeps only its digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the person")

    def carry_out(self, **options: Any) -> None:
        name = options["name"].lower()
        self.print_json({"name": name, "token": create_token(name)})
