"""Every kind of page on a phone, a tablet and a desk, in the light and in the dark.

SCREENSHOTS names a folder in which a picture of each is left.
"""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "board": "/people/",
    "game": "/games/now/",
    "games": "/games/",
    "person": "/people/octo/",
    "project": "/projects/push-octo-hello/",
    "team": "/teams/pythons/",
    "location": "/locations/berlin/",
    "language": "/languages/python/",
    "live": "/live/",
    "pulse": "/pulse/",
    "help": "/help/",
    "join": "/help/join/",
    "hooks": "/help/hooks/github/",
    "rules": "/help/rules/",
    "faq": "/help/faq/",
    "style": "/help/style/",
    "sign-in": "/account/sign-in/",
    "offline": "/offline/",
    "account": "/account/",
    "error": "/people/nobody-at-all/",
}
WIDTHS = (360, 768, 1280)
NAVIGATION = (
    "/people/",
    "/projects/",
    "/teams/",
    "/locations/",
    "/languages/",
    "/games/",
    "/live/",
)
PATIENCE = 40
"""Looks, half a second apart, at what is counted in the background."""
PICTURES = os.environ.get("SCREENSHOTS")  # noqa: TID251 - of these tests alone


def sign_in(page: Page) -> None:
    page.goto("/account/sign-in/?next=/account/")
    page.get_by_label("Name").fill("octo")
    page.get_by_label("Password").fill("tentacles-8")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def opened(browser: Browser, served: Served, scheme: str, width: int) -> BrowserContext:
    """A window of that width in that scheme, in which octo is signed in."""
    context = browser.new_context(
        base_url=served.url,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": width, "height": 900},
    )
    sign_in(context.new_page())
    return context


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_kind_of_page_fits_and_shuts_nobody_out(
    browser: Browser,
    served: Served,
    accessible: Callable[[Page], None],
    width: int,
    scheme: str,
) -> None:
    context = opened(browser, served, scheme, width)
    page = context.pages[0]
    faults: list[str] = []
    page.on("request", lambda request: _note_stranger(request.url, served.url, faults))
    page.on("console", lambda message: _note_word(page, message.text, faults))
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    for name, path in PAGES.items():
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") != width:
            faults.append(f"{path} is wider than {width} px")
        try:
            accessible(page)
        except AssertionError as error:
            faults.append(f"{path}: {error}")
        if PICTURES:
            picture = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=picture, full_page=True)
    context.close()
    assert faults == []


def _note_stranger(url: str, own: str, faults: list[str]) -> None:
    if not url.startswith((own, "ws" + own.removeprefix("http"), "data:")):
        faults.append(f"asked somebody else: {url}")


def _note_word(page: Page, text: str, faults: list[str]) -> None:
    # Chromium itself tells that the page of an error is one.
    if not (page.url.endswith(PAGES["error"]) and "status of 404" in text):
        faults.append(f"{page.url}: {text}")


@pytest.fixture
def plain(browser: Browser, served: Served) -> Page:
    """A window without JavaScript."""
    return browser.new_context(base_url=served.url, java_script_enabled=False).new_page()


def test_every_link_of_the_navigation_leads_somewhere_without_scripts(plain: Page) -> None:
    plain.goto("/")
    hrefs = plain.locator("header a, footer a").evaluate_all("a => a.map(each => each.href)")
    assert {urljoin(plain.url, path) for path in NAVIGATION} <= set(hrefs)
    for href in dict.fromkeys(hrefs):
        answer = plain.request.get(href)
        assert answer.ok, href
    plain.context.close()


def test_every_form_works_without_scripts(plain: Page) -> None:
    form = plain.locator("#filter")
    for _ in range(PATIENCE):
        plain.goto("/people/")
        if form.count():  # as soon as locations have been counted
            break
        plain.wait_for_timeout(500)
    form.get_by_label("Location").select_option("berlin")
    form.get_by_role("button", name="Show").click()
    expect(plain.locator("main table").first).to_contain_text("octo")
    assert "location=berlin" in plain.url
    sign_in(plain)
    expect(plain.get_by_role("heading", level=1)).to_have_text("octo")
    plain.get_by_label("Git host").select_option(label="GitLab")
    plain.get_by_role("button", name="New hook").click()
    hook = plain.locator("article.hook").filter(has_text="GitLab")
    hook.get_by_text("Remove this hook").click()
    hook.get_by_role("button", name="Remove it").click()
    expect(hook).to_have_count(0)
    plain.get_by_role("button", name="Deutsch").click()
    expect(plain.locator("html")).to_have_attribute("lang", "de")
    plain.goto("/account/")
    plain.get_by_role("banner").get_by_role("button").click()
    assert "/account/sign-in/" in plain.request.get("/account/").url
    plain.context.close()
