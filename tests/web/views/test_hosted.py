"""One's repositories at a git host, with a switch each."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from webtest import TestApp, TestResponse

from july import config
from july.people.identities import identity_key, sealed
from july.people.models import Identity
from july.people.oauth import Grant
from july.projects.actions import delete_hook, save_hook
from july.projects.connecting import address_of
from july.projects.queries import connections_of, hooks_of
from july.testing.site import Site
from tests.git_hosts.connected import connected, github
from tests.git_hosts.loopback import Reply
from tests.git_hosts.repositories import TOKEN, BitbucketServer, GitHubServer, serving

SignIn = Callable[..., TestResponse]
__all__ = ["connected", "github"]

PAGE = "/account/repositories/at/github/"


@pytest.fixture
def account(pages: TestApp, octo: str, sign_in: SignIn) -> TestApp:
    """A browser in which octo is signed in."""
    sign_in("octo", "tentacles-8")
    return pages


def press(account: TestApp, title: str, wanted: str = "on", **options: Any) -> TestResponse:
    """Press a button beside a repository."""
    page = account.get(PAGE)
    (row,) = [row for row in page.html.select(".hosted-row") if title in row.h3.text]
    form = row.select_one(f"form:has(button[value={wanted}])")
    fields = {each["name"]: each["value"] for each in form.select("input")}
    return account.post(form["action"], fields | {"wanted": wanted}, **options)


def switches(account: TestApp) -> dict[str, str]:
    """Whether each repository that has a switch is on."""
    rows = account.get(PAGE).html.select(".hosted-row:has(.switch)")
    return {row.h3.text.split()[0]: row.select_one(".switch")["aria-checked"] for row in rows}


def deliver(site: Site, hook: dict[str, Any], body: dict[str, Any], event: str = "push") -> int:
    """What GitHub sends to one of its webhooks; gives the status of the answer."""
    raw = json.dumps(body).encode()
    digest = hmac.new(hook["config"]["secret"].encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Event": event}
    path = hook["config"]["url"].removeprefix("http://testserver")
    answer = site.api.post(path, raw, headers, content_type="application/json", expect_errors=True)
    return answer.status_int


def test_a_repository_is_switched_on_checked_and_switched_off(
    site: Site, account: TestApp, connected: GitHubServer
) -> None:
    connected.repository("octo/hello")
    connected.repository("pythons/parser")
    assert switches(account) == {"octo/hello": "false", "pythons/parser": "false"}
    press(account, "pythons/parser", status=302)
    assert switches(account) == {"octo/hello": "false", "pythons/parser": "true"}
    (hook,) = connected.hooks_at("pythons/parser")
    assert account.get(PAGE).html.select_one("[data-hook]")["data-state"] == "waiting"
    assert deliver(site, hook, {"zen": "Calm", "hook_id": hook["id"]}, "ping") == 200
    assert account.get(PAGE).html.select_one("[data-hook]")["data-state"] == "works"
    press(account, "pythons/parser", "off", status=302)
    assert connected.hooks_at("pythons/parser") == []
    assert switches(account)["pythons/parser"] == "false"
    assert deliver(site, hook, {}, "ping") == 404


def test_each_repository_has_a_secret_of_its_own(
    site: Site, account: TestApp, connected: GitHubServer
) -> None:
    for title in ("octo/hello", "octo/parser"):
        connected.repository(title)
        press(account, title)
    first, second = (connected.hooks_at(title)[0] for title in ("octo/hello", "octo/parser"))
    assert first["config"]["secret"] != second["config"]["secret"]
    swapped = {"config": first["config"] | {"secret": second["config"]["secret"]}}
    assert deliver(site, swapped, {}, "ping") == 401
    assert first["config"]["secret"] not in account.get(PAGE).text


def test_pressed_twice_there_is_one_hook(account: TestApp, connected: GitHubServer) -> None:
    connected.repository("octo/hello")
    page = account.get(PAGE)
    (form,) = [form for form in page.forms.values() if form.action.endswith("switch/")]
    for _ in range(2):
        form.submit("wanted")
    assert len(connected.hooks_at("octo/hello")) == 1
    assert len(hooks_of("octo")) == 1


def test_a_hook_that_was_pasted_by_hand_is_recognised(
    account: TestApp, connected: GitHubServer
) -> None:
    connected.repository("octo/hello")
    mine = save_hook("octo", "github")
    connected.hooks_at("octo/hello").append({"id": 7, "config": {"url": address_of(mine)}})
    press(account, "octo/hello", status=302)
    assert switches(account) == {"octo/hello": "true"}
    assert len(connected.hooks_at("octo/hello")) == 1
    press(account, "octo/hello", "off")
    assert connected.hooks_at("octo/hello") == []
    assert [hook.id for hook in hooks_of("octo")] == [mine.id]


def test_a_hook_of_somebody_else_is_recognised_too(
    account: TestApp, connected: GitHubServer, mallory: str
) -> None:
    connected.repository("octo/hello")
    theirs = save_hook(mallory, "github")
    connected.hooks_at("octo/hello").append({"id": 7, "config": {"url": address_of(theirs)}})
    page = press(account, "octo/hello", status=409)
    assert "delivers here already" in page.text
    assert len(connected.hooks_at("octo/hello")) == 1


def test_what_is_left_of_a_hook_that_was_removed_here_is_put_right(
    account: TestApp, connected: GitHubServer
) -> None:
    connected.repository("octo/hello")
    press(account, "octo/hello")
    (hook,) = hooks_of("octo")
    delete_hook(hook)
    assert switches(account) == {"octo/hello": "false"}
    press(account, "octo/hello", status=302)
    (new,) = hooks_of("octo")
    assert [each["config"]["url"] for each in connected.hooks_at("octo/hello")] == [address_of(new)]


@pytest.mark.parametrize(("refusals", "left"), [([], 0), ([Reply({"message": "No"}, 403)], 1)])
def test_a_hook_that_is_removed_here_is_removed_there_unless_the_host_refuses(
    account: TestApp, connected: GitHubServer, refusals: list[Reply], left: int
) -> None:
    connected.repository("octo/hello")
    press(account, "octo/hello")
    (hook,) = hooks_of("octo")
    page = account.get(f"/account/repositories/{hook.id}/")
    assert "It is removed at GitHub too" in page.text
    (form,) = [form for form in page.forms.values() if form.action.endswith("remove/")]
    connected.next.extend(refusals)
    form.submit(status=302)
    assert len(connected.hooks_at("octo/hello")) == left
    assert hooks_of("octo") == []
    assert switches(account) == {"octo/hello": "false"}


def test_hooks_of_other_sites_are_left_alone(account: TestApp, connected: GitHubServer) -> None:
    connected.repository("octo/hello")
    other = {"id": 7, "config": {"url": "https://ci.example.org/api/v1/github/x"}}
    connected.hooks_at("octo/hello").append(other)
    press(account, "octo/hello")
    press(account, "octo/hello", "off")
    assert connected.hooks_at("octo/hello") == [other]


def test_what_can_not_count_has_no_switch(account: TestApp, connected: GitHubServer) -> None:
    connected.repository("octo/diary", private=True)
    connected.repository("octo/attic", archived=True)
    connected.repository("ada/engine", permissions={"admin": False})
    assert switches(account) == {}
    told = [row.select_one("p").text for row in account.get(PAGE).html.select(".hosted-row")]
    assert told[0] == "Commits to private repositories do not count."
    assert told[1].startswith("Nothing can be pushed there")
    assert told[2].endswith("Who does can switch it on.")


@pytest.mark.parametrize(
    ("values", "told"),
    [({"archived": True}, "is archived"), ({"permissions": {"admin": False}}, "administer")],
)
def test_whoever_presses_all_the_same_is_told_why_not(
    account: TestApp, connected: GitHubServer, values: dict[str, Any], told: str
) -> None:
    repository = connected.repository("octo/hello")
    page = account.get(PAGE)
    (form,) = [form for form in page.forms.values() if form.action.endswith("switch/")]
    repository |= values
    answer = form.submit("wanted", expect_errors=True)
    assert told in answer.html.select_one("[role=alert]").text
    assert hooks_of("octo") == []


def test_a_refusal_leaves_everything_as_it_was(account: TestApp, connected: GitHubServer) -> None:
    connected.repository("octo/hello")
    page = account.get(PAGE)
    (form,) = [form for form in page.forms.values() if form.action.endswith("switch/")]
    there = [Reply(connected.repositories[0]), Reply([])]
    connected.next.extend([*there, Reply({"message": "Validation Failed"}, 422)])
    answer = form.submit("wanted", status=502)
    assert "does not take this hook" in answer.html.select_one("[role=alert]").text
    assert hooks_of("octo") == []
    assert connections_of("octo", "github") == []


def test_while_the_host_is_away_nothing_is_switched_off(
    site: Site, account: TestApp, connected: GitHubServer
) -> None:
    connected.repository("octo/hello")
    press(account, "octo/hello")
    page = account.get(PAGE)
    (form,) = [
        form
        for form in page.forms.values()
        if form.action.endswith("switch/") and "place" in form.fields
    ]
    connected.next.extend([Reply(status=503)] * 3)
    answer = form.submit("wanted", status=502)
    assert "does not answer at the moment" in answer.text
    assert switches(account) == {"octo/hello": "true"}


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply({"message": "Bad credentials"}, 401), "Connect GitHub"),
        (Reply({}, 403, {"X-RateLimit-Remaining": "0"}), "asked too often"),
        (Reply(text="<html>"), "does not answer as it should"),
    ],
)
def test_a_list_that_can_not_be_had_says_why(
    account: TestApp, connected: GitHubServer, reply: Reply, told: str
) -> None:
    connected.next.append(reply)
    page = account.get(PAGE, expect_errors=True)
    assert page.status_int in {429, 502}
    assert told in page.html.select_one("[role=alert]").text
    assert page.html.select(".account-pages")


def test_a_hook_can_be_tested(account: TestApp, connected: GitHubServer) -> None:
    connected.repository("octo/hello")
    press(account, "octo/hello")
    press(account, "octo/hello", "ping", status=302)
    assert connected.pinged == [str(connected.hooks_at("octo/hello")[0]["id"])]


def test_a_long_list_goes_on(account: TestApp, connected: GitHubServer) -> None:
    for number in range(53):
        connected.repository(f"octo/number-{number}")
    page = account.get(PAGE)
    assert len(page.html.select(".hosted-row")) == 50
    onward = page.click("More repositories")
    assert len(onward.html.select(".hosted-row")) == 3
    form = next(form for form in onward.forms.values() if form.action.endswith("switch/"))
    assert form.submit("wanted").location.endswith("?after=2")


def test_who_has_not_connected_the_host_is_led_there(
    account: TestApp, github: GitHubServer
) -> None:
    link = account.get("/account/repositories/").html.select_one(f'a[href="{PAGE}"]')
    assert link.text == "GitHub"
    page = account.get(PAGE)
    form = page.html.select_one(".empty form")
    assert form["action"] == "/account/hosts/github/"
    fields = {field["name"]: field["value"] for field in form.select("input")}
    assert (fields["purpose"], fields["next"]) == ("hooks", PAGE)
    assert github.asked == []


def test_bitbucket_waits_for_the_next_push(
    site: Site, account: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = BitbucketServer()
    with serving(server), monkeypatch.context() as patch:
        patch.setenv("JULY_BITBUCKET_URL", server.url)
        patch.setenv("JULY_BITBUCKET_CLIENT_ID", "july")
        patch.setenv("JULY_BITBUCKET_CLIENT_SECRET", "a secret of the site")
        config.settings.cache_clear()
        access = sealed(Grant(TOKEN, ("webhook",)))
        key = identity_key("bitbucket", "{1}")
        Identity(key=key, person="octo", host="bitbucket", login="octo", access=access).put()
        server.repository("octo/hello")
        page = account.get("/account/repositories/at/bitbucket/")
        (form,) = [form for form in page.forms.values() if form.action.endswith("switch/")]
        page = form.submit("wanted").follow()
        assert page.html.select_one("[data-hook]")["data-state"] == "waiting"
        assert "Test it" not in page.text
    config.settings.cache_clear()


def test_a_host_that_can_not_be_asked_has_no_such_page(account: TestApp) -> None:
    account.get("/account/repositories/at/push/", status=404)
    account.get("/account/repositories/at/sourceforge/", status=404)
