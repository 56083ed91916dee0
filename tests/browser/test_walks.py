"""From the home page to what people come for, in at most three clicks: docs/walks.md, walked."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from july.lib import clock
from tests.browser.conftest import TODAY, create_game, manage, serving

pytestmark = pytest.mark.browser
MOST = 3
TUESDAY = TODAY - timedelta(days=(TODAY.weekday() - 2) % 7 + 1)
"""The last Tuesday before today."""
NOON = time(12, tzinfo=UTC)
OCTO = {"name": "octo", "email": "octo@example.org"}
BOT = {"name": "helper[bot]", "email": "octo@example.org"}
WINDOWS = [(360, False), (1280, True)]
"""Widths, and whether there is JavaScript: the least that people have, and the most."""


@dataclass
class Walk:
    """A visit that begins at the home page and counts its clicks."""

    page: Page
    clicks: int = 0

    def click(self, what: Locator) -> None:
        """One click more."""
        self.clicks += 1
        assert self.clicks <= MOST, "this is too far from the home page"
        what.click()

    def link(self, name: str | re.Pattern[str]) -> Locator:
        """The first link of that name in the middle of the page."""
        return self.page.get_by_role("main").get_by_role("link", name=name).first


def commit(message: str, author: dict[str, str], at: datetime | None = None) -> dict[str, Any]:
    """A commit of that author, made just now unless told otherwise."""
    id = hashlib.sha1(message.encode(), usedforsecurity=False).hexdigest()
    moment = (at or clock.now()).isoformat()
    told = {"id": id, "message": message, "timestamp": moment, "files": ["hello.py"]}
    return told | {"author": author}


def deliver(site: str, hook: dict[str, str], *commits: dict[str, Any]) -> None:
    """Push them through octo's own hook."""
    repository = {"name": "octo/hello", "url": "https://git.example.org/octo/hello"}
    told = {"repository": repository, "ref": "refs/heads/main", "commits": commits}
    body = json.dumps(told).encode()
    signature = hmac.new(hook["secret"].encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-July-Signature": f"sha256={signature}"}
    address = f"{site}/api/v1/push/{hook['id']}"
    httpx.post(address, content=body, headers=headers).raise_for_status()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A game in which octo committed last Tuesday, and a program did in octo's name."""
    data: Path = tmp_path_factory.mktemp("walks")
    create_game(data)
    manage(data, "createuser", "octo", "--email", OCTO["email"], "--password", "tentacles-8")
    hook = json.loads(manage(data, "createhook", "--owner", "octo", "--host", "push"))
    at = datetime.combine(TUESDAY, NOON)
    with serving(data) as url:
        deliver(url, hook, commit("Teach the squid", OCTO, at), commit("Bump it", BOT, at))
        yield url


@pytest.fixture(params=WINDOWS, ids=lambda each: f"{each[0]}-{'' if each[1] else 'no-'}scripts")
def walk(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """At the home page, on a phone or a desk, with JavaScript or without."""
    width, scripts = request.param
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": 800},
        java_script_enabled=scripts,
        locale="en-GB",
    )
    page = context.new_page()
    page.goto("/")
    yield Walk(page)
    context.close()


def sign_in(walk: Walk) -> None:
    """Two clicks: to the form, and on its button."""
    walk.click(walk.page.get_by_role("banner").get_by_role("link", name="Sign in"))
    walk.page.get_by_label("Name").fill("octo")
    walk.page.get_by_label("Password").fill("tentacles-8")
    walk.click(walk.page.get_by_role("main").get_by_role("button", name="Sign in"))


def test_how_to_join(walk: Walk) -> None:
    walk.click(walk.link("Join in three steps"))
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Join in three steps")
    walk.click(walk.link("GitHub"))
    expect(walk.page.get_by_text("Payload URL").first).to_be_visible()


def test_who_leads(walk: Walk) -> None:
    top = walk.page.get_by_role("region", name="Top people")
    expect(top.get_by_role("link", name="octo", exact=True)).to_be_visible()
    walk.click(walk.link("Whole board"))
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("People")
    expect(walk.link("octo")).to_be_visible()


def test_what_somebody_did_last_tuesday(walk: Walk) -> None:
    walk.click(walk.link("octo"))
    walk.click(walk.page.get_by_text("Day by day").first)
    walk.click(walk.link(re.compile(rf"\b{TUESDAY.day} {TUESDAY:%B}")))
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text("Tuesday")
    expect(walk.page.get_by_text("Teach the squid", exact=True)).to_be_visible()
    expect(walk.page.get_by_text("Counts, and is the first")).to_be_visible()


def test_the_same_from_the_board_by_the_square_of_the_day(walk: Walk) -> None:
    walk.click(walk.page.get_by_role("navigation").get_by_role("link", name="People"))
    walk.click(walk.link("octo"))
    walk.click(walk.page.locator(f"#w-calendar svg a[href$='/days/{TUESDAY}/']"))
    expect(walk.page.get_by_text("Teach the squid", exact=True)).to_be_visible()


def test_why_a_commit_did_not_count(walk: Walk) -> None:
    walk.click(walk.link("Why did my commit not count?"))
    expect(walk.page.locator("#missing")).to_be_in_viewport()
    expect(walk.page.get_by_text("A program wrote it")).to_be_visible()


def test_why_my_commit_did_not_count(walk: Walk) -> None:
    sign_in(walk)
    expect(walk.page.get_by_text("1 commit: written by a bot.")).to_be_visible()
    walk.click(walk.link("What to do about bot"))
    expect(walk.page.locator("#verdict-bot")).to_be_in_viewport()


def test_the_same_when_i_am_signed_in_already(walk: Walk) -> None:
    sign_in(walk)
    walk.page.goto("/")
    walk.clicks = 0
    walk.click(walk.page.get_by_role("banner").get_by_role("link", name="octo"))
    walk.click(walk.link("Your page"))
    own = walk.page.get_by_role("region", name="Your last deliveries")
    expect(own.get_by_text("1 commit: written by a bot.")).to_be_visible()
    walk.click(own.get_by_role("link", name="What to do about bot"))
    expect(walk.page.locator("#verdict-bot")).to_be_in_viewport()


def test_what_matters_most_comes_first_on_a_phone(
    browser: Browser, site: str, accessible: Callable[[Page], None]
) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": 360, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/")
    boxes = page.locator(".hub .widget")
    ids = boxes.evaluate_all("boxes => boxes.map(box => box.id)")
    tops = boxes.evaluate_all("boxes => boxes.map(box => box.getBoundingClientRect().top)")
    assert ids[:2] == ["w-leaderboard", "w-feed"]
    assert tops == sorted(tops)
    accessible(page)
    context.close()
