import pytest

from july.errors import BadField
from july.hosts.push.parser import parse
from july.hosts.values import Author, Push, Repository
from tests.hosts.deliveries import as_json, content, load, push, reason_ignored


def test_a_push_is_read_whole_in_the_order_sent() -> None:
    found = push("push", "push__2_commits")
    assert found.repository == Repository(
        host="push",
        site="git.example.org",
        id="loom",
        owner="weavers",
        name="loom",
        url="https://git.example.org/weavers/loom.git",
        private=False,
    )
    assert (found.ref, found.total) == ("refs/heads/main", None)
    warp, weft = found.commits
    assert (warp.message, weft.message) == ("Warp", "Weft")
    assert warp.time is not None
    assert weft.time is not None
    assert warp.time.isoformat() == "2026-07-14T08:00:00-03:00"
    assert weft.time.isoformat() == "2026-07-14T12:00:00+00:00"
    assert warp.author == Author("Mara Lindqvist", "mara@example.org", None)
    assert warp.files == ("loom.ml", "README.md")
    assert weft.url == ""


def test_the_least_push_has_a_name_and_the_hash_of_a_commit() -> None:
    found = push("push", "push__least")
    assert found.repository == Repository("push", "push", None, "", "loom", "", private=False)
    (commit,) = found.commits
    assert (commit.message, commit.time, commit.author) == ("", None, Author("", "", None))


@pytest.mark.parametrize(
    ("name", "url", "owner"),
    [
        ("weavers/loom", "https://git.example.org/other/loom", "weavers"),
        ("loom", "https://git.example.org/guild/weavers/loom.git", "guild/weavers"),
        ("loom", "https://git.example.org/loom", ""),
        ("loom", "file:///srv/git/weavers/loom", ""),
        ("loom", "https://git.example.org/" + "x" * 400 + "/loom", ""),
    ],
)
def test_the_owner_is_in_the_name_or_else_in_the_address(name: str, url: str, owner: str) -> None:
    payload = load("push", "push__least")
    payload["repository"] = {"name": name, "url": url}
    repository = push("push", "push__least", payload).repository
    assert (repository.owner, repository.name) == (owner, "loom")


def test_the_flag_private_is_kept() -> None:
    payload = load("push", "push__2_commits")
    payload["repository"]["private"] = True
    assert push("push", "push__2_commits", payload).repository.private


def test_a_password_in_an_address_is_not_kept() -> None:
    payload = load("push", "push__least")
    payload["repository"]["url"] = "https://mara:hush@git.example.org/weavers/loom"
    repository = push("push", "push__least", payload).repository
    assert repository.url == "https://git.example.org/weavers/loom"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("push__tag", "Tags do not count, only commits on branches."),
        ("push__notes", "Only commits on branches count."),
        ("merge__unknown_event", "July does nothing with this event."),
    ],
)
def test_what_brings_no_commits_is_ignored_with_a_reason(name: str, reason: str) -> None:
    payload = load("push", name) if name.startswith("push") else {"any": "thing"}
    assert reason_ignored("push", name, payload) == reason


def test_no_header_is_needed() -> None:
    assert isinstance(parse(*as_json(load("push", "push__2_commits"))), Push)


def test_a_form_says_the_same_as_json() -> None:
    assert content("push", "push__2_commits", form=True) == content("push", "push__2_commits")


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({}, "commits"),
        ({"commits": []}, "repository"),
        ({"commits": [], "repository": {}}, "repository.name"),
        ({"commits": [{}], "repository": {"name": "loom"}}, "commits[0].id"),
        ({"commits": [{"id": "a", "files": "b"}], "repository": {"name": "x"}}, "commits[0].files"),
        ({"commits": [], "repository": {"name": "x", "id": []}}, "repository.id"),
    ],
)
def test_a_bad_field_is_named_by_its_path(payload: object, field: str) -> None:
    with pytest.raises(BadField) as caught:
        parse(*as_json(payload))
    assert caught.value.field == field
