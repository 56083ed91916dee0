"""The fixtures of `july.testing`, made when July has been set up.

Personas: `ada` organises; `octo` takes part, with two addresses, in Berlin, in the team Pythons;
`mallory` is somebody else, who must be refused.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from webtest import TestApp, TestResponse

from july import api, config, deferred, main, stores
from july.contest.actions import create_game
from july.embedded.tasks import Worker, wsgi_dispatch
from july.hubs.kept import shelf
from july.hubs.subjects import names
from july.lib import clock as clocks
from july.live import pulse, running
from july.people.actions import Profile, save_person
from july.testing.clocks import Clock
from july.testing.live import LiveSite
from july.testing.patching import ConfigPatcher, ServicePatcher
from july.testing.site import JULYTHON, NOON, Site

PASSWORD = "tentacles-8"  # noqa: S105 - of nobody
"""With which `octo` signs in."""


@pytest.fixture(scope="session")
def opened() -> Iterator[stores.Stores]:
    """The engines of all tests."""
    with stores.engines(config.settings()) as engines:
        yield engines


@pytest.fixture
def emptied(opened: stores.Stores) -> None:
    """Nothing is in the Datastore."""
    opened.datastore.clear()


@pytest.fixture(autouse=True)
def nothing_is_cached() -> None:
    """Nor has anybody tried anything before: attempts are counted in a cache too."""
    for each in caches.all():
        each.clear()


@pytest.fixture
def engines(opened: stores.Stores, emptied: None) -> stores.Stores:  # noqa: ARG001
    """Empty engines."""
    opened.tasks.clear()
    for kept in (shelf, names):
        kept.forget()
    for listening in (pulse.listening, running.listening):
        listening.end()
    deferred.forget_marks()
    return opened


@pytest.fixture
def context(engines: stores.Stores) -> Iterator[None]:
    """A context of the engines for tests that use ndb themselves.

    It remembers nothing, because requests and tasks change things behind it.
    """
    with engines.client.context(cache_policy=lambda _key: False):
        yield


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The clock stands at noon of a day in July."""
    with clocks.freeze(NOON):
        yield NOON


@pytest.fixture
def clock(noon: datetime) -> Iterator[Clock]:  # noqa: ARG001
    """The clock, which stands at noon until the test moves it."""
    with ExitStack() as stack:
        yield Clock(stack)


@pytest.fixture
def site(engines: stores.Stores, context: None, noon: datetime) -> Site:  # noqa: ARG001
    """An empty site during Julython 2026."""
    worker = Worker(engines.tasks, wsgi_dispatch(api.app, environ_extra={"july.inside": True}))
    site = Site(TestApp(api.app), worker)
    create_game(JULYTHON)
    return site


@pytest.fixture
def push(site: Site) -> Callable[..., TestResponse]:
    """`push(site.commit(message="…"))`: delivers commits, one of octo's if none is given, and lets
    all that follows from them happen."""

    def push(*commits: dict[str, Any], **options: Any) -> TestResponse:  # noqa: ANN401
        answer = site.push(*(commits or (site.commit(),)), **options)
        site.drain()
        return answer

    return push


@pytest.fixture
def octo(site: Site) -> str:  # noqa: ARG001
    """Takes part, with two addresses."""
    save_person(
        "octo",
        Profile(title="Octo Cat", location="Berlin", team="Pythons", password=PASSWORD),
        ["octo@example.org", "octo@work.example.org"],
    )
    return "octo"


@pytest.fixture
def ada(site: Site) -> str:  # noqa: ARG001
    """Organises."""
    save_person("ada", Profile(title="Ada", organizer=True), ["ada@example.org"])
    return "ada"


@pytest.fixture
def mallory(site: Site) -> str:  # noqa: ARG001
    """Is somebody else, who must be refused."""
    save_person("mallory", Profile(location="Berlin"), ["mallory@example.org"])
    return "mallory"


@pytest.fixture
def pages(site: Site) -> TestApp:  # noqa: ARG001
    """The pages, in a browser without JavaScript that nobody has used yet."""
    return TestApp(main.app)


@pytest.fixture
def sign_in(pages: TestApp) -> Callable[..., TestResponse]:
    """Fills the form and sends it: `sign_in(octo, "tentacles-8")`."""

    def send(name: str, password: str, address: str = "/account/sign-in/") -> TestResponse:
        form = pages.get(address).forms["sign-in"]
        form["name"], form["password"] = name, password
        return form.submit(expect_errors=True)

    return send


@pytest.fixture
def service_patcher() -> Iterator[ServicePatcher]:
    """Replaces services until the test ends."""
    with ExitStack() as stack:
        yield ServicePatcher(stack)


@pytest.fixture
def config_patcher() -> Iterator[ConfigPatcher]:
    """Replaces settings until the test ends."""
    with ExitStack() as stack:
        yield ConfigPatcher(stack)


@pytest.fixture
def live(site: Site) -> Iterator[LiveSite]:  # noqa: ARG001
    """The site on a port of its own: `live.url`, and `live.client()` for its services."""
    served = LiveSite()
    served.start()
    yield served
    served.stop()
