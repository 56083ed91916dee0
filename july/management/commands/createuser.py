"""`manage.py createuser NAME [--email E]... [--password P] [--organizer]`."""

from argparse import ArgumentParser
from typing import Any

from july.management.command import JulyCommand
from july.people.actions import Profile, save_person
from july.people.queries import addresses_of


class Command(JulyCommand):
    help = "Create a person or bring them up to date. The same values again change nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="their name in addresses")
        parser.add_argument(
            "--email",
            action="append",
            default=[],
            help="an address that is theirs, taken as verified; may be given several times",
        )
        parser.add_argument("--password", help="lets them sign in")
        parser.add_argument("--organizer", action="store_true", default=None)
        parser.add_argument("--title", help="their name for people")
        parser.add_argument("--location", help="where they are, such as 'Berlin, Germany'")
        parser.add_argument("--team", help="the team they are in")

    def carry_out(self, **options: Any) -> None:
        names = ("title", "location", "team", "password", "organizer")
        profile = Profile(**{name: options[name] for name in names})
        person = save_person(options["name"], profile, options["email"])
        self.print_json(
            {
                "name": person.name,
                "title": person.title,
                "emails": addresses_of(person.name),
                "location": person.location,
                "team": person.team,
                "organizer": person.organizer,
            }
        )
