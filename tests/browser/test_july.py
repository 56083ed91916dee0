"""`july.js` in a real browser: calls, subscriptions, and what becomes of them when a site stops."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.conftest import NO_WEBSOCKETS, ROOT, Served, create_game, environ, serving

pytestmark = pytest.mark.browser
SOON = 45_000
"""Milliseconds: pages wait for up to half a minute before they connect again."""
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


def test_who_closes_amid_a_reconnect_can_subscribe_again(window: Page) -> None:
    window.route_web_socket("**/ws", lambda socket: socket.close())
    window.goto("/help/")
    window.evaluate(
        WATCH.replace("window.seen = [];", "window.seen = []; july.addEventListener('state', () =>"
        " window.seen.push(july.state));")
    )  # fmt: skip
    wait_for(window, "window.seen.includes('closed')")
    window.evaluate("window.july.close()")
    window.unroute_all()
    window.route_web_socket("**/ws", lambda socket: socket.connect_to_server())
    window.evaluate("window.july.subscribe({ method: 'sideboard.poll', callback: (told) =>"
                    " window.seen.push(told) })")  # fmt: skip
    wait_for(window, "window.seen.includes('pong')")


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


OPEN = """token => {
    window.told = [];
    window.july.open({
        token,
        callback: (message) => window.told.push(message),
        error: (text) => window.told.push(`error: ${text}`),
    });
}"""
MAKE_TOKEN = """
import django
django.setup()
from july.live.private import create_channel
print(create_channel("page-7"))
"""


@dataclass
class Heard:
    """What a page and its site say to each other, and a way to speak for the site."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    answered: list[dict[str, Any]] = field(default_factory=list)
    sockets: list[WebSocketRoute] = field(default_factory=list)

    def listen(self, socket: WebSocketRoute) -> None:
        """Stand between the page and the site."""
        self.sockets.append(socket)
        site = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            self.sent.append(json.loads(message))
            site.send(message)

        def pass_back(message: str | bytes) -> None:
            socket.send(message)
            self.answered.append(json.loads(message))

        socket.on_message(pass_on)
        site.on_message(pass_back)

    def count(self, **wanted: str) -> int:
        """How many messages of the page had these values."""
        return sum(wanted.items() <= each.items() for each in self.sent)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def overheard(browser: Browser, tmp_path: Path, heard: Heard) -> Iterator[tuple[Page, str]]:
    """A page whose clock can be put forward, and a token of its site."""
    with serving(tmp_path) as url:
        command = [sys.executable, "-c", MAKE_TOKEN]
        environment = environ(tmp_path) | {"DJANGO_SETTINGS_MODULE": "july.main.settings"}
        made = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        context = browser.new_context()
        page = context.new_page()
        page.clock.install()
        page.route_web_socket("**/ws", heard.listen)
        page.goto(f"{url}/help/")
        page.evaluate(WATCH)
        yield page, made.stdout.decode().strip()
        context.close()


def until(page: Page, condition: Callable[[], bool]) -> None:
    waited = 0
    while not condition():
        assert waited < SOON, "it did not happen"
        page.wait_for_timeout(50)
        waited += 50


def test_a_private_channel_is_opened_and_its_token_renewed(
    overheard: tuple[Page, str], heard: Heard
) -> None:
    page, token = overheard
    page.evaluate(OPEN, token)
    until(page, lambda: any(each.get("client") == "page-7" for each in heard.answered))
    assert heard.count(action="token", token=token) == 1
    heard.sockets[-1].send(json.dumps({"client": "page-7", "data": {"hello": "you"}}))
    until(page, lambda: page.evaluate("window.told.length") == 1)
    assert page.evaluate("window.told") == [{"hello": "you"}]
    page.clock.fast_forward("01:01:00")
    until(page, lambda: heard.count(method="channel.renew") == 1)
    until(page, lambda: heard.count(action="token") - heard.count(token=token) == 1)


def test_a_token_that_is_none_is_told(overheard: tuple[Page, str]) -> None:
    page, token = overheard
    page.evaluate(OPEN, f"x{token}")
    until(page, lambda: page.evaluate("window.told.length") == 1)
    assert page.evaluate("window.told") == ["error: this is no token of July's"]


def test_a_page_connects_anew_before_an_hour_is_over(
    overheard: tuple[Page, str], heard: Heard
) -> None:
    page, _ = overheard
    until(page, lambda: heard.count(method="feed.latest") == 1)
    page.clock.fast_forward("55:01")
    until(page, lambda: len(heard.sockets) == 2)
    until(page, lambda: heard.count(method="feed.latest") == 2)


def test_a_page_asks_every_so_often_whether_it_is_heard(
    overheard: tuple[Page, str], heard: Heard
) -> None:
    page, _ = overheard
    until(page, lambda: heard.count(method="feed.latest") == 1)
    page.wait_for_timeout(300)
    page.clock.fast_forward("00:31")
    until(page, lambda: heard.count(method="sideboard.poll") >= 1)
