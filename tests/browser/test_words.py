"""Languages and time zones in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

ADD = """([time, form]) => {
    const element = document.createElement("time");
    element.dateTime = time;
    element.dataset.time = form;
    const line = document.createElement("p");
    line.append(element);
    document.querySelector("main").prepend(line);
}"""


@pytest.fixture
def in_tokyo(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A German in Tokyo."""
    context = browser.new_context(
        base_url=served.url, locale="de-AT", timezone_id="Asia/Tokyo", color_scheme="light"
    )
    yield context
    context.close()


def add_time(page: Page, time: str, form: str) -> None:
    """Put a time into the page as a script would that draws news."""
    page.evaluate(ADD, [time, form])


def test_a_time_is_told_in_the_zone_and_the_way_of_the_visitor(in_tokyo: BrowserContext) -> None:
    page = in_tokyo.new_page()
    page.goto("/people/")
    add_time(page, "2026-07-14T20:05:00+00:00", "moment")
    time = page.locator("main time").first
    expect(time).to_have_text("15. Juli 2026 um 05:05 GMT+9")
    expect(time).to_have_attribute("title", "15. Juli 2026 um 05:05 GMT+9")


def test_how_long_ago_is_told_in_the_language_of_the_page(in_tokyo: BrowserContext) -> None:
    page = in_tokyo.new_page()
    page.goto("/people/")
    add_time(page, page.evaluate("new Date(Date.now() - 3 * 864e5).toISOString()"), "ago")
    expect(page.locator("main time").first).to_have_text("vor 3 Tagen")


def test_a_page_in_english_says_days_as_the_visitors_english_does(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context(base_url=served.url, locale="en-US", timezone_id="UTC")
    page = context.new_page()
    page.goto("/people/")
    add_time(page, "2026-07-14T20:05:00+00:00", "ago")
    expect(page.locator("main time").first).to_have_text("July 14, 2026")
    context.close()


def test_the_server_learns_the_zone_for_the_next_page(in_tokyo: BrowserContext) -> None:
    in_tokyo.new_page().goto("/")
    cookies = {cookie["name"]: cookie["value"] for cookie in in_tokyo.cookies()}
    assert cookies == {"july_zone": "Asia/Tokyo"}


def test_a_language_is_chosen_by_keyboard_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/people/?game=now")
    page.get_by_role("button", name="Deutsch").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("form", name="Sprache")).to_contain_text("English")
    assert page.url == f"{served.url}/people/?game=now"
    context.close()


def test_the_connection_tells_its_state_in_the_language_of_the_page(
    in_tokyo: BrowserContext,
) -> None:
    page = in_tokyo.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto("/live/")
    expect(page.locator("[data-live]").first).to_have_text("live")
    in_tokyo.set_offline(offline=True)
    page.evaluate("import('/static/js/july.js').then(({ july }) => july.close())")
    expect(page.locator("[data-live]").first).to_have_text("offline, verbindet sich neu")
    assert [text for text in complaints if "Content Security Policy" in text] == []
