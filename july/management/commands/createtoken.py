"""`manage.py createtoken NAME [--scope SCOPE]... [--days N] [--title TITLE]`."""

from argparse import ArgumentParser
from typing import Any

from july.management.command import JulyCommand
from july.people.tokens import SCOPES, create_token


class Command(JulyCommand):
    help = "Create an API token for a person. It is shown once; July keeps only its digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the person")
        parser.add_argument(
            "--scope",
            action="append",
            default=[],
            help=f"what it is good for, again and again: {', '.join(SCOPES)}; else everything",
        )
        parser.add_argument("--days", type=int, help="how long it is good; else for ever")
        parser.add_argument("--title", default="", help="what its owner calls it")

    def carry_out(self, **options: Any) -> None:
        name, scopes = options["name"].lower(), options["scope"]
        token = create_token(name, scopes=scopes, days=options["days"], title=options["title"])
        self.print_json({"name": name, "token": token, "scopes": scopes or list(SCOPES)})
