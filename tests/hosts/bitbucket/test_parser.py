from typing import Any

import pytest

from july.errors import BadField
from july.hosts.bitbucket.parser import parse
from july.hosts.values import Author, Push, Repository
from tests.hosts.deliveries import (
    as_json,
    changed,
    content,
    delivery,
    load,
    push,
    reason_ignored,
)

TIDES = Repository(
    host="bitbucket",
    site="bitbucket.org",
    id="{0f5c2b1e-1111-4222-8333-944455566677}",
    owner="harbour",
    name="tide-tables",
    url="https://bitbucket.org/harbour/tide-tables",
    private=False,
)


def test_a_push_is_read_whole_and_oldest_first() -> None:
    found = push("bitbucket", "repo_push__2_commits_newest_first")
    assert (found.repository, found.ref, found.total) == (TIDES, "refs/heads/main", None)
    first, second = found.commits
    assert (first.message, second.message) == ("First\n", "Second\n")
    assert first.author == Author("Mara Lindqvist", "mara@example.org", None)
    assert second.author == Author("Mara Lindqvist", "mara@example.org", "mara")
    assert first.url == f"https://bitbucket.org/harbour/tide-tables/commits/{first.hash}"
    assert second.time is not None
    assert second.time.isoformat() == "2026-07-14T20:00:00+00:00"
    assert second.files == ()


def test_how_many_commits_were_cut_off_is_not_known() -> None:
    found = push("bitbucket", "repo_push__truncated")
    assert (len(found.commits), found.total) == (5, None)


def test_several_branches_of_one_delivery_are_one_push() -> None:
    found = push("bitbucket", "repo_push__2_branches_and_a_tag")
    assert len(found.commits) == 2
    assert found.ref == "refs/heads/main"


@pytest.mark.parametrize("case", ["deleted_branch", "tag", "annotated_tag", "no_changes"])
def test_what_changes_no_branch_is_ignored(case: str) -> None:
    reason = reason_ignored("bitbucket", f"repo_push__{case}")
    assert reason == "Only commits on branches count, and no branch got any."


def test_a_new_branch_without_commits_is_an_empty_push() -> None:
    assert push("bitbucket", "repo_push__no_commits").commits == ()


def test_authors_are_read_from_one_line_in_every_way_people_write_it() -> None:
    found = push("bitbucket", "repo_push__private_and_authors")
    assert found.repository.private
    assert [commit.author for commit in found.commits] == [
        Author("", "", None),
        Author("Tomás O.", "tomas@example.org", None),
        Author("", "tomas@example.org", None),
        Author("just a name", "", None),
    ]


def test_an_address_of_the_api_becomes_that_of_the_page() -> None:
    payload = load("bitbucket", "repo_push__no_commits")
    payload["repository"]["links"]["html"]["href"] = "https://api.bitbucket.org/harbour/x"
    assert push("bitbucket", "repo_push__no_commits", payload).repository == TIDES


def test_the_owner_may_stand_apart_from_the_name() -> None:
    payload = load("bitbucket", "repo_push__no_commits")
    payload["repository"] = {"full_name": "tide-tables", "owner": {"username": "harbour"}}
    repository = push("bitbucket", "repo_push__no_commits", payload).repository
    assert (repository.owner, repository.name, repository.url) == ("harbour", TIDES.name, TIDES.url)


def test_a_repository_without_owner_has_no_page() -> None:
    payload = load("bitbucket", "repo_push__no_commits")
    payload["repository"] = {"full_name": "tide-tables"}
    repository = push("bitbucket", "repo_push__no_commits", payload).repository
    assert (repository.owner, repository.url) == ("", "")


@pytest.mark.parametrize(
    ("case", "action", "owner", "name"),
    [("renamed", "renamed", "harbour", "tides"), ("moved", "transferred", "mara", "tide-tables")],
)
def test_a_change_of_name_tells_the_previous_one(
    case: str, action: str, owner: str, name: str
) -> None:
    found = changed("bitbucket", f"repo_updated__{case}")
    assert (found.repository, found.action) == (TIDES, action)
    assert found.previous is not None
    assert (found.previous.owner, found.previous.name) == (owner, name)
    assert found.previous.url == f"https://bitbucket.org/{owner}/{name}"


def test_another_change_of_a_repository_is_ignored() -> None:
    reason = reason_ignored("bitbucket", "repo_updated__website")
    assert reason == "Neither the name nor the owner has changed."


def test_an_unknown_event_is_ignored() -> None:
    assert reason_ignored("bitbucket", "repo_fork__somebody") == (
        "July does nothing with this event."
    )


def test_the_post_service_of_2012_is_understood() -> None:
    found = push("bitbucket", "2012__post_service")
    assert found.repository == Repository(
        host="bitbucket",
        site="bitbucket.org",
        id=None,
        owner="harbour",
        name="tide-tables",
        url="https://bitbucket.org/harbour/tide-tables",
        private=True,
    )
    assert found.ref == "refs/heads/master"
    first, second = found.commits
    assert first.author == Author("Mara Lindqvist", "mara@example.org", "mara")
    assert first.files == ("tides.py", "moon.py")
    assert first.url == f"https://bitbucket.org/harbour/tide-tables/commits/{first.hash}"
    assert second.author == Author("Tomas", "", "tomas")


def test_the_post_service_s_time_is_the_one_that_tells_its_zone() -> None:
    first, _ = push("bitbucket", "2012__post_service").commits
    assert first.time is not None
    assert first.time.isoformat() == "2012-07-30T03:58:56+00:00"


def test_the_post_service_without_commits_is_an_empty_push() -> None:
    found = push("bitbucket", "2012__no_commits")
    assert (found.ref, found.commits) == ("", ())
    assert (found.repository.owner, found.repository.name) == ("harbour", "tide-tables")


def test_json_without_an_event_header_is_taken_for_a_push() -> None:
    found = parse(*as_json(load("bitbucket", "repo_push__2_commits_newest_first")))
    assert isinstance(found, Push)


def test_a_form_says_the_same_as_json() -> None:
    name = "repo_push__2_commits_newest_first"
    assert content("bitbucket", name, form=True) == content("bitbucket", name)


@pytest.mark.parametrize(
    ("name", "spoil", "message"),
    [
        (
            "repo_push__truncated",
            lambda body: body["push"]["changes"][0]["commits"][3].pop("hash"),
            "push.changes[0].commits[3].hash is missing; it should be a text.",
        ),
        (
            "repo_push__truncated",
            lambda body: body["push"].update(changes="all"),
            "push.changes should be a list, not a text.",
        ),
        (
            "2012__post_service",
            lambda body: body["commits"][1].pop("raw_node"),
            "commits[1].raw_node is missing; it should be a text.",
        ),
        (
            "2012__post_service",
            lambda body: body["commits"][0]["files"].append("moon.py"),
            "commits[0].files[2] should be an object, not a text.",
        ),
        (
            "2012__post_service",
            lambda body: body.pop("repository"),
            "repository is missing; it should be an object.",
        ),
    ],
)
def test_a_bad_field_is_named_by_its_path(name: str, spoil: Any, message: str) -> None:
    payload = load("bitbucket", name)
    spoil(payload)
    with pytest.raises(BadField) as caught:
        parse(*delivery("bitbucket", name, payload))
    assert caught.value.message == message
