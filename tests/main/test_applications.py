"""WSGI applications of plugins at `/NAME/`: what they are told, and what they can't do."""

import json
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from webtest import TestApp

from july import main
from july.main import urls
from july.main.applications import Application, applications, beside, failing
from july.plugins import Given, Plugin
from july.plugins.plugin import Found
from july.testing.site import Site
from tests.main.test_sites import with_site

TOLD = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "REQUEST_METHOD", "HTTP_COOKIE", "july.viewer")


def telling(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answers with what it is told, the body included."""
    size = int(environ.get("CONTENT_LENGTH") or 0)
    told = {name: environ.get(name) for name in TOLD}
    told["body"] = environ["wsgi.input"].read(size).decode()
    cookies = [("Set-Cookie", "own=1"), ("Set-Cookie", "two=2"), ("Set-Cookie", "july_session=x")]
    start_response("200 OK", [("Content-Type", "application/json"), *cookies])
    return [json.dumps(told).encode()]


def breaking(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Begins to answer, and fails."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"the beginning"
    raise ZeroDivisionError("the inner secret")


@pytest.fixture
def plugin() -> Plugin:
    return Plugin(Found("haiku", "haiku"))


@pytest.fixture
def browser(site: Site, plugin: Plugin) -> Iterable[Callable[[WSGIApplication], TestApp]]:
    """July with an application at `/haiku/`."""
    with with_site(failing("haiku")):
        yield lambda given: TestApp(beside(main.app, {"haiku": Application(plugin, given)}))


Browser = Callable[[WSGIApplication], TestApp]


def test_an_application_is_told_its_prefix_and_the_rest(browser: Browser) -> None:
    told = browser(telling).get("/haiku/a/b%20c?d=e").json
    assert (told["SCRIPT_NAME"], told["PATH_INFO"], told["QUERY_STRING"]) == (
        "/haiku",
        "/a/b c",
        "d=e",
    )


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
def test_every_verb_and_body_reaches_it_without_a_token_of_july(
    browser: Browser, verb: str
) -> None:
    told = browser(telling).request("/haiku/", method=verb, body=b"frog").json
    assert (told["REQUEST_METHOD"], told["body"]) == (verb, "frog")


def test_it_is_told_who_is_signed_in_and_never_gets_the_session(
    browser: Browser, octo: str
) -> None:
    pages = browser(telling)
    assert pages.get("/haiku/").json["july.viewer"] == ""
    form = pages.get("/account/sign-in/").forms["sign-in"]
    form["name"], form["password"] = octo, "tentacles-8"
    form.submit(status=302)
    told = pages.get("/haiku/").json
    assert told["july.viewer"] == "octo"
    assert "july_" not in told["HTTP_COOKIE"]
    assert "own=1" in told["HTTP_COOKIE"]
    assert pages.get("/account/", status=200)


@pytest.mark.parametrize("name", ["july.viewer", "July-Viewer", "X-July-Viewer"])
def test_nobody_can_say_by_a_header_who_they_are(browser: Browser, name: str) -> None:
    assert browser(telling).get("/haiku/", headers={name: "ada"}).json["july.viewer"] == ""


def test_headers_that_keep_browsers_safe_are_added_and_cookies_of_july_dropped(
    browser: Browser,
) -> None:
    answer = browser(telling).get("/haiku/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers.getall("Set-Cookie") == ["own=1", "two=2"]


def test_one_that_fails_gets_the_error_page_and_is_told_by_its_name(
    browser: Browser, plugin: Plugin
) -> None:
    pages = browser(breaking)
    answer = pages.post("/haiku/", status=500)
    assert answer.html.find("h1").text == "Something broke here"
    assert "the beginning" not in answer.text
    assert plugin.faults == ["website: ZeroDivisionError: the inner secret"]
    assert pages.get("/people/")


def test_a_missing_slash_is_added(browser: Browser) -> None:
    assert browser(telling).get("/haiku?a=b", status=301).location.endswith("/haiku/?a=b")


def test_a_strange_host_name_does_not_reach_it(browser: Browser, plugin: Plugin) -> None:
    answer = browser(telling).get("/haiku/", headers={"Host": "evil.example.org"}, status=400)
    assert answer.html.find("h1").text == "That did not make sense"
    assert plugin.spent == {}


@pytest.mark.parametrize(
    ("hook", "value", "fault"),
    [
        ("wsgi", 3, "wsgi: TypeError: 3 is no WSGI application"),
        ("project", 3, "project: TypeError: 3 is no DjangoProject"),
    ],
)
def test_what_is_no_application_is_the_plugins_fault(
    monkeypatch: pytest.MonkeyPatch, plugin: Plugin, hook: str, value: object, fault: str
) -> None:
    given = {hook: [Given(plugin, value)]}
    monkeypatch.setattr("july.plugins.ask", lambda asked: given.get(asked, []))
    assert applications(urls.OWN) == {}
    assert plugin.faults == [fault]


def test_a_plugin_has_one_website(monkeypatch: pytest.MonkeyPatch, plugin: Plugin) -> None:
    given = {"wsgi": [Given(plugin, telling)], "project": [Given(plugin, telling)]}
    monkeypatch.setattr("july.plugins.ask", given.__getitem__)
    assert list(applications(urls.OWN)) == ["haiku"]
    (fault,) = plugin.faults
    assert fault.startswith("project: ValueError: the address /haiku/ is taken already")
