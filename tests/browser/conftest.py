"""The whole site in a process of its own, and Debian's Chromium to look at it."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from july.lib import clock
from tests import processes
from tests.browser.accessibility import findings

# A page that is slow on a busy machine is no fault; how fast pages are is for the benchmarks.
expect.set_options(timeout=20_000)

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
TODAY = clock.now().date()
NO_WEBSOCKETS = """window.WebSocket = class {
    static OPEN = 1;
    constructor() { setTimeout(() => this.onclose()); }
    close() {}
}"""
"""A page in a network that lets no WebSocket through."""


@dataclass
class Served:
    """A running site."""

    url: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def push(
        self, *messages: str, email: str = "octo@example.org", repository: str = "octo/hello"
    ) -> None:
        """Deliver a push with a commit for each message."""
        address = f"https://git.example.org/{repository}"
        commits = [
            {
                "id": f"{next(self._numbers):040x}",
                "message": message,
                "timestamp": clock.now().isoformat(),
                "author": {"name": "octo", "email": email},
                "files": ["hello.py"],
            }
            for message in messages
        ]
        home = {"name": repository, "url": address}
        body = {"repository": home, "ref": "refs/heads/main", "commits": commits}
        httpx.post(f"{self.url}/api/v1/push", json=body).raise_for_status()


def environ(data: Path) -> dict[str, str]:
    """The environment of a site whose data are in that folder."""
    return os.environ | {"JULY_DATA": str(data), "JULY_OPEN_HOOKS": "1"}  # noqa: TID251


def manage(data: Path, *arguments: str) -> str:
    """Run a command on the site in that folder; gives what it prints."""
    done = processes.run(processes.manage(*arguments), environ(data))
    assert done.returncode == 0, done.stderr
    return done.stdout


def create_game(data: Path) -> None:
    """A game that is running now."""
    first, last = TODAY - timedelta(days=10), TODAY + timedelta(days=20)
    days = ("--start", str(first), "--end", str(last))
    manage(data, "creategame", "now", *days, "--name", "Right now")


@contextmanager
def serving(data: Path, port: int = 0) -> Iterator[str]:
    """A site in a process of its own, which ends with the block; gives its address."""
    program = processes.manage("serve", "--port", str(port))
    with processes.Process(program, environ(data)) as process:
        ready = re.search(r"on port (\d+)", process.stdout.readline())
        assert ready, "the site did not start"
        yield f"http://127.0.0.1:{ready[1]}"
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site with a running game, one person and a few commits."""
    data = tmp_path_factory.mktemp("served")
    create_game(data)
    person = ("octo", "--email", "octo@example.org", "--password", "tentacles-8")
    manage(data, "createuser", *person, "--team", "Pythons", "--location", "Berlin")
    with serving(data) as url:
        site = Served(url)
        site.push(*(f"Change number {number}" for number in range(40)))
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, with nothing of its own to do on the network."""
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "chromium is missing"  # noqa: TID251
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A new window on the site; what its console complains of fails the test."""
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails the test with what axe-core finds on the open page, if anything."""

    def check(page: Page) -> None:
        assert findings(page) == []

    return check
