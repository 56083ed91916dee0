"""From the front page into an account by a git host, and out of it for good."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served, create_game, serving
from tests.git_hosts import GitHub, Somebody, playing
from tests.git_hosts.playing import settings_for
from tests.ports import free_port

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def github() -> Iterator[GitHub]:
    """A GitHub."""
    with playing(GitHub()) as host:
        yield host


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, github: GitHub) -> Iterator[str]:
    """A site that is registered there, on which nobody is yet."""
    data = tmp_path_factory.mktemp("accounts")
    create_game(data)
    port = free_port()
    address = {"JULY_BASE_URL": f"http://127.0.0.1:{port}"}
    with pytest.MonkeyPatch.context() as patch:
        for name, text in (settings_for(github) | address).items():
            patch.setenv(name, text)
        with serving(data, port) as url:
            yield url


def sign_in_with_github(page: Page) -> None:
    """From the front page to GitHub, and a yes there."""
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in with GitHub").click()
    expect(page.get_by_role("heading", name="July wants to know who you are")).to_be_visible()
    page.get_by_role("link", name="Authorize July").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_somebody_comes_by_github_scores_and_deletes_the_account(
    browser: Browser, site: str, github: GitHub, scripts: bool
) -> None:
    login, id = ("hexacat", "8") if scripts else ("octocat", "6")
    github.somebody = Somebody(id, login, login, emails={f"{login}@example.org": True})
    context = browser.new_context(base_url=site, java_script_enabled=scripts)
    page = context.new_page()

    sign_in_with_github(page)
    expect(page.get_by_label("Name")).to_have_value(login)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_text(f"{login}@example.org")).to_be_visible()

    private = f"{id}+{login}@users.noreply.127.0.0.1"
    Served(site, count(int(id))).push("Say hello", email=private, repository=f"{login}/hello")
    page.goto("/people/")
    expect(page.get_by_role("main").get_by_role("link", name=login)).to_be_visible()

    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    sign_in_with_github(page)
    page.get_by_role("link", name="Your data").click()
    page.get_by_role("link", name="Delete it").click()
    page.get_by_label("become nobody").check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account is gone")).to_be_visible()
    page.goto(f"/people/{login}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing at this address")
    context.close()


def test_who_says_no_at_github_can_go_another_way(
    browser: Browser, site: str, github: GitHub
) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/account/sign-up/")
    page.get_by_role("button", name="Sign up with GitHub").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not with GitHub this time")
    page.get_by_role("link", name="Go back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    context.close()
