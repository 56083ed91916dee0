"""What only oneself may see."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp, TestResponse

from july.lib import clock
from july.projects.actions import save_hook
from july.projects.models import Hook
from july.projects.queries import find_hook
from tests.conftest import NOON, Site

SignIn = Callable[..., TestResponse]


@pytest.fixture
def account(pages: TestApp, octo: str, sign_in: SignIn) -> TestApp:
    """A browser in which octo is signed in."""
    sign_in("octo", "tentacles-8")
    return pages


def deliver(site: Site, hook: Hook, body: dict[str, Any], secret: str | None = None) -> None:
    raw = json.dumps(body).encode()
    key = (secret or hook.secret).encode()
    signature = "sha256=" + hmac.new(key, raw, hashlib.sha256).hexdigest()
    site.api.post(
        f"/api/v1/push/{hook.id}",
        raw,
        {"X-July-Signature": signature},
        content_type="application/json",
        expect_errors=True,
    )


def test_strangers_are_sent_to_the_form_and_back(pages: TestApp) -> None:
    answer = pages.get("/account/", status=302)
    assert answer.location.endswith("/account/sign-in/?next=%2Faccount%2F")


def test_my_addresses_are_shown_to_me(account: TestApp) -> None:
    page = account.get("/account/")
    assert "octo@example.org" in page.text
    assert "octo@work.example.org" in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_a_hook_is_made_by_the_form(account: TestApp) -> None:
    form = account.get("/account/").forms["new-hook"]
    form["host"] = "gitlab"
    page = form.submit().follow()
    hook = page.html.select_one(".hook")
    assert hook.h3.text == "GitLab"
    address, secret = (code.text for code in hook.select(".wires code"))
    assert address.startswith("http://testserver/api/v1/gitlab/")
    stored = find_hook(address.rpartition("/")[2])
    assert stored
    assert (stored.owner, stored.secret) == ("octo", secret)


def test_a_host_that_has_a_hook_is_not_offered_again(account: TestApp) -> None:
    save_hook("octo", "github")
    offered = [option.text for option in account.get("/account/").html.select("option")]
    assert "GitHub" not in offered
    assert "Bitbucket" in offered


def test_a_host_that_there_is_not_makes_no_hook(account: TestApp) -> None:
    form = account.get("/account/").forms["new-hook"]
    form["host"].force_value("sourceforge")
    assert not form.submit().follow().html.select(".hook")


def test_deliveries_tell_what_became_of_them(site: Site, account: TestApp) -> None:
    hook = save_hook("octo", "push")
    deliver(site, hook, site.body(site.commit(), site.commit()))
    with clock.freeze(NOON + timedelta(minutes=1)):
        deliver(site, hook, site.body(site.commit(timestamp="2025-01-01T00:00:00Z")))
    with clock.freeze(NOON + timedelta(minutes=2)):
        deliver(site, hook, site.body(site.commit()), secret="another")
    lines = account.get("/account/").html.select(".delivery")
    told = [line.select_one("div p").text for line in lines]
    assert told[0].startswith("Refused. The delivery is not signed")
    assert told[1:] == [
        "1 commit: made outside the days of every game. What to do about outside",
        "2 commits counted: 12 points.",
    ]


def test_hooks_of_others_are_not_mine_to_see_or_remove(account: TestApp, mallory: str) -> None:
    mine, other = save_hook("octo", "github"), save_hook("mallory", "gitlab")
    page = account.get("/account/")
    assert other.id not in page.text
    form = page.html.select_one(".remove form")
    token = form.select_one("input")["value"]
    fields = {"csrfmiddlewaretoken": token}
    account.post(f"/account/hooks/{other.id}/remove/", fields, status=404)
    assert find_hook(other.id)
    account.post(f"/account/hooks/{mine.id}/remove/", fields, status=302)
    assert find_hook(mine.id) is None


@pytest.mark.parametrize("address", ["/account/hooks/", "/account/hooks/some/remove/"])
def test_changes_take_a_post(account: TestApp, address: str) -> None:
    account.get(address, status=405)
