"""Deliveries: what is answered to a git host, and what is kept for the hook's owner."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from webtest import TestApp, TestRequest, TestResponse

from july import api, config
from july.people.tokens import create_token
from july.projects.actions import delete_hook, save_hook
from july.projects.models import Hook
from july.testing.site import Site
from tests.signing import signed


@pytest.fixture
def hook(site: Site, octo: str) -> Hook:
    return save_hook(octo, "push")


def deliver(site: Site, hook: Hook, body: dict[str, object], **options: object) -> TestResponse:
    """A delivery signed with the hook's secret."""
    text = json.dumps(body).encode()
    return site.api.post(f"/api/v1/push/{hook.id}", text, signed(hook.secret, text), **options)


def test_a_signed_push_is_answered_with_its_verdicts(site: Site, hook: Hook) -> None:
    commit = site.commit()
    answer = deliver(site, hook, site.body(commit))
    assert answer.status_int == 201
    assert answer.json["project"] == {
        "slug": "push-octo-hello",
        "url": "http://testserver/projects/push-octo-hello/",
    }
    assert answer.json["commits"] == [
        {
            "hash": commit["id"],
            "verdict": "counted",
            "points": 11,
            "person": "octo",
            "game": "julython-2026",
        }
    ]


def test_a_push_signed_with_another_secret_is_refused(site: Site, hook: Hook) -> None:
    hook.secret = "guessed"
    answer = deliver(site, hook, site.body(site.commit()), status=401)
    assert answer.json["error"]["code"] == "bad_signature"
    assert site.board("projects") == []


def test_an_unsigned_push_to_a_hook_is_refused(site: Site, hook: Hook) -> None:
    answer = site.api.post_json(f"/api/v1/push/{hook.id}", site.body(site.commit()), status=401)
    assert answer.json["error"]["code"] == "bad_signature"


def test_the_open_endpoint_is_closed_by_default(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JULY_OPEN_HOOKS", "0")
    config.settings.cache_clear()
    try:
        answer = site.push(site.commit(), status=401)
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()
    assert "JULY_OPEN_HOOKS" in answer.json["error"]["message"]


@pytest.mark.parametrize("path", ["/api/v1/push/unknown", "/api/v1/push/"])
def test_an_unknown_hook_is_not_found(site: Site, path: str) -> None:
    assert site.api.post_json(path, {}, status=404).json["error"]["code"] == "not_found"


def test_a_deleted_hook_is_not_found(site: Site, hook: Hook) -> None:
    delete_hook(hook)
    deliver(site, hook, site.body(site.commit()), status=404)


def test_a_hook_of_one_host_takes_nothing_from_another(site: Site, hook: Hook) -> None:
    site.api.post_json(f"/api/v1/github/{hook.id}", {}, status=404)


def test_a_missing_hash_is_named_by_its_path(site: Site, octo: str) -> None:
    commit = site.commit()
    del commit["id"]
    answer = site.push(site.commit(), commit, status=400)
    assert answer.json["error"]["field"] == "commits[1].id"
    assert site.board("people") == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"null", b"payload=%7B"])
def test_a_body_that_is_no_push_is_refused(site: Site, body: bytes) -> None:
    answer = site.api.post("/api/v1/push", body, {"Content-Type": "application/json"}, status=400)
    assert answer.json["error"]["message"]


class Endless:
    """A body of which nothing may be read."""

    def read(self, _size: int = -1) -> bytes:
        raise AssertionError("the body was read")


def oversize(path: str) -> TestResponse:
    """The answer to a delivery that says it is larger than the limit."""
    environ = {"CONTENT_LENGTH": str(25 * 1024 * 1024 + 1), "wsgi.input": Endless()}
    return TestRequest.blank(path, environ, method="POST").get_response(api.app)


def test_a_body_over_the_limit_is_refused_unread(site: Site) -> None:
    answer = oversize("/api/v1/github")
    assert (answer.status_int, answer.json["error"]["code"]) == (413, "too_large")


