from typing import Any

import pytest

from july.errors import BadField
from july.hosts.gitlab.parser import parse
from july.hosts.values import Author, Ignored, Push, Repository
from tests.hosts.deliveries import (
    as_json,
    changed,
    content,
    delivery,
    load,
    push,
    reason_ignored,
)

SKY = Repository(
    host="gitlab",
    site="gitlab.com",
    id="88",
    owner="observatory/deep",
    name="night-sky",
    url="https://gitlab.com/observatory/deep/night-sky",
    private=False,
)


def test_a_push_is_read_whole() -> None:
    found = push("gitlab", "push_hook__2_commits")
    assert (found.repository, found.ref, found.total) == (SKY, "refs/heads/main", None)
    commit, _ = found.commits
    assert commit.message == "Name a star\n\nAnd its companion."
    assert commit.time is not None
    assert commit.time.isoformat() == "2026-07-14T23:50:00-07:00"
    assert commit.author == Author("Tomás Okafor", "tomas@example.org", None)
    assert commit.url == f"{SKY.url}/-/commit/{commit.hash}"
    assert commit.files == ("stars.csv", "app/sky.rb")


def test_more_commits_than_listed_are_told() -> None:
    found = push("gitlab", "push_hook__truncated")
    assert (len(found.commits), found.total) == (20, 47)


@pytest.mark.parametrize("name", ["push_hook__private", "push_hook__internal"])
def test_only_what_everybody_sees_is_public(name: str) -> None:
    assert push("gitlab", name).repository.private


def test_a_push_of_2014_has_no_project() -> None:
    assert push("gitlab", "push_hook__2014_without_project").repository == Repository(
        host="gitlab",
        site="git.example.org:8080",
        id="88",
        owner="observatory",
        name="night-sky",
        url="http://git.example.org:8080/observatory/night-sky",
        private=False,
    )


def test_without_path_and_address_the_title_and_the_instance_serve() -> None:
    payload = load("gitlab", "push_hook__2_commits")
    payload["project"] = {"name": "night-sky"}
    headers, body = delivery("gitlab", "push_hook__2_commits", payload)
    found = parse(headers | {"x-gitlab-instance": "https://git.example.org"}, body)
    assert isinstance(found, Push)
    assert found.repository == Repository(
        "gitlab", "git.example.org", "88", "", "night-sky", "", private=False
    )


def test_a_system_hook_s_push_is_a_push() -> None:
    assert push("gitlab", "system_hook__push").repository == SKY


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("push_hook__deleted_branch", "A deleted branch brings no commits."),
        ("tag_push_hook__new", "Tags do not count, only commits on branches."),
        ("system_hook__tag_push", "Tags do not count, only commits on branches."),
        ("system_hook__user_create", "July does nothing with this event."),
        ("pipeline_hook__running", "July does nothing with this event."),
    ],
)
def test_what_brings_no_commits_is_ignored_with_a_reason(name: str, reason: str) -> None:
    assert reason_ignored("gitlab", name) == reason


def test_a_system_hook_without_event_name_is_ignored() -> None:
    found = content("gitlab", "system_hook__user_create", {"object_kind": "merge_request"})
    assert isinstance(found, Ignored)
    assert found.event == "System Hook"


@pytest.mark.parametrize(
    ("event", "action", "owner", "name", "private"),
    [
        ("project_rename", "renamed", "observatory", "dark-sky", False),
        ("project_transfer", "transferred", "tomas", "night-sky", True),
    ],
)
def test_a_change_of_name_tells_the_previous_one(
    event: str, action: str, owner: str, name: str, private: bool
) -> None:
    found = changed("gitlab", f"system_hook__{event}")
    assert found.action == action
    assert found.repository == Repository(
        host="gitlab",
        site="gitlab.com",
        id="88",
        owner="observatory",
        name="night-sky",
        url="https://gitlab.com/observatory/night-sky",
        private=private,
    )
    assert found.previous is not None
    assert (found.previous.owner, found.previous.name) == (owner, name)
    assert found.previous.url == f"https://gitlab.com/{owner}/{name}"


def test_a_change_of_name_without_the_old_one_is_told_all_the_same() -> None:
    payload = load("gitlab", "system_hook__project_rename")
    del payload["old_path_with_namespace"]
    assert changed("gitlab", "system_hook__project_rename", payload).previous is None


def test_a_destroyed_project_is_deleted() -> None:
    found = changed("gitlab", "system_hook__project_destroy")
    assert (found.action, found.previous, found.repository.private) == ("deleted", None, True)


def test_a_change_is_of_the_instance_that_tells_it() -> None:
    headers, body = delivery("gitlab", "system_hook__project_destroy")
    found = parse(headers | {"x-gitlab-instance": "https://git.example.org/"}, body)
    assert not isinstance(found, Ignored)
    assert "site='git.example.org'" in str(found)


def test_json_without_an_event_header_is_taken_for_a_push() -> None:
    assert isinstance(parse(*as_json(load("gitlab", "push_hook__2_commits"))), Push)


def test_a_form_says_the_same_as_json() -> None:
    name = "push_hook__2_commits"
    assert content("gitlab", name, form=True) == content("gitlab", name)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda body: body["commits"][1].update(id=""),
            "commits[1].id should not be blank; it should be a text.",
        ),
        (
            lambda body: body["project"].update(visibility_level="public"),
            "project.visibility_level should be a whole number, not a text.",
        ),
        (
            lambda body: body.update(total_commits_count=2**70),
            f"total_commits_count should be at most {2**63 - 1}.",
        ),
        (
            lambda body: [body.pop("project"), body.pop("repository")],
            "project is missing; it should be an object.",
        ),
    ],
)
def test_a_bad_field_is_named_by_its_path(spoil: Any, message: str) -> None:
    payload = load("gitlab", "push_hook__2_commits")
    spoil(payload)
    with pytest.raises(BadField) as caught:
        parse(*delivery("gitlab", "push_hook__2_commits", payload))
    assert caught.value.message == message
