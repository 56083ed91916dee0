"""What the benchmarks push, and the site they push it to."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from july import config, stores
from july.contest.actions import create_game
from july.contest.games import Game
from july.lib import clock
from july.management.replay import sign
from july.people.actions import Profile, save_person
from july.projects.actions import save_hook

PEOPLE = 40
PROJECTS = 60
LANGUAGES = ("py", "rs", "js", "go", "c", "ts", "rb", "hs")
LOCATIONS = ("Accra", "Berlin", "Lisbon", "Osaka", "Seoul", "Montréal")
TEAMS = ("Night Owls", "Semicolons", "Tabs", "Whitespace")


@dataclass(frozen=True, slots=True)
class Hook:
    """Where signed pushes go."""

    id: str
    secret: str


@contextmanager
def opened(data: Path) -> Iterator[stores.Stores]:
    """The engines on that folder, in this process, with a context for ndb."""
    config.adopt({"JULY_DATA": str(data), "JULY_BASE_URL": "http://127.0.0.1"})
    with stores.engines(config.settings()) as engines, stores.context():
        yield engines


def make_site(data: Path) -> Hook:
    """A running game, its people and a hook, in that folder."""
    with opened(data):
        create_game(running_game())
        for number in range(PEOPLE):
            save_person(person(number), _profile(number), [f"{person(number)}@example.org"])
        return make_hook(person(0))


def make_hook(owner: str) -> Hook:
    """The owner's hook for pushes in July's own format."""
    hook = save_hook(owner, "push")
    return Hook(hook.id, hook.secret)


def running_game() -> Game:
    """A game that has run for ten days."""
    today = clock.now().date()
    return Game("bench", "Bench", today - timedelta(days=10), today + timedelta(days=20))


def person(number: int) -> str:
    """The name of one of the people."""
    return f"person-{number}"


def _profile(number: int) -> Profile:
    return Profile(
        title=f"Person {number}",
        location=LOCATIONS[number % len(LOCATIONS)],
        team=TEAMS[number % len(TEAMS)],
    )


def push(number: int, size: int, people: int = PEOPLE) -> dict[str, Any]:
    """A push of `size` new commits by one person, the same for the same number."""
    random = Random(number)
    author, project = person(random.randrange(people)), random.randrange(PROJECTS)
    first = clock.now().replace(microsecond=0) - timedelta(minutes=number % 10_000)
    return {
        "repository": {
            "id": None,
            "name": f"bench/project-{project}",
            "url": f"https://git.example.org/bench/project-{project}",
            "private": False,
        },
        "ref": "refs/heads/main",
        "commits": [
            commit(f"{number}-{place}", author, first + timedelta(seconds=place))
            for place in range(size)
        ],
    }


def commit(name: str, author: str, moment: datetime) -> dict[str, Any]:
    """A commit in July's own format; its SHA is made from the name."""
    sha = hashlib.sha256(name.encode()).hexdigest()[:40]
    ending = LANGUAGES[int(sha[0], 16) % len(LANGUAGES)]
    return {
        "id": sha,
        "message": f"Make {name} work without a network\n\nIt waited for an answer.",
        "timestamp": moment.isoformat(),
        "url": f"https://git.example.org/bench/commit/{sha}",
        "author": {"name": author, "email": f"{author}@example.org"},
        "files": [f"source/module_{sha[:3]}.{ending}", "README.md"],
    }


def request(path: str, body: bytes, secret: str) -> bytes:
    """A signed POST as it travels."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"User-Agent: bench\r\nX-July-Signature: {sign(body, secret)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def push_request(path: str, number: int, size: int, secret: str) -> bytes:
    """A signed push as it travels."""
    return request(path, json.dumps(push(number, size)).encode(), secret)
