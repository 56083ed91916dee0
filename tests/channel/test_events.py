"""The channel app: who may listen to what."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webtest import TestApp

from july import channel
from july.channel.names import MOST


@pytest.fixture(scope="module")
def app() -> TestApp:
    return TestApp(channel.app)


def refused(app: TestApp, path: str, *, status: int = 400, method: str = "GET") -> dict[str, Any]:
    """The error that the app answers."""
    response = app.request(path, method=method, status=status)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"
    error: dict[str, Any] = response.json["error"]
    return error


def test_a_stream_may_be_held_on_the_channels_asked_for(app: TestApp) -> None:
    response = app.get("/events?channel=project:gh-octo-hello.py&channel=commits&channel=ecg-good")
    assert response.headers["Grip-Hold"] == "stream"
    assert response.headers["Grip-Channel"] == "project:gh-octo-hello.py, commits, ecg-good"
    assert response.headers["Grip-Keep-Alive"] == r":\n\n; format=cstring; timeout=15"
    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert response.body == b"retry: 2000\n\n"


def test_without_a_channel_it_is_commits(app: TestApp) -> None:
    assert app.get("/events").headers["Grip-Channel"] == "commits"


def test_a_channel_asked_for_twice_is_one(app: TestApp) -> None:
    assert app.get("/events?channel=a&channel=a").headers["Grip-Channel"] == "a"


def test_slugs_of_every_script_go_into_the_header_as_ascii(app: TestApp) -> None:
    response = app.get("/events?channel=location:%E5%8C%97")
    assert response.headers["Grip-Channel"] == "location:%E5%8C%97"


@pytest.mark.parametrize(
    ("channel", "reason"),
    [
        ("", "is no channel"),
        ("a%20b", "is no channel"),
        ("a,b", "is no channel"),
        ("a:b:c", "is no channel"),
        ("a%0Ab", "is no channel"),
        ("%FF", "is no channel"),
        ("project", "which project"),
        ("project:", "is no channel"),
        ("commits:all", "one channel for all"),
        ("a" * 201, "at most 200 characters"),
    ],
)
def test_a_channel_that_can_not_be_is_refused(app: TestApp, channel: str, reason: str) -> None:
    error = refused(app, f"/events?channel={channel}")
    assert error["code"] == "bad_field"
    assert error["field"] == "channel"
    assert reason in error["message"]


def test_a_stream_carries_a_bounded_number_of_channels(app: TestApp) -> None:
    names = [f"channel=a{number}" for number in range(MOST + 1)]
    app.get("/events?" + "&".join(names[:MOST]))
    assert "at most 20" in refused(app, "/events?" + "&".join(names))["message"]


def test_since_must_be_an_id(app: TestApp) -> None:
    app.get("/events?since=1782864000000-7")
    assert refused(app, "/events?since=yesterday")["field"] == "since"


def test_an_unknown_parameter_is_named(app: TestApp) -> None:
    assert "'chanel' is no parameter" in refused(app, "/events?chanel=commits")["message"]


def test_options_tells_the_verbs(app: TestApp) -> None:
    response = app.options("/events")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_head_is_answered_as_a_get(app: TestApp) -> None:
    assert app.head("/events").headers["Grip-Hold"] == "stream"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_other_verbs_are_refused(app: TestApp, method: str) -> None:
    response = app.request("/events", method=method, status=405)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json["error"]["code"] == "method_not_allowed"


def test_an_invented_verb_is_refused(app: TestApp) -> None:
    response = TestApp(channel.app, lint=False).request("/events", method="BREW", status=405)
    assert response.json["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("path", ["/", "/event", "/events/", "/_ah/channel/"])
def test_other_addresses_are_not_there(app: TestApp, path: str) -> None:
    assert refused(app, path, status=404)["code"] == "not_found"


def test_an_address_that_is_no_utf_8_is_a_bad_request(app: TestApp) -> None:
    assert refused(app, "/%FF")["code"] == "bad_request"


def test_what_nobody_foresaw_is_told_without_details(
    app: TestApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("july.channel.events.checked_channels", fail)
    error = refused(app, "/events", status=500)
    assert error == {"code": "error", "message": "Something went wrong here; it has been logged"}
    assert "secret detail" in caplog.text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_channel_is_held_or_refused(name: str) -> None:
    app = TestApp(channel.app)
    response = app.get("/events", [("channel", name)], status="*")
    assert response.status_int in {200, 400}
    if response.status_int == 200:
        assert response.headers["Grip-Channel"].isascii()
        assert "," not in response.headers["Grip-Channel"]
