"""`/_tasks/NAME`, as those ask for it who may and those who may not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from webtest import TestApp

from july import api, config, deferred
from july.api import tasks
from july.deferred import registry
from july.lib.tokens import make_token
from july.testing.site import Site

API = "https://api.example.org"


@pytest.fixture
def noted(site: Site) -> Iterator[list[object]]:
    """What the task `test.note` was called with."""
    calls: list[object] = []
    deferred.task("test.note")(lambda *arguments: calls.append(arguments))
    yield calls
    del registry._functions["test.note"]


@pytest.fixture
def outside() -> TestApp:
    return TestApp(api.app)


def configure(monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    changed = replace(config.settings(), **changes)  # type: ignore[arg-type]
    monkeypatch.setattr(tasks, "settings", lambda: changed)


def test_app_engine_delivers_by_its_header(
    outside: TestApp, noted: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, app_engine=True)
    headers = {"X-AppEngine-QueueName": "default"}
    outside.post_json("/_tasks/test.note", ["a"], headers=headers, status=200)
    assert noted == [("a",)]


def test_cron_of_app_engine_asks_by_get(
    outside: TestApp, noted: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, app_engine=True)
    outside.get("/_tasks/test.note", headers={"X-Appengine-Cron": "true"}, status=200)
    assert noted == [()]


def test_julys_queue_delivers_by_its_token(
    outside: TestApp, noted: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, tasks_emulator_host="127.0.0.1:8081", tasks_url=API)
    token = make_token(config.settings().secret_key, f"{API}/_tasks/test.note")
    headers = {"Authorization": f"Bearer {token}"}
    outside.post_json("/_tasks/test.note", ["a"], headers=headers, status=200)
    assert noted == [("a",)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-AppEngine-QueueName": "default"},
        {"X-Appengine-Cron": "true"},
        {"X-CloudTasks-QueueName": "default"},
        {"Authorization": "Bearer 9999999999.0123456789abcdef"},
        {"July-Inside": "1"},
    ],
)
def test_the_outside_gets_403(
    outside: TestApp, noted: list[object], headers: dict[str, str]
) -> None:
    for answer in (
        outside.post_json("/_tasks/test.note", ["a"], headers=headers, status=403),
        outside.get("/_tasks/test.note", headers=headers, status=403),
        outside.post_json("/_tasks/no.such.task", ["a"], headers=headers, status=403),
    ):
        assert answer.json["error"]["code"] == "forbidden"
    assert noted == []
