"""The feed of an open page, when its stream is interrupted."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
SOON = 15_000
"""Milliseconds: pages wait for some seconds, each for a time of its own."""


@pytest.fixture
def interrupted(browser: Browser, served: Served) -> Iterator[Page]:
    """A window whose console may complain of answers that are no stream."""
    context = browser.new_context(base_url=served.url)
    yield context.new_page()
    context.close()


def test_a_page_that_missed_too_much_reads_the_feed_anew(interrupted: Page, served: Served) -> None:
    told = 'retry: 60000\n\nid: 9-9\nevent: reset\ndata: {"since": "1-1"}\n\n'

    def reset(route: Route) -> None:
        served.push("Told to nobody")
        route.fulfill(status=200, content_type="text/event-stream", body=told)

    interrupted.route("**/events?*", reset)
    interrupted.goto("/")
    message = interrupted.locator("ol.feed > li.line-new .line-message").first
    expect(message).to_have_text("Told to nobody", timeout=SOON)
    interrupted.unroute_all(behavior="ignoreErrors")


def test_a_page_that_was_refused_comes_back(interrupted: Page, served: Served) -> None:
    refusals = iter([503, 502])

    def refuse(route: Route) -> None:
        status = next(refusals, None)
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, body="")

    interrupted.route("**/events?*", refuse)
    interrupted.goto("/")
    expect(interrupted.locator("[data-live]")).to_have_text("live", timeout=2 * SOON)
    served.push("Told again")
    message = interrupted.locator("ol.feed > li.line-new .line-message").first
    expect(message).to_have_text("Told again", timeout=SOON)
    interrupted.unroute_all(behavior="ignoreErrors")
