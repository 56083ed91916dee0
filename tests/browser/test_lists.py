"""Boards, days and lists in a real browser."""

import json
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import TODAY, Served
from tests.browser.test_pages import sign_in

pytestmark = pytest.mark.browser
SOON = 10_000
DAY = f"/people/octo/days/{TODAY}/"
ADDRESSES = (
    "/",
    "/people/",
    "/people/?q=oc",
    "/locations/",
    "/games/",
    "/games/now/",
    DAY,
    "/live/",
)

ANOTHER = """
document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    const place = document.createElement("section");
    place.innerHTML = box;
    document.querySelector("main").append(place);
});
"""
"""Puts another feed on the page, before the page's own scripts begin."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_is_shut_out(
    page: Page, accessible: Callable[[Page], None], address: str, scheme: str
) -> None:
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    accessible(page)


def test_who_is_signed_in_finds_their_row_and_deliveries(
    page: Page, accessible: Callable[[Page], None]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    sign_in(page)
    page.goto("/people/octo/")
    expect(page.get_by_text("Only you see this.")).to_be_visible()
    accessible(page)
    page.goto("/people/")
    page.get_by_role("link", name="Jump to me").click()
    expect(page.locator("#here")).to_be_in_viewport()
    expect(page.locator("#here")).to_contain_text("you")
    accessible(page)


def test_an_open_board_shows_who_scores(page: Page, served: Served) -> None:
    page.goto("/projects/")
    expect(page.locator("[data-live]")).to_have_text("live")
    served.push("Begin it", repository="octo/seen-on-the-board")
    row = page.get_by_role("row", name="octo/seen-on-the-board")
    expect(row).to_be_visible(timeout=SOON)
    served.push("Go on", repository="octo/seen-on-the-board")
    expect(row.locator(".points")).to_have_text("12", timeout=SOON)
    expect(row.locator(".points")).to_have_class("figure points fresh")


def test_names_are_found_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/people/")
    page.get_by_role("searchbox").fill("OCT")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Show everything").click()
    expect(page.get_by_role("searchbox")).to_have_value("")
    context.close()


def test_two_feeds_on_a_page_both_grow(page: Page, served: Served) -> None:
    box = httpx.get(f"{served.url}/languages/python/w/feed/?fragment=1").text

    page.add_init_script(f"const box = {json.dumps(box)};{ANOTHER}")
    page.goto("/")
    everything = page.locator('[data-feed="commits"] .line-new .line-message')
    python = page.locator('[data-feed="language:python"] .line-new .line-message')
    expect(page.locator("[data-live]").first).to_have_text("live")
    served.push("For both feeds")
    expect(everything.first).to_have_text("For both feeds", timeout=SOON)
    expect(python.first).to_have_text("For both feeds", timeout=SOON)
