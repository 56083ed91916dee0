"""`manage.py creategame SLUG --start DATE --end DATE [--name NAME]`."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from july.contest.actions import create_game
from july.contest.games import Game
from july.management.command import JulyCommand


def a_day(text: str) -> date:
    """A day in ISO 8601."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no day; write it like 2026-07-01"
        raise ArgumentTypeError(message) from None


class Command(JulyCommand):
    help = "Create a game. The same one again changes nothing; games can't overlap."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its name in addresses, such as julython-2026")
        parser.add_argument("--start", type=a_day, required=True, help="the first day")
        parser.add_argument("--end", type=a_day, required=True, help="the last day")
        parser.add_argument("--name", help="its name for people; the slug if left out")

    def carry_out(self, **options: Any) -> None:
        slug = options["slug"]
        game = create_game(Game(slug, options["name"] or slug, options["start"], options["end"]))
        self.print_json(
            {
                "slug": game.slug,
                "name": game.name,
                "start": game.first.isoformat(),
                "end": game.last.isoformat(),
            }
        )
