"""The feed of an open page, when its connection is interrupted."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import NO_WEBSOCKETS, Served, create_game, serving

pytestmark = pytest.mark.browser
SOON = 45_000
"""Milliseconds: pages wait for some seconds, each for a time of its own."""
NEWEST = "ol.feed > li.line-new .line-message"


@pytest.fixture
def blocked(browser: Browser, served: Served) -> Iterator[Page]:
    """A window without WebSockets, whose console may complain of answers that are no stream."""
    context = browser.new_context(base_url=served.url)
    context.add_init_script(NO_WEBSOCKETS)
    page = context.new_page()
    yield page
    page.unroute_all(behavior="ignoreErrors")
    context.close()


def test_where_websockets_are_blocked_the_feed_goes_on(blocked: Page, served: Served) -> None:
    blocked.goto("/")
    expect(blocked.locator("[data-live]")).to_have_text("live", timeout=SOON)
    served.push("Told by the stream")
    expect(blocked.locator(NEWEST).first).to_have_text("Told by the stream", timeout=SOON)


def test_a_page_that_missed_too_much_reads_the_feed_anew(blocked: Page, served: Served) -> None:
    told = 'retry: 60000\n\nid: 9-9\nevent: reset\ndata: {"since": "1-1"}\n\n'

    def reset(route: Route) -> None:
        served.push("Told to nobody")
        route.fulfill(status=200, content_type="text/event-stream", body=told)

    blocked.route("**/events?*", reset)
    blocked.goto("/")
    expect(blocked.locator(NEWEST).first).to_have_text("Told to nobody", timeout=SOON)


def test_a_page_that_was_refused_comes_back(blocked: Page, served: Served) -> None:
    refusals = iter([503, 502])

    def refuse(route: Route) -> None:
        status = next(refusals, None)
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, body="")

    blocked.route("**/events?*", refuse)
    blocked.goto("/")
    expect(blocked.locator("[data-live]")).to_have_text("live", timeout=2 * SOON)
    served.push("Told again")
    expect(blocked.locator(NEWEST).first).to_have_text("Told again", timeout=SOON)


def test_the_home_page_catches_up_with_a_site_that_was_started_anew(
    browser: Browser, tmp_path: Path
) -> None:
    create_game(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    context = browser.new_context()
    page = context.new_page()
    with serving(tmp_path, port) as url:
        site = Served(url)
        page.goto(url)
        expect(page.locator("[data-live]")).to_have_text("live")
        site.push("Before")
        expect(page.locator(".line-message")).to_have_text(["Before"])
    expect(page.locator("[data-live]")).to_have_text(re.compile("offline|connecting"))
    with serving(tmp_path, port):
        site.push("Missed", "Missed as well")
        expected = ["Missed as well", "Missed", "Before"]
        expect(page.locator(".line-message")).to_have_text(expected, timeout=SOON)
        context.close()
