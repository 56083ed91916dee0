"""The live feed in a real browser."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Served, create_game, serving

pytestmark = pytest.mark.browser
SOON = 45_000
"""Milliseconds: pages wait for some seconds before they connect again."""
LINES = "ol.feed-live > li"


@pytest.fixture
def window(browser: Browser, served: Served) -> Iterator[Page]:
    """Another window on the site."""
    context = browser.new_context(base_url=served.url)
    yield context.new_page()
    context.close()


def look(page: Page, address: str = "/live/") -> None:
    """Open the page and wait until it has read its history and follows."""
    page.goto(address)
    expect(page.locator("ol.feed-live")).to_have_attribute("aria-busy", "false", timeout=SOON)


def messages(page: Page) -> Locator:
    return page.locator(f"{LINES} .line-message")


def ids(page: Page) -> list[tuple[int, ...]]:
    """The ids of the lines, as they are ordered."""
    found = page.locator(LINES).evaluate_all("all => all.map(each => each.dataset.id)")
    return [tuple(map(int, id.split("-"))) for id in found]


def test_a_push_appears_as_a_line(page: Page, served: Served) -> None:
    look(page)
    served.push("Seen <b>live</b>")
    expect(messages(page).first).to_have_text("Seen <b>live</b>")
    line = page.locator(LINES).first
    expect(line.locator(".line-person")).to_have_text("octo")
    expect(line.locator(".line-project")).to_have_text("octo/hello")
    expect(line.locator(".line-languages")).to_have_text("python")
    expect(line.locator(".line-points")).to_have_text("+1 points")
    assert ids(page) == sorted(set(ids(page)), reverse=True)


def test_a_line_that_arrives_is_the_line_the_server_draws(page: Page, served: Served) -> None:
    look(page)
    served.push("Drawn by both")
    served.push("Drawn for nobody", email="stranger@example.org")
    expect(messages(page).first).to_have_text("Drawn for nobody")
    shape = """all => all.slice(0, 2).map(line => [...line.querySelectorAll("a, img")].map(
        each => [each.getAttribute("href") ?? each.getAttribute("src"), each.dataset.channel]))"""
    arrived = page.locator(LINES).evaluate_all(shape)
    context = page.context.browser
    assert context
    plain = context.new_context(base_url=served.url, java_script_enabled=False).new_page()
    plain.goto("/live/")
    expect(plain.locator("[data-pause]")).to_be_hidden()
    assert plain.locator(LINES).evaluate_all(shape) == arrived
    plain.context.close()


def test_a_flipped_page_shows_the_right_lines_only(page: Page, served: Served) -> None:
    look(page)
    page.evaluate("window.kept = true")
    page.locator(f"{LINES} .line-person").get_by_text("octo").first.click()
    expect(page.locator("[data-label]")).to_have_text("octo")
    assert page.url.endswith("/live/?channel=person%3Aocto")
    expect(messages(page).first).to_be_visible()
    served.push("Of a stranger", email="stranger@example.org")
    served.push("Of octo")
    expect(messages(page).first).to_have_text("Of octo")
    assert set(page.locator(".line-person").all_inner_texts()) == {"octo"}
    page.keyboard.press("0")
    expect(messages(page).nth(1)).to_have_text("Of a stranger")
    assert page.url.endswith("/live/")
    page.go_back()
    expect(messages(page).nth(1)).not_to_have_text("Of a stranger")
    assert page.evaluate("window.kept"), "the page was loaded anew"


def test_keys_flip_and_can_be_switched_off(page: Page) -> None:
    look(page)
    page.keyboard.press("1")
    expect(page.locator("[data-label]")).to_have_text("Right now")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-label]")).to_have_text("octo")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-label]")).to_have_text("everything")
    page.get_by_label("Keys").uncheck()
    page.keyboard.press("1")
    expect(page.locator("[data-label]")).to_have_text("everything")


def test_a_pause_keeps_what_comes_for_later(page: Page, served: Served) -> None:
    look(page)
    page.keyboard.press("p")
    before = ids(page)
    served.push("Kept", "Kept too")
    button = page.locator("[data-pause]")
    expect(button).to_have_text("Go on (2 new)")
    assert ids(page) == before
    button.click()
    expect(messages(page).first).to_have_text("Kept too")
    expect(messages(page).nth(1)).to_have_text("Kept")
    expect(button).to_have_text("Pause")


def test_two_tabs_do_not_disturb_each_other(page: Page, window: Page, served: Served) -> None:
    look(page)
    look(window, "/live/?channel=language:rust")
    expect(window.locator("[data-empty]")).to_be_visible()
    served.push("For one tab only")
    expect(messages(page).first).to_have_text("For one tab only")
    window.keyboard.press("ArrowRight")
    window.keyboard.press("0")
    expect(messages(window).first).to_have_text("For one tab only")
    window.close()
    served.push("After the other had gone")
    expect(messages(page).first).to_have_text("After the other had gone")


def test_the_page_says_how_many_watch(page: Page) -> None:
    look(page)
    expect(page.locator("[data-watchers]")).to_have_text(re.compile(r"\d+ watching"), timeout=SOON)


def test_a_page_catches_up_with_a_site_that_was_started_anew(
    browser: Browser, tmp_path: Path
) -> None:
    create_game(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    context = browser.new_context()
    page = context.new_page()
    with serving(tmp_path, port) as url:
        site = Served(url)
        look(page, f"{url}/live/")
        site.push("Before")
        expect(messages(page)).to_have_text(["Before"])
    expect(page.locator("[data-live]")).to_have_text(re.compile("offline|connecting"))
    with serving(tmp_path, port) as url:
        site.push("Missed", "Missed as well")
        expected = ["Missed as well", "Missed", "Before"]
        expect(messages(page)).to_have_text(expected, timeout=SOON)
        site.push("After")
        expect(messages(page)).to_have_text(["After", *expected])
        context.close()
