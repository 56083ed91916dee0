"""Pages for what goes wrong: in the look of the site, with something to do next."""

import pytest
from google.cloud import ndb
from webtest import TestApp, TestRequest, TestResponse

from july import main
from july.errors import Forbidden, JulyError, Unavailable
from july.web.errors import HEADLINES
from july.web.views import hubs


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the home page fail, and anything that would ask an engine after that."""

    def fail(*_: object, **__: object) -> None:
        raise error

    def touched(*_: object, **__: object) -> None:
        raise AssertionError("an engine was asked for an error page")

    monkeypatch.setattr(hubs, "find_subject", fail)
    monkeypatch.setattr(ndb.Key, "get", touched)
    monkeypatch.setattr(ndb.Query, "fetch", touched)


def links(page: TestResponse) -> dict[str, str]:
    """What the page offers to do, beside what every page offers."""
    return {link["href"]: link.text for link in page.html.select(".error .actions a")}


def test_400_says_under_which_address_to_come(pages: TestApp) -> None:
    page = pages.get("/", headers={"Host": "evil.example.org"}, status=400)
    assert "its own address" in page.text
    assert "/" in links(page)


def test_403_lets_somebody_sign_in(pages: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, Forbidden("this is for organisers"))
    page = pages.get("/", status=403)
    assert "This is for organisers." in page.text
    assert links(page)["/account/sign-in/"] == "Sign in"


def test_404_offers_the_boards(pages: TestApp) -> None:
    page = pages.get("/nothing/", status=404)
    assert [link["href"] for link in page.html.select(".error .jump a")][:2] == [
        "/people/",
        "/projects/",
    ]


@pytest.mark.parametrize(("verb", "address"), [("PUT", "/"), ("GET", "/account/sign-out/")])
def test_405_is_a_page_that_says_what_is_allowed(pages: TestApp, verb: str, address: str) -> None:
    page = TestRequest.blank(address, method=verb).get_response(main.app)
    assert page.status_int == 405
    assert "POST" in page.headers["Allow"]
    assert "<h1>Not like that</h1>" in page.text


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("the inner secret"), 500), (Unavailable("busy"), 503)]
)
def test_500_and_503_offer_to_try_again_without_asking_an_engine(
    pages: TestApp, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    failing(monkeypatch, error)
    page = pages.get("/", status=status)
    assert page.html.h1
    assert links(page)[""] == "Try again"
    assert "inner secret" not in page.text


@pytest.mark.parametrize("address", ["/nothing/", "/people/nobody/", "/people/?limit=0"])
def test_an_error_is_told_to_nobody_else_and_never_kept(pages: TestApp, address: str) -> None:
    page = pages.get(address, expect_errors=True)
    assert page.html.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("status", sorted(HEADLINES))
def test_a_page_of_an_error_is_in_the_language_of_the_visitor(
    pages: TestApp, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    class Failure(JulyError):
        pass

    Failure.status = status
    failing(monkeypatch, Failure("nobody translates this"))
    german = pages.get("/", headers={"Accept-Language": "de"}, status=status).html
    english = pages.get("/", status=status).html
    assert german.h1.text != english.h1.text == HEADLINES[status]
