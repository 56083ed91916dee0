"""Writes entities and tasks until it is killed; prints the number of each once it is answered.

python -m tests.crash.writer NAME
"""

import sys
from itertools import count

from google.cloud import ndb

from july import deferred, stores

TASK = "tests.nothing"
"""Nobody works while this runs, so it need not exist."""


class Contribution(ndb.Model):
    """A kind with many indexes, with properties of its own here."""

    game = ndb.StringProperty()
    contributor = ndb.StringProperty()
    project = ndb.StringProperty()
    languages = ndb.StringProperty(repeated=True)
    filling = ndb.TextProperty()


def contribution(name: str, number: int) -> Contribution:
    """One that is written again and again, with other values each time."""
    return Contribution(
        id=f"{name}-{number}",
        game=f"game-{number % 3}",
        contributor=f"person-{number % 7}",
        project=f"project-{number % 11}",
        languages=[f"language-{number % each}" for each in (2, 3, 5)],
        filling="x" * (number % 1000),
    )


def write(name: str, number: int) -> None:
    """One entity that stays, one that changes, one that goes, and a task."""
    changing = contribution(name, number)
    changing.key = ndb.Key(Contribution, f"{name}-changing")
    ndb.put_multi([contribution(name, number), changing])
    ndb.Key(Contribution, f"{name}-{number - 2}-going").delete()
    going = contribution(name, number)
    going.key = ndb.Key(Contribution, f"{name}-{number}-going")
    going.put()
    deferred.defer(TASK, task_name=f"{name}-{number}")


def main() -> None:
    with stores.context():
        for number in count():
            write(sys.argv[1], number)
            print(number, flush=True)


if __name__ == "__main__":
    main()
