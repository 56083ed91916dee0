"""`july.js` in a real browser: calls, subscriptions, and what becomes of them when a site stops."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NO_WEBSOCKETS, Served, create_game, serving

pytestmark = pytest.mark.browser
SOON = 15_000
"""Milliseconds: pages wait for some seconds before they connect again."""
WATCH = """async () => {
    const { july } = await import("/static/js/july.js");
    window.july = july;
    window.seen = [];
    window.states = [];
    july.addEventListener("open", () => window.states.push("open"));
    july.addEventListener("close", () => window.states.push("close"));
    window.client = july.subscribe({
        method: "feed.latest",
        params: ["commits", 3],
        callback: (lines) => window.seen.push(lines[0]?.message ?? "nothing"),
        error: (text) => window.seen.push(`error: ${text}`),
    });
}"""


@pytest.fixture
def window(browser: Browser, served: Served) -> Iterator[Page]:
    """A window whose console may complain of connections that are lost."""
    context = browser.new_context(base_url=served.url)
    yield context.new_page()
    context.close()


def wait_for(page: Page, condition: str) -> None:
    """Playwright's own way would evaluate a text inside the page, which its policy forbids."""
    waited = 0
    while not page.evaluate(condition):
        assert waited < SOON, f"not so: {condition}; seen {page.evaluate('window.seen')}"
        page.wait_for_timeout(50)
        waited += 50


def watch(page: Page) -> None:
    page.goto("/help/")
    page.evaluate(WATCH)
    wait_for(page, "window.seen.length > 0")


def call(page: Page, *words: Any) -> Any:
    return page.evaluate("words => window.july.call(...words)", list(words))


def test_a_push_changes_what_a_page_has_subscribed_to(page: Page, served: Served) -> None:
    watch(page)
    served.push("Told over the socket")
    wait_for(page, "window.seen.at(-1) === 'Told over the socket'")
    assert page.evaluate("window.states") == ["open"]


def test_a_call_gives_the_answer_or_the_error(page: Page) -> None:
    watch(page)
    assert call(page, "people.get", "octo")["name"] == "octo"
    caught = "words => window.july.call(...words).catch(error => error.message)"
    assert "nobody.nothing" in page.evaluate(caught, ["nobody.nothing"])


def test_who_unsubscribes_hears_nothing_more(page: Page, served: Served) -> None:
    watch(page)
    page.evaluate("window.july.unsubscribe(window.client)")
    assert call(page, "sideboard.poll") == "pong"
    before = page.evaluate("window.seen.length")
    served.push("Heard by nobody here")
    page.wait_for_timeout(300)
    assert page.evaluate("window.seen.length") == before


def test_the_dot_follows_the_connection(page: Page) -> None:
    page.goto("/help/")
    dot = '<span class="live" data-live role="status" hidden><span class="live-dot"></span>'
    dot += '<span class="live-word"></span></span>'
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", dot
    )
    page.evaluate(WATCH)
    expect(page.locator("[data-live]")).to_have_text("live")
    page.evaluate("window.july.close()")
    expect(page.locator("[data-live]")).to_have_text("offline, reconnecting")


def test_two_tabs_do_not_disturb_each_other(page: Page, window: Page, served: Served) -> None:
    watch(page)
    watch(window)
    window.evaluate("window.july.unsubscribe(window.client)")
    served.push("For one tab")
    wait_for(page, "window.seen.at(-1) === 'For one tab'")
    assert window.evaluate("window.seen.at(-1)") != "For one tab"


def test_a_page_catches_up_with_a_site_that_was_started_anew(
    browser: Browser, tmp_path: Path
) -> None:
    create_game(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    context = browser.new_context()
    page = context.new_page()
    with serving(tmp_path, port) as url:
        page.goto(f"{url}/help/")
        page.evaluate(WATCH)
        wait_for(page, "window.seen.at(-1) === 'nothing'")
    wait_for(page, "window.states.at(-1) === 'close'")
    with serving(tmp_path, port) as url:
        Served(url).push("Missed by everybody")
        wait_for(page, "window.seen.at(-1) === 'Missed by everybody'")
        assert page.evaluate("window.states") == ["open", "close", "open"]
        context.close()


def test_where_websockets_are_blocked_an_event_stream_does(window: Page, served: Served) -> None:
    window.add_init_script(NO_WEBSOCKETS)
    window.goto("/help/")
    window.evaluate(WATCH)
    wait_for(window, "window.july.state === 'stream'")
    served.push("Told by the stream")
    wait_for(window, "window.seen.at(-1) === 'Told by the stream'")
    assert call(window, "people.get", "octo")["name"] == "octo"
