"""Attacks with deliveries: each test is named by what it tries, and shows that it fails."""

import json
from datetime import date
from typing import Any

import pytest
from webtest import TestResponse

from july.contest.actions import create_game
from july.errors import Conflict
from july.people.actions import Profile, remove_address, save_person, suspend
from july.projects.actions import delete_hook, save_hook
from july.projects.models import Hook
from july.projects.queries import find_project
from july.testing.site import Site
from tests.signing import signed


@pytest.fixture
def hook(site: Site, octo: str) -> Hook:
    return save_hook(octo, "push")


@pytest.fixture
def evil(site: Site, mallory: str) -> Hook:
    """The hook of somebody who means no good."""
    return save_hook(mallory, "push")


def send(site: Site, hook: Hook, body: bytes, **headers: str) -> TestResponse:
    answer = site.api.post(
        f"/api/v1/push/{hook.id}",
        body,
        headers=signed(hook.secret, body) | headers,
        expect_errors=True,
    )
    site.drain()
    return answer


def verdicts(answer: TestResponse) -> list[str]:
    return [commit["verdict"] for commit in answer.json["commits"]]


def repository(**values: Any) -> dict[str, Any]:
    usual = {"id": "octo/hello", "name": "octo/hello", "url": "https://git.example.org/octo/hello"}
    return usual | {"private": False} | values


def test_replaying_an_old_signed_delivery_scores_nothing(site: Site, hook: Hook) -> None:
    body = json.dumps(site.body(site.commit(), site.commit())).encode()
    send(site, hook, body)
    before = [site.board(kind) for kind in ("people", "projects", "teams", "locations")]
    for number in range(3):
        answer = send(site, hook, body, **{"X-July-Delivery": f"another-{number}"})
        assert verdicts(answer) == ["duplicate", "duplicate"]
    with site.later(days=20):
        assert verdicts(send(site, hook, body)) == ["duplicate", "duplicate"]
    assert [site.board(kind) for kind in ("people", "projects", "teams", "locations")] == before
    assert site.differences() == []


def test_replaying_what_was_outside_every_game_in_the_next_one_scores_nothing(
    site: Site, hook: Hook
) -> None:
    body = json.dumps(site.body(site.commit(timestamp="2026-06-01T12:00:00Z"))).encode()
    assert verdicts(send(site, hook, body)) == ["outside"]
    create_game(site.game("next", date(2026, 8, 10), date(2026, 8, 31)))
    with site.later(days=35):
        assert verdicts(send(site, hook, body)) == ["outside"]


def test_replaying_a_delivery_at_somebody_elses_hook_is_refused(
    site: Site, hook: Hook, evil: Hook
) -> None:
    body = json.dumps(site.body(site.commit())).encode()
    path = f"/api/v1/push/{evil.id}"
    site.api.post(path, body, headers=signed(hook.secret, body), status=401)


def test_replaying_a_delivery_with_another_body_is_refused(site: Site, hook: Hook) -> None:
    body = json.dumps(site.body(site.commit())).encode()
    headers = signed(hook.secret, body)
    path = f"/api/v1/push/{hook.id}"
    site.api.post(path, body.replace(b"octo@", b"evil@"), headers=headers, status=401)


def test_replaying_a_delivery_at_a_hook_that_was_removed_is_refused(site: Site, hook: Hook) -> None:
    body = json.dumps(site.body(site.commit())).encode()
    delete_hook(hook)
    site.api.post(f"/api/v1/push/{hook.id}", body, headers=signed(hook.secret, body), status=404)


def test_a_hook_secret_can_not_rename_somebody_elses_repository(
    site: Site, hook: Hook, evil: Hook
) -> None:
    send(site, hook, json.dumps(site.body(site.commit())).encode())
    forged = site.body(site.commit("mallory@example.org"))
    forged["repository"] = repository(
        name="mallory/mine", url="https://git.example.org/mallory/mine"
    )
    answer = send(site, evil, json.dumps(forged).encode())
    assert answer.json["project"]["slug"] == "push-octo-hello"
    project = find_project("push-octo-hello")
    assert project
    assert (project.title, project.url) == ("octo/hello", "https://git.example.org/octo/hello")
    assert find_project("push-mallory-mine") is None


