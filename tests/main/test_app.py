"""The WSGI application: routes, headers, and pages for what goes wrong."""

from typing import Any

import pytest
from google.api_core.exceptions import GoogleAPICallError
from webtest import TestApp, TestRequest

from july import main, stores
from july.errors import Unavailable
from july.testing.site import Site
from july.web.views import hubs

api_error: Any = GoogleAPICallError  # it has no types
LATE = api_error("late")
ADDRESSES = (
    "/",
    "/live/",
    "/people/",
    "/projects/",
    "/teams/",
    "/locations/",
    "/languages/",
    "/boards/",
    "/games/",
    "/games/julython-2026/",
    "/help/",
    "/help/hooks/",
    "/help/sharing/",
    "/plugins/",
    "/account/sign-in/",
    "/account/gone/",
)


@pytest.fixture
def pages(site: Site) -> TestApp:
    return TestApp(main.app)


def broken(error: Exception) -> object:
    def view(*_: object, **__: object) -> None:
        raise error

    return view


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_of_an_empty_site_answers(pages: TestApp, address: str) -> None:
    answer = pages.get(address)
    assert answer.content_type == "text/html"
    assert answer.html.find("h1").text.strip()


@pytest.mark.parametrize("address", [*ADDRESSES, "/nothing/here/"])
def test_pages_load_nothing_from_elsewhere_and_run_no_inline_script(
    pages: TestApp, address: str
) -> None:
    answer = pages.get(address, expect_errors=True)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert not answer.html.select(
        "[style], style, script:not([src]):not([type='application/json']), [onclick], [onload]"
    )
    for element in answer.html.select("[src], link[href]:not([rel=canonical])"):
        assert (element.get("src") or element["href"]).startswith("/")


def test_pages_may_not_be_framed_sniffed_or_kept_by_others(pages: TestApp) -> None:
    headers = pages.get("/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cache-Control"] == "private, no-cache"


def test_a_visitor_gets_no_cookie_from_looking_around(pages: TestApp) -> None:
    assert "Set-Cookie" not in pages.get("/").headers


def test_an_unknown_address_gives_a_page_in_the_look_of_the_site(pages: TestApp) -> None:
    answer = pages.get("/nothing/here/", status=404)
    assert answer.html.find("h1").text == "Nothing at this address"
    assert answer.html.select_one("a[href='/help/']")


def test_a_missing_slash_is_added(pages: TestApp) -> None:
    assert pages.get("/people", status=301).location.endswith("/people/")


def test_a_strange_host_name_is_refused_in_the_look_of_the_site(pages: TestApp) -> None:
    answer = pages.get("/", headers={"Host": "evil.example.org"}, status=400)
    assert answer.html.find("h1").text == "That did not make sense"


def test_an_unforeseen_error_tells_nothing_of_its_cause_and_asks_no_engine(
    pages: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "find_subject", broken(RuntimeError("the inner secret")))
    answer = pages.get("/", status=500)
    assert answer.html.find("h1").text == "Something broke here"
    assert "inner secret" not in answer.text


def test_the_page_of_an_error_names_the_request_for_whoever_looks_into_the_log(
    pages: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "find_subject", broken(RuntimeError("the inner secret")))
    answer = pages.get("/", status=500)
    assert answer.html.select_one("main code").text == answer.headers["X-Request-Id"]


@pytest.mark.parametrize("error", [Unavailable("busy"), LATE])
def test_an_engine_that_does_not_answer_gives_503_and_says_try_again(
    pages: TestApp, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(hubs, "find_subject", broken(error))
    answer = pages.get("/", status=503)
    assert answer.headers["Retry-After"] == "5"


def test_closed_engines_give_503(pages: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "context", broken(Unavailable("the engines are not open")))
    assert pages.get("/", status=503).html.find("h1")


def test_health_is_ok_while_the_engine_answers(pages: TestApp) -> None:
    assert pages.get("/healthz").text == "ok\n"


def test_health_is_503_when_a_lookup_fails(pages: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("july.web.views.health.find_standing", broken(LATE))
    assert pages.get("/healthz", status=503).text == "unavailable\n"


def test_the_icon_that_browsers_ask_for_leads_to_ours(pages: TestApp) -> None:
    assert "/static/icons/favicon.svg" in pages.get("/favicon.ico", status=302).location


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_verb_that_no_page_knows_is_refused(verb: str) -> None:
    answer = TestRequest.blank("/people/", method=verb).get_response(main.app)
    assert answer.status_int == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
