"""One's hooks: how they are, what came through them, another secret, their end."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from webtest import TestApp, TestResponse

from july.lib import clock
from july.people.actions import Profile, save_person
from july.projects.actions import change_hook, save_hook
from july.projects.models import Hook
from july.projects.queries import deliveries_to, find_hook, hooks_of
from july.testing.site import NOON, Site

SignIn = Callable[..., TestResponse]


@pytest.fixture
def account(pages: TestApp, octo: str, sign_in: SignIn) -> TestApp:
    """A browser in which octo is signed in."""
    sign_in("octo", "tentacles-8")
    return pages


@pytest.fixture
def hook(site: Site, octo: str) -> Hook:
    return save_hook(octo, "push")


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


def path_of(hook: Hook) -> str:
    return f"/account/repositories/{hook.id}/"


def state_on(page: TestResponse) -> str:
    return str(page.html.select_one("[data-hook]")["data-state"])


def press(account: TestApp, page: str, action: str, **options: Any) -> TestResponse:
    """Send the form of the page that leads there."""
    forms = account.get(page).forms.values()
    (form,) = {form.action: form for form in forms if form.action.endswith(action)}.values()
    return form.submit(**options)


# Hooks


def test_a_hook_is_made_by_the_form_and_its_secret_shown_once(account: TestApp) -> None:
    form = account.get("/account/repositories/").forms["new-hook"]
    form["host"] = "gitlab"
    page = form.submit(status=200)
    assert page.html.h1.text == "Hook: GitLab"
    address, secret = (code.text for code in page.html.select(".wires code"))
    stored = find_hook(address.rpartition("/")[2])
    assert stored
    assert (stored.owner, stored.secret) == ("octo", secret)
    assert address == f"http://testserver/api/v1/gitlab/{stored.id}"
    assert secret not in account.get(path_of(stored)).text
    assert "no-store" in page.headers["Cache-Control"]


def test_sending_the_form_again_makes_no_other_and_shows_nothing(account: TestApp) -> None:
    form = account.get("/account/repositories/").forms["new-hook"]
    form["host"] = "github"
    first, again = form.submit(), form.submit()
    secret = first.html.select(".wires code")[1].text
    assert secret not in again.text
    assert len(account.get("/account/repositories/").html.select(".hook")) == 1


def test_the_form_of_each_host_is_drawn_beside_the_address(account: TestApp) -> None:
    page = account.get(path_of(save_hook("octo", "gitea"))).html
    drawn = [form["id"] for form in page.select("details.hook-form:has(.drawn)")]
    assert drawn == ["form-gitea", "form-forgejo", "form-gogs"]
    more = [link["href"] for link in page.select(".hook-form > p a")]
    assert more == ["/help/hooks/gitea/", "/help/hooks/forgejo/", "/help/hooks/gogs/"]


def test_the_drawing_shows_what_is_to_be_pasted(account: TestApp) -> None:
    form = account.get("/account/repositories/").forms["new-hook"]
    form["host"] = "github"
    page = form.submit().html
    pasted = [code.text for code in page.select(".wires code")]
    (drawn,) = page.select("details[open] .drawn")
    assert [code.text for code in drawn.select(".copyable code")] == pasted
    (hook,) = hooks_of("octo")
    assert pasted == [f"http://testserver/api/v1/github/{hook.id}", hook.secret]
    (again,) = account.get(path_of(hook)).html.select("details[open] .drawn")
    assert [code.text for code in again.select(".copyable code")] == pasted[:1]


def test_once_a_hook_works_its_form_is_folded(site: Site, account: TestApp) -> None:
    hook = save_hook("octo", "github")
    change_hook(hook.id, first=1)
    page = account.get(path_of(hook)).html
    assert page.select(".drawn")
    assert not page.select("details.hook-form[open]")


def test_plain_git_gets_its_script_and_the_commands_with_the_secret(account: TestApp) -> None:
    form = account.get("/account/repositories/").forms["new-hook"]
    form["host"] = "push"
    page = form.submit()
    secret = page.html.select(".wires code")[1].text
    assert (
        f"git config july.secret  {secret}"
        in page.html.select_one("pre:-soup-contains(config)").text
    )
    script = page.click("download the hook script")
    assert script.text.startswith("#!/usr/bin/env python3")


def test_a_host_that_has_a_hook_is_not_offered_again(account: TestApp) -> None:
    save_hook("octo", "github")
    page = account.get("/account/repositories/")
    offered = [option.text for option in page.html.select("option")]
    assert "GitHub" not in offered
    assert "Bitbucket" in offered


def test_a_host_that_there_is_not_makes_no_hook(account: TestApp) -> None:
    form = account.get("/account/repositories/").forms["new-hook"]
    form["host"].force_value("sourceforge")
    assert not form.submit().follow().html.select(".hook")


def test_the_line_says_whether_the_hook_works(site: Site, account: TestApp, hook: Hook) -> None:
    assert state_on(account.get(path_of(hook))) == "waiting"
    deliver(site, hook, site.body(site.commit()), secret="another")
    assert state_on(account.get("/account/repositories/")) == "refused"
    deliver(site, hook, site.body(site.commit()))
    assert state_on(account.get(path_of(hook))) == "works"


def test_the_health_of_a_hook_is_told(site: Site, account: TestApp, hook: Hook) -> None:
    for secret in (None, None, "another"):
        deliver(site, hook, site.body(site.commit()), secret)
    for page in (path_of(hook), "/account/repositories/"):
        assert "Taken: 2 of the last 3 (66 %)." in account.get(page).text


def test_another_secret_is_shown_once_and_both_are_good(
    site: Site, account: TestApp, hook: Hook
) -> None:
    page = press(account, path_of(hook), "secret/", status=200)
    secret = page.html.select(".wires code")[1].text
    assert secret != hook.secret
    assert secret not in account.get(path_of(hook)).text
    assert "stays good for a day" in page.text
    for each in (hook.secret, secret):
        deliver(site, hook, site.body(site.commit()), each)
    assert [each.status for each in deliveries_to(hook.id, 5)] == [201, 201]


def test_a_hook_that_is_removed_is_gone(account: TestApp, hook: Hook) -> None:
    page = press(account, path_of(hook), "remove/").follow()
    assert not page.html.select(".hook")
    assert find_hook(hook.id) is None


def test_letters_about_a_hook_can_be_refused(account: TestApp, hook: Hook) -> None:
    for wanted in (False, True):
        form = account.get(path_of(hook)).forms["letters"]
        form["letters"] = wanted
        form.submit(status=302)
        stored = find_hook(hook.id)
        assert stored
        assert stored.quiet is not wanted


@pytest.mark.parametrize("action", ["", "secret/", "letters/", "remove/"])
def test_hooks_of_others_are_not_mine(account: TestApp, mallory: str, action: str) -> None:
    other = save_hook(mallory, "gitlab")
    assert other.id not in account.get("/account/repositories/").text
    account.get(path_of(other), status=404)
    if action:
        token = account.get("/account/tokens/").forms["new-token"]["csrfmiddlewaretoken"].value
        fields = {"csrfmiddlewaretoken": token}
        account.post(path_of(other) + action, fields, status=404)
    unchanged = find_hook(other.id)
    assert unchanged
    assert (unchanged.secret, unchanged.quiet) == (other.secret, False)


def test_the_old_address_leads_here(account: TestApp) -> None:
    assert account.get("/account/hooks/", status=301).location.endswith("/account/repositories/")


# Deliveries


def test_deliveries_tell_what_became_of_them(site: Site, account: TestApp, hook: Hook) -> None:
    deliver(site, hook, site.body(site.commit(), site.commit()))
    with clock.freeze(NOON + timedelta(minutes=1)):
        deliver(site, hook, site.body(site.commit(timestamp="2025-01-01T00:00:00Z")))
    with clock.freeze(NOON + timedelta(minutes=2)):
        deliver(site, hook, site.body(site.commit()), secret="another")
    lines = account.get(path_of(hook)).html.select(".delivery")
    told = [line.select_one("div p").text for line in lines]
    assert told[0].startswith("Refused. The delivery is not signed")
    assert told[1:] == [
        "1 commit: made outside the days of every game. What to do about outside",
        "2 commits counted: 12 points.",
    ]
    facts = [line.select("div p.soft")[0].text for line in lines]
    assert "signature wrong" in facts[0]
    assert facts[2].startswith("push · ")
    assert "signature right · answered 201 in " in facts[2]


def commits_on(page: TestResponse) -> list[str]:
    return [
        item.select("p")[-1].get_text(" ").strip()
        for item in page.html.select(".delivery-commits li")
    ]


def delivery_page(account: TestApp, hook: Hook) -> TestResponse:
    """The page of the last delivery."""
    (last,) = deliveries_to(hook.id, 1)
    return account.get(f"{path_of(hook)}deliveries/{last.key.id()}/")


def test_each_commit_has_its_verdict_in_a_sentence(
    site: Site, account: TestApp, hook: Hook
) -> None:
    twice = site.commit()
    bot = site.commit("robot[bot]@example.org", message="Bump it")
    deliver(site, hook, site.body(twice, twice, site.commit("nobody@example.org"), bot))
    told = commits_on(delivery_page(account, hook))
    assert told[0] == "Counted for octo: 11 points."
    assert told[1].startswith("Already counted before, here or in a fork.")
    assert told[2].startswith("The author's email of this commit is not verified by anybody here.")
    assert told[3].startswith("Written by a bot.")
    page = delivery_page(account, hook)
    assert "Bump it" in page.text
    assert "nobody@example.org" not in page.text


def test_who_wrote_an_orphan_adds_the_address_by_a_press_and_reads_the_letter(
    site: Site, account: TestApp, hook: Hook
) -> None:
    mail.outbox = []
    deliver(site, hook, site.body(site.commit("octo@home.example.org")))
    page = delivery_page(account, hook)
    onward = press(account, page.request.path, "claim/").follow()
    assert "octo@home.example.org" in onward.text
    site.drain()
    assert [letter.to for letter in mail.outbox] == [["octo@home.example.org"]]
    save_person("octo", Profile(), ["octo@home.example.org"])
    site.drain()
    (told,) = commits_on(delivery_page(account, hook))
    assert told.startswith("Kept as nobody's at first; it is of octo by now.")


def test_a_commit_that_did_not_come_with_it_can_not_be_claimed(
    site: Site, account: TestApp, hook: Hook
) -> None:
    site.push(elsewhere := site.commit("secret@example.org"))
    deliver(site, hook, site.body(site.commit("nobody@example.org")))
    page = delivery_page(account, hook)
    form = next(form for form in page.forms.values() if form.action.endswith("claim/"))
    form["commit"] = elsewhere["id"]
    form.submit(status=404)
    assert "secret@example.org" not in account.get("/account/").text


def test_a_delivery_is_taken_once_more(site: Site, account: TestApp, hook: Hook) -> None:
    deliver(site, hook, site.body(site.commit()))
    page = press(account, delivery_page(account, hook).request.path, "again/").follow()
    assert "taken once more from here" in page.text
    assert commits_on(page)[0].startswith("Already counted before")
    assert [row["points"] for row in site.board("people")] == [11]


def test_what_is_not_kept_says_so_in_place_of_the_button(
    site: Site, account: TestApp, hook: Hook
) -> None:
    deliver(site, hook, site.body(site.commit()), secret="another")
    page = delivery_page(account, hook)
    assert "is not kept" in page.text
    assert not [form for form in page.forms.values() if form.action.endswith("again/")]


def test_of_a_private_repository_there_are_verdicts_and_nothing_else(
    site: Site, account: TestApp, hook: Hook
) -> None:
    body = site.body(site.commit(message="The merger"))
    body["repository"]["private"] = True
    deliver(site, hook, body)
    page = delivery_page(account, hook)
    assert commits_on(page)[0].startswith("In a private repository")
    assert "merger" not in page.text


@pytest.mark.parametrize("action", ["", "again/", "claim/"])
def test_deliveries_of_others_are_not_mine(
    site: Site, account: TestApp, hook: Hook, mallory: str, action: str
) -> None:
    other = save_hook(mallory, "push")
    deliver(site, other, site.body(site.commit()))
    (theirs,) = deliveries_to(other.id, 1)
    token = account.get("/account/tokens/").forms["new-token"]["csrfmiddlewaretoken"].value
    for owned in (hook, other):
        path = f"{path_of(owned)}deliveries/{theirs.key.id()}/{action}"
        if action:
            account.post(path, {"csrfmiddlewaretoken": token}, status=404)
        else:
            account.get(path, status=404)


def test_nobody_takes_deliveries_once_more_without_end(
    site: Site, account: TestApp, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("july.web.attempts.MOST_REPEATED", 1)
    deliver(site, hook, site.body(site.commit()))
    path = delivery_page(account, hook).request.path
    press(account, path, "again/", status=302)
    press(account, path, "again/", status=429)


@pytest.mark.parametrize("action", ["letters/", "remove/", "deliveries/d/again/"])
def test_changes_take_a_post(account: TestApp, hook: Hook, action: str) -> None:
    account.get(path_of(hook) + action, status=405)
