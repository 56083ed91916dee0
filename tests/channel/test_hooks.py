"""`hooks.state`, which lets a line turn green."""

from typing import Any

import pytest
from webtest import TestApp

from july.bus import listen
from july.people.tokens import create_token
from july.projects.actions import save_hook
from july.projects.models import Hook
from july.projects.notices import hook_channel
from july.testing.site import Site
from tests.api.test_hooks import deliver


@pytest.fixture
def hook(site: Site, octo: str) -> Hook:
    return save_hook(octo, "push")


def state(outside: TestApp, hook: Hook, name: str, *scopes: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {create_token(name, scopes=scopes)}"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "hooks.state", "params": [hook.id]}
    answer: dict[str, Any] = outside.post_json("/jsonrpc", message, headers=headers).json
    return answer


def test_a_hook_waits_is_refused_and_works(site: Site, outside: TestApp, hook: Hook) -> None:
    assert state(outside, hook, "octo")["result"] == "waiting"
    deliver(site, Hook(key=hook.key, secret="guessed"), site.body(), status=401)
    assert state(outside, hook, "octo")["result"] == "refused"
    deliver(site, hook, site.body(site.commit()))
    assert state(outside, hook, "octo")["result"] == "works"


def test_nobody_else_is_told(outside: TestApp, hook: Hook, mallory: str) -> None:
    assert state(outside, hook, "mallory")["error"]["data"]["code"] == "not_found"
    message = {"jsonrpc": "2.0", "id": 1, "method": "hooks.state", "params": [hook.id]}
    assert "error" in outside.post_json("/jsonrpc", message).json


def test_whoever_waits_is_told_until_it_works_and_no_longer(site: Site, hook: Hook) -> None:
    told: list[str] = []
    stop = listen(lambda event: told.extend(event.channels))
    deliver(site, Hook(key=hook.key, secret="guessed"), site.body(), status=401)
    deliver(site, hook, site.body(site.commit()))
    deliver(site, hook, site.body(site.commit()))
    stop()
    assert told.count(hook_channel(hook.id)) == 2


def test_a_token_that_is_not_for_live_connections_is_refused(
    outside: TestApp, hook: Hook, octo: str
) -> None:
    headers = {"Authorization": f"Bearer {create_token(octo, scopes=['profile'])}"}
    answer = outside.post("/jsonrpc", "{}", headers=headers, status=401)
    assert "'live'" in answer.json["error"]["message"]
