"""From the front page to a repository that is switched on at GitHub, and to a row on the board."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import ROOT, create_game, environ, manage, serving
from tests.browser.test_walks import OCTO, commit
from tests.hosts_api import delivering
from tests.hosts_api.server import TOKEN, GitHubServer
from tests.hosts_api.server import serving as answering
from tests.ports import free_port

pytestmark = pytest.mark.browser
PATIENCE = 20_000
"""Milliseconds until what was delivered shows."""
PAUSE = 250
CONNECT = """
from july import stores
from july.config import settings
from july.people.identities import identity_key, sealed
from july.people.models import Identity
from july.people.oauth import Grant

with stores.engines(settings()), stores.context():
    access = sealed(Grant("TOKEN", ("write:repo_hook",)))
    key = identity_key("github", "583231")
    Identity(key=key, person="octo", host="github", login="octocat", access=access).put()
""".replace("TOKEN", TOKEN)
"""Lets July act at GitHub for octo, as signing in there does."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, GitHubServer]]:
    """A site that is registered with a GitHub at which octo has repositories."""
    data: Path = tmp_path_factory.mktemp("hosted")
    create_game(data)
    manage(data, "createuser", "octo", "--email", OCTO["email"], "--password", "tentacles-8")
    github, port = GitHubServer(), free_port()
    github.on_ping = delivering.ping
    with answering(github), pytest.MonkeyPatch.context() as patch:
        patch.setenv("JULY_BASE_URL", f"http://127.0.0.1:{port}")
        patch.setenv("JULY_GITHUB_URL", github.url)
        patch.setenv("JULY_GITHUB_CLIENT_ID", "july")
        patch.setenv("JULY_GITHUB_CLIENT_SECRET", "a secret of the site")
        script = [sys.executable, "-c", CONNECT]
        subprocess.run(script, cwd=ROOT, env=environ(data), check=True)
        with serving(data, port) as url:
            yield url, github


def reload_until(page: Page, shown: Locator) -> None:
    """What whoever has no scripts does until the ping has come."""
    for _ in range(PATIENCE // PAUSE):
        page.reload()
        if shown.is_visible():
            return
        page.wait_for_timeout(PAUSE)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_repository_is_switched_on_turns_green_and_scores(
    browser: Browser, site: tuple[str, GitHubServer], scripts: bool
) -> None:
    url, github = site
    name = "octo/hello" if scripts else "octo/parser"
    repository = github.repository(name)
    context = browser.new_context(base_url=url, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Name").fill("octo")
    page.get_by_label("Password").fill("tentacles-8")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation", name="Your account").get_by_text("Repositories").click()
    page.get_by_role("link", name="GitHub", exact=True).click()
    row = page.locator(".hosted-row").filter(has_text=name)
    row.get_by_role("switch").click()
    expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    if not scripts:
        reload_until(page, row.get_by_text("It works"))
    expect(row.get_by_text("It works")).to_be_visible(timeout=PATIENCE)
    (webhook,) = github.hooks_at(name)
    assert delivering.push(webhook, repository, commit(f"Begin {name}", OCTO)) == 201
    row.get_by_role("link", name="Look at them").click()
    expect(page.get_by_role("main")).to_contain_text("1 commit counted: 11 points.")
    page.goto("/")
    expect(page.locator("#w-leaderboard")).to_contain_text("octo", timeout=PATIENCE)
    page.goto("/account/repositories/at/github/")
    row.get_by_role("switch").click()
    expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    assert github.hooks_at(name) == []
    context.close()