def test_a_hook_secret_can_not_hide_somebody_elses_repository(
    site: Site, octo: str, mallory: str
) -> None:
    hook, evil = save_hook(octo, "github"), save_hook(mallory, "github")
    push_to_github(site, hook)
    tell_github(site, evil, "privatized", private=True)
    assert not find_project("gh-octo-hello").private  # type: ignore[union-attr]
    tell_github(site, evil, "renamed", name="mine", full_name="mallory/mine")
    assert find_project("gh-mallory-mine") is None
    tell_github(site, hook, "privatized", private=True)
    assert find_project("gh-octo-hello").private  # type: ignore[union-attr]


def test_the_open_endpoint_can_not_rename_what_a_hook_has_brought(site: Site, hook: Hook) -> None:
    send(site, hook, json.dumps(site.body(site.commit())).encode())
    forged = site.body(site.commit())
    forged["repository"] = repository(name="mallory/mine")
    site.api.post_json("/api/v1/push", forged)
    assert find_project("push-mallory-mine") is None


@pytest.mark.parametrize("gone", ["hook", "person"])
def test_who_takes_a_repository_over_is_believed_once_its_first_hook_is_gone(
    site: Site, hook: Hook, evil: Hook, gone: str
) -> None:
    send(site, hook, json.dumps(site.body(site.commit())).encode())
    if gone == "hook":
        delete_hook(hook)
    else:
        suspend("octo")
    moved = site.body(site.commit("mallory@example.org"))
    moved["repository"] = repository(name="mallory/hello")
    answer = send(site, evil, json.dumps(moved).encode())
    assert answer.json["project"]["slug"] == "push-mallory-hello"


def test_adding_an_address_that_is_verified_elsewhere_steals_no_commits(
    site: Site, hook: Hook, mallory: str
) -> None:
    send(site, hook, json.dumps(site.body(site.commit())).encode())
    with pytest.raises(Conflict, match="verified for somebody else"):
        save_person(mallory, Profile(), ["OCTO@example.org "])
    site.drain()
    assert [row["slug"] for row in site.board("people")] == ["octo"]


def test_an_address_that_was_given_up_takes_nothing_of_what_it_brought_along(
    site: Site, hook: Hook, mallory: str
) -> None:
    send(site, hook, json.dumps(site.body(site.commit())).encode())
    remove_address("octo", "octo@example.org")
    save_person(mallory, Profile(), ["octo@example.org"])
    site.drain()
    assert [row["slug"] for row in site.board("people")] == ["octo"]


def test_a_secret_is_compared_as_a_whole(site: Site, hook: Hook) -> None:
    body = json.dumps(site.body(site.commit())).encode()
    right = signed(hook.secret, body)["X-July-Signature"]
    for wrong in ("", "sha256=", right[:-1], right + "0", right.upper()[:20], "sha1" + right[6:]):
        headers = {"X-July-Signature": wrong, "Content-Type": "application/json"}
        site.api.post(f"/api/v1/push/{hook.id}", body, headers=headers, status=401)


def push_to_github(site: Site, hook: Hook) -> None:
    commit = site.commit()
    body = {
        "ref": "refs/heads/main",
        "repository": github_repository(),
        "commits": [commit | {"added": [], "modified": [], "removed": []}],
    }
    deliver_github(site, hook, "push", body)


def tell_github(site: Site, hook: Hook, action: str, **values: Any) -> None:
    body = {"action": action, "repository": github_repository(**values)}
    deliver_github(site, hook, "repository", body)


def github_repository(**values: Any) -> dict[str, Any]:
    usual = {
        "id": 42,
        "name": "hello",
        "full_name": "octo/hello",
        "html_url": "https://github.com/octo/hello",
        "private": False,
        "owner": {"login": "octo", "name": "octo"},
    }
    return usual | values


def deliver_github(site: Site, hook: Hook, event: str, body: dict[str, Any]) -> None:
    text = json.dumps(body).encode()
    digest = signed(hook.secret, text)["X-July-Signature"]
    headers = {
        "X-Hub-Signature-256": digest,
        "X-GitHub-Event": event,
        "Content-Type": "application/json",
    }
    site.api.post(f"/api/v1/github/{hook.id}", text, headers=headers)
    site.drain()
