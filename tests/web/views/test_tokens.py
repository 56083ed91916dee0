"""One's API tokens, on their page."""

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from july.people.tokens import bearer_of, create_token, token_digest, tokens_of
from july.testing.site import Site

SignIn = Callable[..., TestResponse]


@pytest.fixture
def account(pages: TestApp, octo: str, sign_in: SignIn) -> TestApp:
    """A browser in which octo is signed in."""
    sign_in("octo", "tentacles-8")
    return pages


def make(
    account: TestApp, *scopes: str, title: str = "The heartbeat", **options: int
) -> TestResponse:
    form = account.get("/account/tokens/").forms["new-token"]
    form["title"], form["days"] = title, "30"
    for box in form.fields["scopes"]:
        box.checked = box._value in scopes
    return form.submit(**options)


def test_a_token_is_shown_once_and_good_for_what_was_chosen(site: Site, account: TestApp) -> None:
    page = make(account, "streams", "profile")
    token = page.html.select_one(".notice-good code").text
    bearer = bearer_of(token_digest(token))
    assert bearer
    assert bearer.scopes == {"streams", "profile"}
    again = account.get("/account/tokens/")
    assert token not in again.text
    assert "It may: change my profile; send messages on raw streams." in again.text
    with site.later(days=31):
        assert bearer_of(token_digest(token)) is None


def test_a_token_that_has_expired_says_so(site: Site, account: TestApp) -> None:
    create_token("octo", days=1)
    assert "expired" not in account.get("/account/tokens/").text
    with site.later(days=2):
        assert "expired" in account.get("/account/tokens/").text


def test_the_page_says_when_a_token_was_used(site: Site, account: TestApp) -> None:
    token = create_token("octo")
    assert "Never used." in account.get("/account/tokens/").text
    headers = {"Authorization": f"Bearer {token}"}
    site.api.patch_json("/api/v1/people/octo", {"title": "Octo"}, headers=headers)
    assert "Last used" in account.get("/account/tokens/").text


def test_a_token_without_name_or_scope_is_not_made(account: TestApp) -> None:
    page = make(account, title="", status=400)
    assert [each.text for each in page.html.select(".field-error")] == [
        "Give it a name, to tell it from others.",
        "Choose at least one thing that it may do.",
    ]
    assert tokens_of("octo") == []


def test_a_token_that_is_revoked_is_good_for_nothing(site: Site, account: TestApp) -> None:
    token = create_token("octo", title="Lost")
    page = account.get("/account/tokens/")
    form = next(form for form in page.forms.values() if form.action.endswith("revoke/"))
    assert "Lost" not in form.submit().follow().text
    assert bearer_of(token_digest(token)) is None


def test_who_signed_in_long_ago_shows_who_they_are_before_there_is_a_token(
    site: Site, account: TestApp
) -> None:
    with site.later(minutes=11):
        page = account.get("/account/tokens/")
        assert "new-token" not in page.forms
        form = page.click(linkid="to-proof").forms["prove"]
        form["password"] = "tentacles-8"
        assert form.submit(status=302).location == "/account/tokens/"
        make(account, "streams", status=200)
    assert len(tokens_of("octo")) == 1


def test_a_form_that_was_open_too_long_makes_no_token(site: Site, account: TestApp) -> None:
    form = account.get("/account/tokens/").forms["new-token"]
    form["title"], form["scopes"] = "The heartbeat", ["streams"]
    with site.later(minutes=11):
        assert "/account/prove/" in form.submit(status=302).location
    assert tokens_of("octo") == []


def test_who_signed_in_long_ago_revokes_nothing(site: Site, account: TestApp) -> None:
    token = create_token("octo", title="Lost")
    page = account.get("/account/tokens/")
    form = next(form for form in page.forms.values() if form.action.endswith("revoke/"))
    with site.later(minutes=11):
        assert "/account/prove/" in form.submit(status=302).location
    assert bearer_of(token_digest(token))


def test_tokens_of_others_are_not_mine_to_see_or_revoke(account: TestApp, mallory: str) -> None:
    token = create_token(mallory, title="Of Mallory")
    page = account.get("/account/tokens/")
    assert "Of Mallory" not in page.text
    csrf = page.forms["new-token"]["csrfmiddlewaretoken"].value
    fields = {"csrfmiddlewaretoken": csrf, "token": token_digest(token)}
    account.post("/account/tokens/revoke/", fields, status=404)
    assert bearer_of(token_digest(token))


@pytest.mark.parametrize(
    ("verb", "path", "scope"),
    [
        ("PATCH", "/api/v1/people/octo", "profile"),
        ("PUT", "/api/v1/hubs/people/octo", "pages"),
        ("POST", "/api/v1/streams/ecg-good", "streams"),
        ("GET", "/api/v1/deliveries", "deliveries"),
        ("POST", "/api/v1/deliveries/some/redelivery", "deliveries"),
    ],
)
def test_each_write_of_the_api_takes_its_scope(
    site: Site, octo: str, verb: str, path: str, scope: str
) -> None:
    other = "streams" if scope != "streams" else "pages"
    headers = {"Authorization": f"Bearer {create_token(octo, scopes=[other])}"}
    answer = site.api.request(path, method=verb, headers=headers, status=403)
    assert f"'{scope}'" in answer.json["error"]["message"]
