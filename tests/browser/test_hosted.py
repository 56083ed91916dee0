"""From the front page to a repository that is switched on at GitHub, and to a row on the board."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import create_game, serving
from tests.browser.test_accounts import sign_in_with_github
from tests.browser.test_walks import commit
from tests.git_hosts import GitHub, Somebody, delivering, playing
from tests.git_hosts.loopback import Asked
from tests.git_hosts.playing import settings_for
from tests.git_hosts.repositories import TOKEN, GitHubServer
from tests.git_hosts.signing_in import Answer
from tests.ports import free_port

pytestmark = pytest.mark.browser
PATIENCE = 20_000
"""Milliseconds until what was delivered shows."""
PAUSE = 250


class GitHubWithRepositories(GitHub):
    """A GitHub where people sign in and have repositories."""

    held = GitHubServer()

    def answer_api(self, asked: Asked) -> Answer:
        """Whoever has any token here is the one who has the repositories."""
        status, told = super().answer_api(asked)
        if status != 404:
            return status, told
        reply = self.held.reply(replace(asked, headers={"authorization": f"Bearer {TOKEN}"}))
        return reply.status, reply.values


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, GitHubWithRepositories]]:
    """A site that is registered with a GitHub, on which nobody is yet."""
    data = tmp_path_factory.mktemp("hosted")
    create_game(data)
    port = free_port()
    with playing(GitHubWithRepositories()) as github, pytest.MonkeyPatch.context() as patch:
        github.held.url, github.held.on_ping = github.url, delivering.ping
        address = {"JULY_BASE_URL": f"http://127.0.0.1:{port}"}
        for name, text in (settings_for(github) | address).items():
            patch.setenv(name, text)
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
def test_who_comes_by_github_switches_a_repository_on_and_scores(
    browser: Browser, site: tuple[str, GitHubWithRepositories], scripts: bool
) -> None:
    url, github = site
    login, id = ("hexacat", "8") if scripts else ("octocat", "6")
    author = {"name": login, "email": f"{login}@example.org"}
    github.somebody = Somebody(id, login, login, emails={author["email"]: True})
    repository = github.held.repository(f"{login}/hello")
    context = browser.new_context(base_url=url, java_script_enabled=scripts)
    page = context.new_page()
    sign_in_with_github(page)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    page.get_by_role("navigation", name="Your account").get_by_text("Repositories").click()
    page.get_by_role("link", name="GitHub", exact=True).click()
    page.get_by_role("button", name="Connect GitHub").click()
    page.get_by_role("link", name="Authorize July").click()
    row = page.locator(".hosted-row").filter(has_text=f"{login}/hello")
    row.get_by_role("switch").click()
    expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    if not scripts:
        reload_until(page, row.get_by_text("It works"))
    expect(row.get_by_text("It works")).to_be_visible(timeout=PATIENCE)
    (webhook,) = github.held.hooks_at(f"{login}/hello")
    assert delivering.push(webhook, repository, commit(f"Begin as {login}", author)) == 201
    row.get_by_role("link", name="Look at them").click()
    expect(page.get_by_role("main")).to_contain_text("1 commit counted: 11 points.")
    page.goto("/")
    expect(page.locator("#w-leaderboard")).to_contain_text(login, timeout=PATIENCE)
    page.goto("/account/repositories/at/github/")
    row.get_by_role("switch").click()
    expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    assert github.held.hooks_at(f"{login}/hello") == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_whole_organisation_is_switched_on_after_one_more_yes_at_the_host(
    browser: Browser, site: tuple[str, GitHubWithRepositories], scripts: bool
) -> None:
    url, github = site
    login, id = ("heptacat", "7") if scripts else ("tricat", "3")
    github.somebody = Somebody(id, login, login, emails={f"{login}@example.org": True})
    github.held.repository(f"{login}/hello")
    github.held.organisation(f"{login}s")
    context = browser.new_context(base_url=url, java_script_enabled=scripts)
    page = context.new_page()
    sign_in_with_github(page)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    page.goto("/account/repositories/at/github/")
    page.get_by_role("button", name="Connect GitHub").click()
    page.get_by_role("link", name="Authorize July").click()
    page.get_by_role("button", name="Connect your organisations").click()
    page.get_by_role("link", name="Authorize July").click()
    switch = page.get_by_role("switch", name=f"{login}s", exact=False)
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    assert len(github.held.hooks_at(f"{login}s")) == 1
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    assert github.held.hooks_at(f"{login}s") == []
    context.close()
