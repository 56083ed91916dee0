"""What people do about each other, in a real browser: mute, report, and say: not mine."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from july.lib import clock
from tests.browser.conftest import create_game, manage, serving
from tests.signing import signed

pytestmark = pytest.mark.browser
SOON = 45_000
"""Milliseconds: pages wait for some seconds before they connect again."""


@dataclass
class Fair:
    """A running site on which octo and mallory have hooks."""

    url: str
    hooks: dict[str, dict[str, str]]
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def push(self, owner: str, email: str, message: str, repository: str) -> None:
        """Deliver a commit by the hook of `owner`."""
        commit = {
            "id": f"{next(self._numbers):040x}",
            "message": message,
            "timestamp": clock.now().isoformat(),
            "author": {"name": "somebody", "email": email},
        }
        home = {"name": repository, "url": f"https://git.example.org/{repository}"}
        body = json.dumps({"repository": home, "commits": [commit]}).encode()
        hook = self.hooks[owner]
        path = f"{self.url}/api/v1/push/{hook['id']}"
        headers = signed(hook["secret"], body)
        httpx.post(path, content=body, headers=headers, timeout=30).raise_for_status()


@pytest.fixture(scope="module")
def fair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fair]:
    data = tmp_path_factory.mktemp("fair")
    create_game(data)
    hooks = {}
    for name in ("octo", "mallory"):
        given = ("--email", f"{name}@example.org", "--password", "tentacles-8")
        manage(data, "createuser", name, *given)
        hooks[name] = json.loads(manage(data, "createhook", "--owner", name, "--host", "push"))
    with serving(data) as url:
        yield Fair(url, hooks)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def octo(request: pytest.FixtureRequest, browser: Browser, fair: Fair) -> Iterator[Page]:
    """A window in which octo has signed in, with and without JavaScript."""
    context = browser.new_context(base_url=fair.url, java_script_enabled=request.param)
    page = context.new_page()
    sign_in(page)
    yield page
    context.close()


def sign_in(page: Page) -> None:
    page.goto("/account/sign-in/?next=/")
    page.get_by_label("Name").fill("octo")
    page.get_by_label("Password").fill("tentacles-8")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".self-name")).to_have_text("octo")


def test_commits_that_are_not_mine_go_back_by_one_click_on_the_front_page(
    octo: Page, fair: Fair, request: pytest.FixtureRequest
) -> None:
    repository = "mallory/fake-" + request.node.callspec.id.replace(" ", "-")
    fair.push("mallory", "octo@example.org", "Never seen", repository)
    octo.goto("/")
    news = octo.locator(".news-widget")
    expect(news).to_contain_text(f"1 commit under your address came from {repository}")
    news.get_by_role("button", name=f"Not mine ({repository})").click()
    told = octo.locator("article.whose").filter(has_text=repository)
    expect(told).to_contain_text("none of this project counts for you any more")
    told.get_by_role("button", name="They are mine after all").click()
    expect(told.locator(".tag")).to_have_text("mine")
    octo.goto("/")
    expect(octo.locator(".news-widget")).not_to_contain_text(repository)


def test_a_person_is_reported(octo: Page, fair: Fair) -> None:
    octo.goto("/people/mallory/")
    octo.get_by_role("link", name="Report this page").click()
    octo.get_by_label("It is spam or advertising").check()
    octo.get_by_label("Is there more to say?").fill("Sells watches.")
    octo.get_by_role("button", name="Tell the organisers").click()
    expect(octo.get_by_role("status")).to_contain_text("Thank you")


def test_a_line_that_has_just_arrived_is_reported(octo: Page, fair: Fair) -> None:
    octo.goto("/live/")
    message = f"Buy this now, {next(fair._numbers)}"
    fair.push("mallory", "mallory@example.org", message, "mallory/shop")
    line = octo.locator("ol.feed-live > li").filter(has_text=message)
    for _ in range(20):
        if line.count():
            break
        octo.wait_for_timeout(500)
        if octo.locator("[data-pause]").is_hidden():  # without scripts nothing comes by itself
            octo.reload()
    line.get_by_role("link", name=f"Report {message}").click()
    expect(octo.get_by_role("main")).to_contain_text(message)
    octo.get_by_label("It is spam or advertising").check()
    octo.get_by_role("button", name="Tell the organisers").click()
    expect(octo.get_by_role("status")).to_contain_text("Thank you")


def test_somebody_is_muted_and_read_again(octo: Page, fair: Fair) -> None:
    fair.push("mallory", "mallory@example.org", "Loud and old", "mallory/own")
    octo.goto("/people/mallory/")
    octo.get_by_role("button", name="Mute in your feeds").click()
    octo.goto("/live/")
    expect(octo.locator("ol.feed-live")).not_to_contain_text("Loud and old")
    octo.goto("/account/muted/")
    octo.get_by_role("button", name="Read again").click()
    expect(octo.get_by_role("main")).to_contain_text("You have muted nobody")
    octo.goto("/live/")
    expect(octo.locator("ol.feed-live")).to_contain_text("Loud and old")


@pytest.mark.parametrize(("path", "lines"), [("/live/", "ol.feed-live"), ("/", "ol.feed-commits")])
def test_lines_of_who_is_muted_do_not_appear_on_open_pages(
    browser: Browser, fair: Fair, path: str, lines: str
) -> None:
    context = browser.new_context(base_url=fair.url)
    page = context.new_page()
    sign_in(page)
    page.goto("/people/mallory/")
    page.get_by_role("button", name="Mute in your feeds").click()
    page.goto(path)
    expect(page.locator("[data-live]").first).to_contain_text("live", timeout=SOON)
    fair.push("mallory", "mallory@example.org", "Loud and new", "mallory/own")
    fair.push("octo", "octo@example.org", "Heard", "octo/hello")
    expect(page.locator(lines)).to_contain_text("Heard", timeout=SOON)
    expect(page.locator(lines)).not_to_contain_text("Loud")
    page.goto("/people/mallory/")
    page.get_by_role("button", name="Read them again in feeds").click()
    page.goto(path)
    expect(page.locator(lines)).to_contain_text("Loud and new")
    context.close()
