"""Pages in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

ADDRESSES = (
    "/",
    "/people/",
    "/people/octo/",
    "/projects/push-octo-hello/",
    "/teams/pythons/",
    "/languages/",
    "/games/now/",
    "/help/",
    "/help/hooks/",
    "/account/sign-in/",
)


def sign_in(page: Page) -> None:
    page.goto("/account/sign-in/?next=/account/")
    page.get_by_label("Name").fill("octo")
    page.get_by_label("Password").fill("tentacles-8")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_is_wider_than_the_smallest_window(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_push_appears_on_the_open_home_page_at_once(page: Page, served: Served) -> None:
    page.goto("/")
    expect(page.locator("[data-live]")).to_have_text("live")
    served.push("Seen <b>at once</b>")
    first = page.locator("ol.feed > li").first
    expect(first.locator(".line-message")).to_have_text("Seen <b>at once</b>")
    expect(first.locator(".line-person")).to_have_text("octo")
    expect(first.locator("time")).to_have_text("just now")


def test_the_feed_stays_at_thirty_lines_without_a_commit_twice(page: Page, served: Served) -> None:
    page.goto("/")
    expect(page.locator("[data-live]")).to_have_text("live")
    served.push("one", "two", "three")
    expect(page.locator("ol.feed > li.line-new")).to_have_count(3)
    lines = page.locator("ol.feed > li")
    ids = lines.evaluate_all("lines => lines.map(line => line.dataset.id)")
    assert len(ids) == len(set(ids)) == 30


def test_a_line_that_arrives_is_the_line_the_server_draws(page: Page, served: Served) -> None:
    page.goto("/")
    expect(page.locator("[data-live]")).to_have_text("live")
    served.push("Drawn twice", "Drawn for nobody", email="stranger@example.org")
    served.push("Drawn for octo")
    expect(page.locator("li.line-new")).to_have_count(3)
    shape = """lines => lines.slice(0, 3).map(line => [...line.querySelectorAll("a, img")].map(
        element => element.getAttribute("href") ?? element.getAttribute("src")))"""
    arrived = page.locator("ol.feed > li").evaluate_all(shape)
    page.reload()
    assert page.locator("ol.feed > li").evaluate_all(shape) == arrived


def test_pages_work_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    expect(page.locator("ol.feed > li")).to_have_count(30)
    expect(page.locator("[data-live]")).to_be_hidden()
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("octo")
    context.close()


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/people/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_hook_is_made_and_its_secret_shown_once(page: Page) -> None:
    sign_in(page)
    page.goto("/account/repositories/")
    page.get_by_label("Git host").select_option(label="Bitbucket")
    page.get_by_role("button", name="New hook").click()
    expect(page.get_by_text("This secret is shown once.")).to_be_visible()
    page.get_by_role("link", name="Your repositories").first.click()
    page.get_by_role("link", name="Bitbucket").click()
    expect(page.get_by_text("is not shown again")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
