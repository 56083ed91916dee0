"""The website of a plugin inside July's own: its frame, its viewer, its care for safety."""

import logging
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path
from jinja2 import ChoiceLoader, FileSystemLoader
from webtest import TestApp, TestResponse

from july import main
from july.errors import NotFound
from july.main import urls
from july.main.mounting import Mounted, Pattern, mounted
from july.plugins import Given, Plugin
from july.plugins.plugin import Found
from july.testing.site import Site
from july.web.requests import PageRequest
from july.web.sites import ajax, pages, render_with_templates, restricted

Values = dict[str, Any]


@render_with_templates
class Root:
    """A plugin's pages."""

    def index(self, request: PageRequest) -> Values:
        return {"name": request.viewer.name if request.viewer else "nobody"}

    @restricted
    def mine(self, request: PageRequest) -> Values:
        return {"name": request.viewer.name if request.viewer else ""}

    def search(self, request: PageRequest, text: str, most: str = "10") -> str:
        return f"{request.method} {text} {most}"

    @ajax
    def ended(self, request: PageRequest) -> Values:
        return {"ended": date(2026, 7, 14)}

    @restricted
    @ajax
    def secret(self, request: PageRequest) -> Values:
        return {"secret": 1}

    @ajax
    def missing(self, request: PageRequest) -> Values:
        raise NotFound("There is no such site.")

    def broken(self, request: PageRequest) -> Values:
        raise ZeroDivisionError("the inner secret")

    def exits(self, request: PageRequest) -> Values:
        sys.exit(3)

    def nothing(self, request: PageRequest) -> int:
        return 3

    def _hidden(self, request: PageRequest) -> Values:
        return {}


@restricted
@render_with_templates("haiku/inner")
class Members:
    def index(self, request: PageRequest) -> Values:
        return {}


@render_with_templates(restricted=True)
def alone(request: PageRequest) -> Any:
    return {"name": request.viewer.name if request.viewer else ""}


async def later(request: HttpRequest) -> HttpResponse:
    return HttpResponse("later")


INDEX = """{% extends "base.html" %}
{% block content %}<h1>Hello {{ name }}</h1>
<form id="search" method="post" action="search/">{{ csrf_input }}
<input name="text"><button>Go</button></form>
{% endblock %}"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plugin]:
    """One with pages, mounted."""
    (tmp_path / "haiku" / "inner").mkdir(parents=True)
    (tmp_path / "haiku" / "index.html").write_text(INDEX)
    (tmp_path / "haiku" / "inner" / "index.html").write_text("Inside")
    for name in ("mine", "alone"):
        (tmp_path / "haiku" / f"{name}.html").write_text("Yours, {{ name }}")
    environment: Any = engines["jinja2"]
    loader = ChoiceLoader([environment.env.loader, FileSystemLoader(tmp_path)])
    monkeypatch.setattr(environment.env, "loader", loader)
    plugin = Plugin(Found("haiku", "haiku"))
    members = pages(Members())[0].callback
    own = [path("alone/", alone), path("later/", later), path("members/", members)]
    with with_site(Mounted(plugin, [*pages(Root()), *own])):
        yield plugin


def with_site(*sites: Pattern) -> override_settings:
    """July's pages with those of plugins."""
    module: Any = ModuleType("july_with_plugins")
    module.urlpatterns = [*urls.OWN, *sites]
    for number in (400, 403, 404, 500):
        setattr(module, f"handler{number}", getattr(urls, f"handler{number}"))
    return override_settings(ROOT_URLCONF=module)


@pytest.fixture
def browser(site: Site, plugin: Plugin) -> TestApp:
    return TestApp(main.app)


@pytest.fixture
def octo_signed_in(browser: TestApp, octo: str) -> TestResponse:
    form = browser.get("/account/sign-in/").forms["sign-in"]
    form["name"], form["password"] = octo, "tentacles-8"
    return form.submit(status=302)


def test_a_page_stands_in_the_frame_of_july(browser: TestApp) -> None:
    answer = browser.get("/haiku/")
    assert answer.html.find("h1").text == "Hello nobody"
    assert answer.html.select_one("footer a[href='/live/']")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")


