"""The help: what its pages weigh, and that its examples do what they say."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from july.config import settings
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


def test_what_a_page_loads_is_light(page: Page) -> None:
    page.goto("/help/style/")
    sheets = page.evaluate(
        "[...document.styleSheets].map(sheet => sheet.href).filter(href => href)"
    )
    assert len(sheets) > 5  # those that only this page has, too
    loads = """async urls => {
      const texts = await Promise.all(urls.map(async url => (await fetch(url)).blob()))
      const gzip = new Blob(texts).stream().pipeThrough(new CompressionStream("gzip"))
      return (await new Response(gzip).blob()).size
    }"""
    assert page.evaluate(loads, sheets) < 30_000


def test_code_is_copied_with_one_press(browser: Browser, served: Served) -> None:
    context = browser.new_context(
        base_url=served.url, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto("/help/join/")
    copy = page.get_by_role("button", name="Copy")
    copy.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "git config user.email"
    context.close()


def test_both_schemes_stand_side_by_side_whatever_the_visitor_has(page: Page) -> None:
    grounds = "each => getComputedStyle(each).backgroundColor"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto("/help/style/")
        light = page.locator(".scheme-light").first.evaluate(grounds)
        dark = page.locator(".scheme-dark").first.evaluate(grounds)
        assert (light, dark) == ("rgb(247, 246, 241)", "rgb(18, 24, 26)")


def example(page: Page, name: str, served: Served) -> str:
    """The code of that example, for the site under test."""
    code = page.get_by_role("group", name=name, exact=True).inner_text()
    told, real = (url.removeprefix("http://") for url in (settings().base_url, served.url))
    assert told in code
    return code.replace(told, real)


def test_the_examples_for_a_browser_say_what_happens(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    page.goto("/help/api/")
    follow = example(page, "Follow every commit in a browser", served)
    subscribe = example(page, "Subscribe to a board", served)
    with page.expect_console_message(lambda message: "client: board, data:" in message.text):
        page.evaluate(f"() => {{ {subscribe} }}")
    opened = "new Promise(done => { feed.onopen = done })"
    page.evaluate(f"() => {{ {follow}; return {opened} }}")
    with page.expect_console_message(lambda message: message.text == "Told to everybody"):
        served.push("Told to everybody")
    context.close()


def test_the_example_for_json_rpc_is_answered(page: Page, served: Served) -> None:
    page.goto("/help/api/")
    code = example(page, "Call a service", served)
    said = re.search(r"curl (\S+).*-d '(.*)'", code, re.DOTALL)
    assert said
    json = {"Content-Type": "application/json"}
    answer = httpx.post(said[1], content=said[2], headers=json)
    assert answer.json()["result"][0]["slug"] == "octo"
