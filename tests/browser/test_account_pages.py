"""The row of pages of an account, and the form of a host beside what is to be pasted there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Served
from tests.browser.test_matrix import sign_in, window

__all__ = ["window"]

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 360, "height": 800}
ONE_LINE = 60
"""Pixels in height that no two lines of links have."""


def in_sight(page: Page, name: str) -> bool:
    """Whether a link of the row is to be seen without pushing it."""
    row = page.locator(".account-pages").bounding_box()
    link = page.locator(".account-pages").get_by_role("link", name=name).bounding_box()
    assert row is not None
    assert link is not None
    return row["x"] - 1 <= link["x"] and link["x"] + link["width"] <= row["x"] + row["width"] + 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/account/", "Overview"),
        ("/account/tokens/", "API tokens"),
        ("/account/leave/", "Your data"),
    ],
)
def test_on_a_phone_the_pages_are_one_row_that_begins_with_the_one_that_is_open(
    window: Page, path: str, name: str
) -> None:
    window.set_viewport_size(PHONE)
    window.goto(path)
    box = window.locator(".account-pages").bounding_box()
    assert box is not None
    assert box["height"] < ONE_LINE
    assert in_sight(window, name)


def test_on_a_phone_all_of_them_are_reached_by_keyboard(window: Page) -> None:
    window.set_viewport_size(PHONE)
    window.goto("/account/")
    links = window.locator(".account-pages a")
    links.first.focus()
    for _ in range(links.count() - 1):
        window.keyboard.press("Tab")
    expect(links.last).to_be_focused()
    assert in_sight(window, "Your data")


def test_at_a_desk_all_of_them_are_in_sight(window: Page) -> None:
    window.set_viewport_size({"width": 1280, "height": 800})
    window.goto("/account/")
    assert in_sight(window, "Overview")
    assert in_sight(window, "Your data")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_whoever_makes_a_hook_sees_the_form_with_what_to_paste_in_it(
    browser: Browser, served: Served, accessible: Callable[[Page], None], scripts: bool
) -> None:
    context = browser.new_context(
        base_url=served.url, viewport=PHONE, java_script_enabled=scripts, reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(page)
    page.goto("/account/repositories/")
    page.get_by_label("Git host").select_option(label="GitLab")
    page.get_by_role("button", name="New hook").click()
    form = page.get_by_role("figure", name="Drawing of the form Add new webhook on GitLab")
    expect(form).to_be_visible()
    for pasted in page.locator(".wires code").all_inner_texts():
        expect(form).to_contain_text(pasted)
    if scripts:
        accessible(page)
    page.get_by_text("Remove this hook").click()
    page.get_by_role("button", name="Remove it").click()
    context.close()
