"""`manage.py populate`: a demo contest."""

from argparse import ArgumentParser
from typing import Any

from july import api, stores
from july.contest.actions import create_game
from july.contest.queries import all_games
from july.contest.record import record
from july.embedded.tasks import Worker, wsgi_dispatch
from july.errors import Conflict
from july.lib import clock
from july.management.command import JulyCommand
from july.management.demo import ORGANIZER, PASSWORD, Demo, make_demo
from july.people.actions import Profile, save_person

PATIENCE = 120.0


class Command(JulyCommand):
    help = "Fill an empty site with a demo contest of 40 people, 60 projects and 2,000 commits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if there is a game already"
        )

    def carry_out(self, **options: Any) -> None:
        if all_games():
            if options["if_empty"]:
                return
            raise Conflict("this site has a game already; populate fills empty sites only")
        demo = make_demo(clock.now())
        self._create(demo)
        self._push(demo)
        self.stdout.write(
            f"{len(demo.people)} people and {len(demo.pushes)} pushes;"
            f" sign in as {ORGANIZER} with the password {PASSWORD!r}"
        )

    def _create(self, demo: Demo) -> None:
        create_game(demo.game)
        for person in demo.people:
            profile = Profile(
                title=person.title,
                location=person.location,
                team=person.team,
                password=PASSWORD if person.name == ORGANIZER else None,
                organizer=person.name == ORGANIZER or None,
            )
            save_person(person.name, profile, [person.email])

    def _push(self, demo: Demo) -> None:
        """Record each push as if it had arrived when it was made."""
        for number, (moment, push) in enumerate(demo.pushes, 1):
            with clock.freeze(moment):
                record(push)
            if number % 50 == 0 and self.stderr.isatty():
                self.stderr.write(f"\r{number} of {len(demo.pushes)} pushes", ending="")
        if self.stderr.isatty():
            self.stderr.write("")
        engine = stores.stores().tasks
        Worker(engine, wsgi_dispatch(api.app, environ_extra={"july.inside": True})).drain(
            PATIENCE, within=PATIENCE
        )
