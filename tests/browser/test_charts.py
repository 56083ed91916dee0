"""Charts in a real browser: they follow pushes, and shut nobody out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

CHARTED = ("/", "/games/now/", "/people/octo/", "/projects/push-octo-hello/", "/teams/pythons/")


@pytest.mark.parametrize("address", CHARTED)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_and_their_tables_shut_nobody_out(
    page: Page, accessible: Callable[[Page], None], address: str, scheme: str
) -> None:
    dark = scheme == "dark"
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details.days').forEach((each) => each.open = true)")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_push_moves_the_charts_of_an_open_page(page: Page, served: Served) -> None:
    page.goto("/games/now/")
    expect(page.locator("[data-live]")).to_have_text("live")
    leader = page.locator("#w-race .race-name .figure").first
    today = page.locator("#w-stats .stats strong").first
    before = leader.inner_text(), today.inner_text()
    table = page.locator("#w-race details")
    table.locator("summary").click()
    served.push("Moves the charts")
    expect(leader).not_to_have_text(before[0], timeout=10_000)
    expect(today).not_to_have_text(before[1], timeout=10_000)
    expect(leader).to_have_class("figure fresh")
    expect(table).to_have_attribute("open", "")
