"""A site, clean before every test, and the people on it.

Its engines are embedded; JULY_TEST_ENGINE names another Datastore for all that is not about that
one (tests/elsewhere.py).


Personas: `ada` organises; `octo` takes part, with two addresses, in Berlin, in the team Pythons;
`mallory` is somebody else, who must be refused.
"""

import itertools
import json
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from webtest import TestApp, TestResponse

from july import config, deferred, stores, widgets
from july.contest.actions import create_game
from july.contest.audit import Difference, audit
from july.contest.games import Game
from july.contest.queries import all_games
from july.embedded.tasks import Worker, wsgi_dispatch
from july.hubs.contract import NARROW, WIDE
from july.hubs.kept import shelf
from july.hubs.placement import Placement
from july.hubs.registry import registry
from july.hubs.subjects import names
from july.lib import clock
from july.live import pulse, running
from july.people.actions import Profile, save_person
from tests import elsewhere
from tests.catalogues import compile_catalogues

FOLDER = tempfile.TemporaryDirectory(prefix="july-tests-")
config.adopt(
    {
        "JULY_DATA": FOLDER.name,
        "JULY_BASE_URL": "http://testserver",
        "JULY_OPEN_HOOKS": "1",
        "JULY_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
    }
)
from july import api  # noqa: E402 - it reads the settings when it is imported

compile_catalogues()
django.setup()

# Nothing fails by its time on a machine that has other things to do.
hypothesis_settings.register_profile(
    "july", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("july")

# The real ones take their time, which is their purpose and not that of most tests.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django_settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)
JULYTHON = Game("julython-2026", "Julython 2026", date(2026, 7, 1), date(2026, 7, 31))


@dataclass
class Site:
    """July with its API, and short ways to use it."""

    api: TestApp
    worker: Worker
    now: datetime = NOON
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def commit(self, email: str = "octo@example.org", **values: Any) -> dict[str, Any]:
        """A commit of the neutral format, with a hash of its own."""
        number = next(self._numbers)
        author = {"name": email.partition("@")[0], "email": email}
        return {
            "id": f"{number:040x}",
            "message": f"Change number {number}",
            "timestamp": (self.now - timedelta(minutes=number)).isoformat(),
            "url": f"https://git.example.org/commit/{number:040x}",
            "author": author,
            "files": ["hello.py"],
        } | values

    def body(self, *commits: dict[str, Any], repository: str = "octo/hello") -> dict[str, Any]:
        """A push of the neutral format."""
        return {
            "repository": {
                "id": repository,
                "name": repository,
                "url": f"https://git.example.org/{repository}",
                "private": False,
            },
            "ref": "refs/heads/main",
            "commits": list(commits),
        }

    def push(
        self, *commits: dict[str, Any], repository: str = "octo/hello", **options: Any
    ) -> TestResponse:
        """Deliver commits at the open endpoint."""
        body = json.dumps(self.body(*commits, repository=repository))
        return self.api.post("/api/v1/push", body, content_type="application/json", **options)

    def drain(self) -> None:
        """Run all deferred tasks, those that wait for their two seconds too."""
        self.worker.drain(30, within=60)

    def waiting(self, task: str) -> int:
        """How many tasks of that name wait in the queue."""
        tasks = stores.tasks_client().list_tasks(
            request={"parent": stores.queue_path(), "response_view": "FULL"}
        )
        return sum(
            waiting.app_engine_http_request.relative_uri == f"/_tasks/{task}" for waiting in tasks
        )

    def later(self, **much: int) -> AbstractContextManager[None]:
        """The clock stands that much later."""
        return clock.freeze(self.now + timedelta(**much))

    def game(self, slug: str, first: date, last: date) -> Game:
        """Another game."""
        return Game(slug, slug, first, last)

    def board(self, kind: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a board."""
        models: list[dict[str, Any]] = self.api.get(f"/api/v1/boards/{kind}", parameters).json[
            "models"
        ]
        return models

    def differences(self) -> list[Difference]:
        """What `recount --check` would find."""
        return [difference for game in all_games() for difference in audit(game)]


@pytest.fixture(scope="session")
def opened() -> Iterator[stores.Stores]:
    with elsewhere.datastore(Path(FOLDER.name)) as variables:
        config.adopt(variables)
        with stores.engines(config.settings()) as engines:
            yield engines


@pytest.fixture(autouse=True)
def nothing_is_cached() -> None:
    """Nor has anybody tried anything before: attempts are counted in a cache too."""
    for each in caches.all():
        each.clear()


@pytest.fixture
def engines(opened: stores.Stores) -> stores.Stores:
    """Empty engines."""
    elsewhere.clear(opened)
    opened.tasks.clear()
    for kept in (shelf, names):
        kept.forget()
    for listening in (pulse.listening, running.listening):
        listening.end()
    deferred.forget_marks()
    return opened


@pytest.fixture
def context(engines: stores.Stores) -> Iterator[None]:
    """A context of the engines for tests that use ndb themselves; it remembers nothing, because
    requests and tasks change things behind it."""
    with engines.client.context(cache_policy=lambda _key: False):
        yield


@pytest.fixture
def few_widgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """People's hubs begin with four widgets, whatever July ships by now."""
    widgets.load()
    few = (
        Placement("calendar", "calendar", NARROW),
        Placement("projects", "projects", NARROW),
        Placement("subscriptions", "subscriptions", NARROW),
        Placement("feed", "feed", WIDE),
    )
    monkeypatch.setitem(registry._defaults, "people", few)


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The clock stands at noon of a day in July."""
    with clock.freeze(NOON):
        yield NOON


@pytest.fixture
def site(engines: stores.Stores, context: None, noon: datetime) -> Site:
    """An empty site during Julython 2026."""
    worker = Worker(engines.tasks, wsgi_dispatch(api.app, environ_extra={"july.inside": True}))
    site = Site(TestApp(api.app), worker)
    create_game(JULYTHON)
    return site


@pytest.fixture
def octo(site: Site) -> str:
    save_person(
        "octo",
        Profile(title="Octo Cat", location="Berlin", team="Pythons", password="tentacles-8"),
        ["octo@example.org", "octo@work.example.org"],
    )
    return "octo"


@pytest.fixture
def ada(site: Site) -> str:
    save_person("ada", Profile(title="Ada", organizer=True), ["ada@example.org"])
    return "ada"


@pytest.fixture
def mallory(site: Site) -> str:
    save_person("mallory", Profile(location="Berlin"), ["mallory@example.org"])
    return "mallory"
