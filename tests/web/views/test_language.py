"""Choosing a language in the footer."""

import pytest
from webtest import TestApp, TestResponse

HERE = {"Origin": "http://testserver"}


@pytest.fixture
def pages(pages: TestApp) -> TestApp:
    pages.extra_environ["HTTP_HOST"] = "testserver"
    return pages


def choose(pages: TestApp, language: str, address: str = "/") -> TestResponse:
    form = pages.get(address).html.select_one("form.languages")
    data = {"language": language, "next": form.select_one("[name=next]")["value"]}
    return pages.post(form["action"], data, headers=HERE)


def test_the_page_comes_back_in_the_chosen_language(pages: TestApp) -> None:
    answer = choose(pages, "de", "/people/?game=julython-2026")
    assert answer.location.endswith("/people/?game=julython-2026")
    page = answer.follow()
    assert page.html.html["lang"] == "de"
    assert page.html.select_one("form.languages [aria-current]").text == "Deutsch"


def test_one_can_change_back_although_the_browser_would_like_another(pages: TestApp) -> None:
    choose(pages, "de")
    choose(pages, "en")
    assert pages.get("/", headers={"Accept-Language": "de"}).html.html["lang"] == "en"


def test_the_choice_is_kept_for_a_year_out_of_reach_of_scripts(pages: TestApp) -> None:
    cookie = choose(pages, "de").headers["Set-Cookie"]
    for part in ("july_language=de", "HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=Lax"):
        assert part in cookie


@pytest.mark.parametrize(
    "origin", ["http://evil.example.org", "http://testserver.evil.example.org", "null", "", "//"]
)
def test_another_site_can_choose_nothing(pages: TestApp, origin: str) -> None:
    answer = pages.post("/language/", {"language": "de"}, headers={"Origin": origin}, status=403)
    assert "Set-Cookie" not in answer.headers


def test_a_form_without_an_origin_is_refused(pages: TestApp) -> None:
    pages.post("/language/", {"language": "de"}, status=403)


@pytest.mark.parametrize("language", ["", "fr", "de-AT", "../de", "<b>", "de\0"])
def test_a_language_that_july_does_not_speak_is_refused(pages: TestApp, language: str) -> None:
    answer = pages.post("/language/", {"language": language}, headers=HERE, status=400)
    assert "July speaks en, de." in answer.html.get_text()
    assert answer.html.select_one("form.languages [name=next]")["value"] == "/"


@pytest.mark.parametrize("onward", ["//evil.example.org", "https://evil.example.org", "evil", ""])
def test_nobody_is_sent_to_another_site(pages: TestApp, onward: str) -> None:
    data = {"language": "de", "next": onward}
    assert pages.post("/language/", data, headers=HERE).location in {"/", "http://testserver/"}


def test_looking_is_no_way_to_choose(pages: TestApp) -> None:
    pages.get("/language/?language=de", status=405)