def test_a_page_knows_who_is_signed_in(browser: TestApp, octo_signed_in: TestResponse) -> None:
    assert browser.get("/haiku/").html.find("h1").text == "Hello octo"


@pytest.mark.parametrize("place", ["mine", "alone", "members"])
def test_a_restricted_page_leads_to_the_form_and_back(
    browser: TestApp, octo: str, place: str
) -> None:
    form = browser.get(f"/haiku/{place}/?a=b").follow().forms["sign-in"]
    form["name"], form["password"] = octo, "tentacles-8"
    answer = form.submit()
    assert answer.location.endswith(f"/haiku/{place}/?a=b")
    assert answer.follow().text in {"Yours, octo", "Inside"}


def test_json_for_members_answers_401_and_says_why(browser: TestApp) -> None:
    answer = browser.get("/haiku/secret/", status=401)
    assert answer.json == {"error": {"code": "sign_in_first", "message": "Sign in first."}}


def test_json_knows_dates_and_errors_that_are_raised_on_purpose(browser: TestApp) -> None:
    assert browser.get("/haiku/ended/").json == {"ended": "2026-07-14"}
    answer = browser.get("/haiku/missing/", status=404)
    assert answer.json["error"]["message"] == "There is no such site."


def test_a_method_takes_what_was_asked_and_what_a_form_sends(browser: TestApp) -> None:
    assert browser.get("/haiku/search/?text=frog&most=3").text == "GET frog 3"
    form = browser.get("/haiku/").forms["search"]
    form["text"] = "pond"
    assert form.submit().text == "POST pond 10"
    assert "text is missing" in browser.get("/haiku/search/", status=400).text.lower()


def test_a_form_without_its_token_is_refused(browser: TestApp) -> None:
    assert browser.post("/haiku/search/", {"text": "pond"}, status=403)


def test_a_view_may_be_a_coroutine(browser: TestApp) -> None:
    assert browser.get("/haiku/later/").text == "later"


def test_what_begins_with_an_underscore_is_no_page(browser: TestApp) -> None:
    browser.get("/haiku/_hidden/", status=404)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("broken", "page /haiku/broken/: ZeroDivisionError: the inner secret"),
        ("exits", "page /haiku/exits/: SystemExit: 3"),
        ("nothing", "page /haiku/nothing/: TypeError: a page gave int"),
    ],
)
def test_a_page_that_fails_is_told_by_the_plugins_name_and_leaves_all_others_alone(
    browser: TestApp, plugin: Plugin, caplog: pytest.LogCaptureFixture, place: str, told: str
) -> None:
    logging.getLogger("july").addHandler(caplog.handler)
    try:
        answer = browser.get(f"/haiku/{place}/", status=500)
    finally:
        logging.getLogger("july").removeHandler(caplog.handler)
    assert answer.html.find("h1").text == "Something broke here"
    assert "inner secret" not in answer.text
    assert f"the plugin haiku failed in {told}" in caplog.text
    assert plugin.failures == plugin.spent[f"page /haiku/{place}/"].failures == 1
    assert browser.get("/haiku/")
    assert browser.get("/people/")


def test_refusals_are_no_failures(browser: TestApp, plugin: Plugin) -> None:
    browser.get("/haiku/missing/", status=404)
    browser.get("/haiku/mine/", status=302)
    assert plugin.failures == 0
    assert plugin.spent["page /haiku/missing/"].calls == 1


def test_addresses_of_july_are_refused_to_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = Plugin(Found("people", "people"))
    monkeypatch.setattr("july.plugins.ask", lambda _: [Given(plugin, pages(Root()))])
    assert list(mounted(urls.OWN)) == []
    assert plugin.faults == [
        "urls: ValueError: the address /people/ is taken already; give the plugin another name"
    ]


@pytest.mark.parametrize("value", [3, ["nonsense"]])
def test_what_is_no_pattern_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    plugin = Plugin(Found("haiku", "haiku"))
    monkeypatch.setattr("july.plugins.ask", lambda _: [Given(plugin, value)])
    assert list(mounted(urls.OWN)) == []
    assert plugin.faults[0].startswith("urls: TypeError: ")
