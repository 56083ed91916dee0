"""`manage.py populate`: a demo contest."""

from argparse import ArgumentParser
from typing import Any

from july import api, stores
from july.config import Engine, settings
from july.contest.actions import create_game
from july.contest.models import Commit
from july.contest.queries import all_games
from july.contest.record import record
from july.embedded.tasks import Worker, wsgi_dispatch
from july.errors import Conflict
from july.lib import clock, logs
from july.live.wsgi import INSIDE
from july.management.command import JulyCommand
from july.management.demo import ORGANIZER, PASSWORD, Demo, make_demo
from july.management.demo_deliveries import deliver
from july.people.actions import Profile, save_person
from july.projects.actions import save_hook

PATIENCE = 120.0
FILLING = "Filling an empty site with a demo contest, about 20 seconds..."


class Command(JulyCommand):
    help = "Fill an empty site with a demo contest of 40 people, 60 projects and 2,000 commits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing if there is a game already; a demo that was not finished is",
        )

    def carry_out(self, **options: Any) -> None:
        demo = _demo_to_make()
        if demo is None:
            if options["if_empty"]:
                return
            raise Conflict("this site has a game already; populate fills empty sites only")
        self.stderr.write(FILLING, self.style.NOTICE)
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
        with logs.only_warnings("july"):
            deliver(save_hook(ORGANIZER, "github"), demo, clock.now())
            if settings().tasks is Engine.EMBEDDED:  # any other queue delivers by itself
                dispatch = wsgi_dispatch(api.app, environ_extra={INSIDE: True})
                Worker(stores.stores().tasks, dispatch).drain(PATIENCE, within=PATIENCE)


def _demo_to_make() -> Demo | None:
    """The demo that an empty site gets, or the one that was begun here and never finished."""
    games = all_games()
    demo = make_demo(clock.now(), games[0].first if games else None)
    return demo if not games or (games == [demo.game] and _lacks_commits(demo)) else None


def _lacks_commits(demo: Demo) -> bool:
    """Whether an earlier run was ended before its last push: all can be recorded again."""
    count = sum(len(push.commits) for _, push in demo.pushes)
    return Commit.query(Commit.game == demo.game.slug).count(limit=count) < count
