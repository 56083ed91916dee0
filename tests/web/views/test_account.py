"""What only oneself may see."""

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from july.projects.actions import save_hook
from july.testing.site import Site
from july.web.account_pages import account_pages
from tests.api.test_hooks import deliver

SignIn = Callable[..., TestResponse]


@pytest.fixture
def account(pages: TestApp, octo: str, sign_in: SignIn) -> TestApp:
    """A browser in which octo is signed in."""
    sign_in("octo", "tentacles-8")
    return pages


def test_strangers_are_sent_to_the_form_and_back(pages: TestApp) -> None:
    answer = pages.get("/account/", status=302)
    assert answer.location.endswith("/account/sign-in/?next=%2Faccount%2F")


def test_my_addresses_are_shown_to_me(account: TestApp) -> None:
    page = account.get("/account/")
    assert "octo@example.org" in page.text
    assert "octo@work.example.org" in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_the_way_to_my_repositories_is_on_it(account: TestApp) -> None:
    page = account.get("/account/").click("Bring in a repository")
    assert page.request.path == "/account/repositories/"


def test_what_came_last_through_any_of_my_hooks_is_on_it(site: Site, account: TestApp) -> None:
    hooks = [save_hook("octo", "push"), save_hook("octo", "gitlab")]
    deliver(site, hooks[0], site.body(site.commit()))
    site.api.post(f"/api/v1/gitlab/{hooks[1].id}", b"{}", status=401)
    told = [line.p.text for line in account.get("/account/").html.select(".delivery")]
    assert "1 commit counted: 11 points." in told
    assert any(line.startswith("Refused.") for line in told)


@pytest.mark.parametrize("path", ["/account/", "/account/repositories/", "/account/tokens/"])
def test_the_pages_of_an_account_lead_to_each_other(account: TestApp, path: str) -> None:
    links = account.get(path).html.select(".account-pages a")
    assert [link["href"] for link in links] == [path for path, _title in account_pages()]
    (current,) = [link["href"] for link in links if link.get("aria-current") == "page"]
    assert current == path
