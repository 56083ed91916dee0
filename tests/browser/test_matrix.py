"""Every kind of page on a phone, a tablet and a desk, in the light and in the dark.

SCREENSHOTS names a folder in which a picture of each is left.
"""

import os
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

from july.web import guide
from tests.browser.accessibility import findings
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
    "plugins": "/plugins/",
    "sign-in": "/account/sign-in/",
    "offline": "/offline/",
    "account": "/account/",
    "profile": "/account/profile/",
    "members": "/teams/pythons/members/",
    "repositories": "/account/repositories/",
    "tokens": "/account/tokens/",
    "password": "/account/password/",
    "muted": "/account/muted/",
    "whose": "/account/projects/",
    "report": "/report/people/octo/",
    "forgotten": "/account/password/forgotten/",
    "identities": "/account/identities/",
    "sessions": "/account/sessions/",
    "prove": "/account/prove/",
    "leave": "/account/leave/",
    "delete": "/account/delete/",
    "gone": "/account/gone/",
    "error": "/people/nobody-at-all/",
} | {page.path.strip("/").replace("/", "-"): page.path for page in guide.PAGES}
WIDTHS = (360, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AUDITED = {(360, "light"), (1280, "dark")}
"""Colours differ by scheme and arrangement by width: axe-core need not look at all of them."""
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


@pytest.fixture(scope="module")
def window(browser: Browser, served: Served) -> Iterator[Page]:
    """A window in which octo is signed in."""
    context = browser.new_context(base_url=served.url, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page)
    yield page
    context.close()


@pytest.fixture
def faults(window: Page, served: Served) -> Iterator[list[str]]:
    """What the console complains of, and whom else a page asks, while a test lasts."""
    found: list[str] = []
    listeners: dict[Any, Callable[[Any], None]] = {
        "request": lambda request: _note_stranger(request.url, served.url, found),
        "console": lambda message: _note_word(window, message.text, found),
        "pageerror": lambda error: found.append(f"{window.url}: {error}"),
    }
    for event, listener in listeners.items():
        window.on(event, listener)
    yield found
    for event, listener in listeners.items():
        window.remove_listener(event, listener)


@pytest.mark.parametrize("name", PAGES)
def test_every_kind_of_page_fits_and_shuts_nobody_out(
    window: Page, faults: list[str], name: str
) -> None:
    _show(window, 360, "light")
    window.goto(PAGES[name])
    for width, scheme in product(WIDTHS, SCHEMES):
        _show(window, width, scheme)
        wide = window.evaluate("document.documentElement.scrollWidth")
        if wide != width:
            faults.append(f"{wide} px wide in a window of {width}")
        if (width, scheme) in AUDITED:
            faults += [f"at {width} px, {scheme}: {each}" for each in findings(window)]
        if PICTURES:
            picture = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
            window.screenshot(path=picture, full_page=True)
    assert faults == []


def _show(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


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
    plain.goto("/account/repositories/")
    plain.get_by_label("Git host").select_option(label="GitLab")
    plain.get_by_role("button", name="New hook").click()
    plain.get_by_text("Remove this hook").click()
    plain.get_by_role("button", name="Remove it").click()
    expect(plain.locator("article.hook").filter(has_text="GitLab")).to_have_count(0)
    plain.get_by_role("button", name="Deutsch").click()
    expect(plain.locator("html")).to_have_attribute("lang", "de")
    plain.goto("/account/")
    plain.get_by_role("banner").get_by_role("button").click()
    assert "/account/sign-in/" in plain.request.get("/account/").url
    plain.context.close()