def test_size_is_checked_before_the_hook_and_the_hook_before_the_signature(
    site: Site, hook: Hook
) -> None:
    assert oversize("/api/v1/push/unknown").status_int == 413
    site.api.post("/api/v1/push/unknown", b"no json", status=404)
    site.api.post(f"/api/v1/push/{hook.id}", b"no json", status=401)


def test_a_ping_is_answered_with_a_pong(site: Site) -> None:
    answer = site.api.post_json(
        "/api/v1/github", {"zen": "Calm", "hook_id": 1}, headers={"X-GitHub-Event": "ping"}
    )
    assert (answer.status_int, answer.json["message"]) == (200, "pong")


def test_an_event_that_is_no_push_creates_nothing(site: Site) -> None:
    answer = site.api.post_json("/api/v1/github", {}, headers={"X-GitHub-Event": "issues"})
    assert (answer.status_int, answer.json["commits"]) == (200, [])


@pytest.mark.parametrize("host", ["github", "bitbucket", "gitlab", "gitea", "push"])
def test_a_get_tells_how_to_set_the_endpoint_up(site: Site, host: str) -> None:
    answer = site.api.get(f"/api/v1/{host}")
    assert answer.json["uri"] == f"http://testserver/api/v1/{host}"
    assert answer.json["instructions"]["steps"]


def test_twenty_concurrent_copies_count_once(site: Site, octo: str) -> None:
    body = json.dumps(site.body(site.commit(), site.commit()))

    def copy(_: int) -> list[str]:
        answer = TestApp(api.app).post("/api/v1/push", body, {"Content-Type": "application/json"})
        return [commit["verdict"] for commit in answer.json["commits"]]

    with ThreadPoolExecutor(8) as pool:
        verdicts = list(itertools.chain.from_iterable(pool.map(copy, range(20))))
    assert verdicts.count("counted") == 2
    assert verdicts.count("duplicate") == 38
    assert [row["points"] for row in site.board("people")] == [12]


def test_a_delivery_is_kept_for_the_hooks_owner(site: Site, hook: Hook) -> None:
    answer = deliver(site, hook, site.body(site.commit()))
    headers = {"Authorization": f"Bearer {create_token('octo')}"}
    kept = site.api.get(f"/api/v1/deliveries/{answer.json['delivery']}", headers=headers).json
    assert kept["status"] == 201
    assert kept["answer"]["commits"][0]["verdict"] == "counted"
    assert "x-july-signature" not in kept["headers"]
    assert (kept["event"], kept["signature"], kept["kept"]) == ("push", "right", True)
    listed = site.api.get(f"/api/v1/deliveries?hook={hook.id}", headers=headers).json
    assert [model["id"] for model in listed["models"]] == [kept["id"]]


def test_a_refused_delivery_is_kept_too(site: Site, hook: Hook) -> None:
    site.api.post_json(f"/api/v1/push/{hook.id}", {}, status=401)
    headers = {"Authorization": f"Bearer {create_token('octo')}"}
    listed = site.api.get(f"/api/v1/deliveries?hook={hook.id}", headers=headers).json
    assert [(model["status"], model["signature"]) for model in listed["models"]] == [(401, "wrong")]


def test_a_delivery_is_nobody_elses(site: Site, hook: Hook, mallory: str) -> None:
    answer = deliver(site, hook, site.body(site.commit()))
    headers = {"Authorization": f"Bearer {create_token(mallory)}"}
    path = f"/api/v1/deliveries/{answer.json['delivery']}"
    site.api.get(path, headers=headers, status=404)
    site.api.get(path, status=401)


def test_a_deferred_task_from_outside_is_refused(site: Site) -> None:
    answer = site.api.post_json("/_tasks/contest.announce", [], status=403)
    assert answer.json["error"]["code"] == "forbidden"


def test_a_sha_that_can_be_no_key_is_refused(site: Site) -> None:
    answer = site.push({**site.commit(), "id": "__all__"}, status=400)
    assert answer.json["error"]["field"] == "commits[0].id"


def test_an_author_whose_address_can_be_no_key_is_an_orphan(site: Site) -> None:
    answer = site.push(site.commit("__all__"))
    assert answer.json["commits"][0]["verdict"] == "orphan"
