"""From the front page to a row on the board, and to another password, with real letters."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from queue import Queue
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import create_game, serving
from tests.browser.test_walks import commit, deliver
from tests.ports import free_port

pytestmark = pytest.mark.browser
PASSWORD = "a garden of kettles"
PATIENCE = 20
"""Seconds until a letter is there."""


class Mailbox:
    """Takes every letter."""

    def __init__(self) -> None:
        self._letters: Queue[EmailMessage] = Queue()

    async def handle_DATA(  # noqa: N802 - so aiosmtpd calls it
        self, _server: object, _session: object, envelope: Any
    ) -> str:
        """Called by aiosmtpd with each letter."""
        self._letters.put(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"

    def link(self, recipient: str) -> str:
        """The path to which the next letter leads; it is for that recipient."""
        letter = self._letters.get(timeout=PATIENCE)
        assert letter["To"] == recipient
        text = letter.get_content()
        found = re.search(r"^https?://[^/]+(/account/\S+)", text, re.MULTILINE)
        assert found
        return found[1]


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A mail server, and its address."""
    box, port = Mailbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, mailbox: tuple[Mailbox, str]
) -> Iterator[tuple[str, Mailbox]]:
    """A site on which nobody is yet, and the mailbox of everybody."""
    data = tmp_path_factory.mktemp("joining")
    create_game(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JULY_MAIL_URL", mailbox[1])
        with serving(data) as url:
            yield url, mailbox[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_somebody_new_signs_up_verifies_pushes_and_stands_on_the_board(
    browser: Browser, site: tuple[str, Mailbox], scripts: bool
) -> None:
    url, mailbox = site
    name = "yara" if scripts else "zora"
    author = {"name": name, "email": f"{name}@example.org"}
    context = browser.new_context(base_url=url, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    _fill(page, {"Name": name, "Email": author["email"], "Password": PASSWORD})
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("main")).to_contain_text("waits for you to open the link")
    page.goto(mailbox.link(author["email"]))
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.locator(".addresses")).to_contain_text("verified")
    hook = _new_hook(page)
    line = page.locator("[data-hook]")
    expect(line).to_contain_text("Waiting for the first delivery")
    deliver(url, hook, commit(f"The first of {name}", author))
    if not scripts:
        line.get_by_role("link", name="Look again").click()
    expect(line.get_by_text("It works")).to_be_visible(timeout=PATIENCE * 1000)
    _look_at_the_delivery(page)
    page.goto("/")
    expect(page.locator("#w-leaderboard")).to_contain_text(name, timeout=PATIENCE * 1000)
    page.goto("/people/")
    expect(page.get_by_role("main").get_by_role("row").filter(has_text=name)).to_contain_text("11")
    context.close()


def _fill(page: Page, values: dict[str, str]) -> None:
    for label, value in values.items():
        page.get_by_label(label, exact=True).fill(value)


def _new_hook(page: Page) -> dict[str, str]:
    """Make a hook of the neutral sort; gives its id and secret."""
    page.get_by_role("link", name="Bring in a repository").click()
    page.get_by_label("Git host").select_option(value="push")
    page.get_by_role("button", name="New hook").click()
    address, secret = page.locator(".wires code").all_text_contents()
    return {"id": address.rpartition("/")[2], "secret": secret}


def _look_at_the_delivery(page: Page) -> None:
    """On the page of the hook, and commit by commit."""
    page.locator("[data-hook]").get_by_role("link", name="Look at them").click()
    page.get_by_role("link", name="Each commit").click()
    expect(page.get_by_role("main")).to_contain_text("11 points")
    page.get_by_role("button", name="Redeliver").click()
    expect(page.get_by_role("main")).to_contain_text("Already counted before")


def test_who_has_forgotten_their_password_gets_another(
    browser: Browser, site: tuple[str, Mailbox]
) -> None:
    url, mailbox = site
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/account/sign-up/")
    _fill(page, {"Name": "nora", "Email": "nora@example.org", "Password": PASSWORD})
    page.get_by_role("button", name="Sign up").click()
    page.goto(mailbox.link("nora@example.org"))
    page.get_by_role("button", name="Yes, it is mine").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Forgotten your password?").click()
    _fill(page, {"Name or email": "nora"})
    page.get_by_role("button", name="Send me a link").click()
    page.goto(mailbox.link("nora@example.org"))
    _fill(page, {"New password": "another garden of kettles"})
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("nora")
    context.close()
