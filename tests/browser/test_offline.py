"""The page that a browser shows where there is no net, and what it must never show instead."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
READY = "navigator.serviceWorker.ready.then(found => Boolean(found.active))"


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A window whose console may complain of what it can't load."""
    context = browser.new_context(base_url=served.url)
    yield context
    context.close()


@pytest.fixture
def visited(context: BrowserContext) -> Page:
    """A page of the site, seen once, so that the service worker is there."""
    page = context.new_page()
    page.goto("/people/")
    assert page.evaluate(READY)
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def test_without_a_net_the_offline_page_says_so_in_the_look_of_the_site(
    context: BrowserContext, visited: Page
) -> None:
    context.set_offline(True)
    visited.goto("/projects/")
    expect(visited.get_by_role("heading", level=1)).to_have_text("No connection")
    styled = "getComputedStyle(document.querySelector('.error')).maxWidth !== 'none'"
    assert visited.evaluate(styled)
    assert visited.url.endswith("/projects/")


def test_a_page_that_was_seen_before_is_not_shown_from_memory(
    context: BrowserContext, visited: Page
) -> None:
    context.set_offline(True)
    visited.goto("/people/")
    expect(visited.get_by_role("heading", level=1)).to_have_text("No connection")


def test_back_on_the_net_the_page_that_was_wanted_comes_by_itself(
    context: BrowserContext, visited: Page
) -> None:
    context.set_offline(True)
    visited.goto("/projects/")
    context.set_offline(False)
    expect(visited.get_by_role("heading", level=1)).to_have_text("Projects", timeout=10_000)


def test_try_again_asks_for_the_same_page(context: BrowserContext, visited: Page) -> None:
    context.set_offline(True)
    visited.goto("/projects/?limit=5")
    again = visited.get_by_role("link", name="Try again")
    assert again.evaluate("link => link.href") == visited.url
    assert visited.url.endswith("/projects/?limit=5")


def test_on_the_net_every_page_comes_from_the_site(visited: Page, served: Served) -> None:
    visited.goto("/")
    served.push("Newer than anything kept")
    visited.reload()
    expect(visited.locator(".line-message").first).to_have_text("Newer than anything kept")


def test_nothing_but_the_offline_page_and_what_it_loads_is_kept(visited: Page) -> None:
    visited.goto("/people/octo/")
    kept = visited.evaluate(
        """async () => {
            const names = await caches.keys();
            const keys = names.map(async (name) => (await caches.open(name)).keys());
            const requests = (await Promise.all(keys)).flat();
            return requests.map((request) => new URL(request.url).pathname);
        }"""
    )
    assert "/offline/" in kept
    assert [path for path in kept if not path.startswith(("/offline/", "/static/"))] == []


def test_without_a_service_worker_everything_works(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, service_workers="block")
    page = context.new_page()
    page.goto("/people/")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    context.close()
