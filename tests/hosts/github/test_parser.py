from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from july.errors import BadField
from july.hosts.github.parser import parse
from july.hosts.values import Author, Ignored, Ping, Push, Repository
from tests.hosts.deliveries import (
    as_json,
    changed,
    content,
    delivery,
    load,
    push,
    reason_ignored,
)

LIGHTHOUSE = Repository(
    host="github",
    site="github.com",
    id="70711",
    owner="mara",
    name="lighthouse",
    url="https://github.com/mara/lighthouse",
    private=False,
)


def test_a_push_is_read_whole() -> None:
    found = push("github", "push__1_commit")
    assert found.repository == LIGHTHOUSE
    assert found.ref == "refs/heads/main"
    assert found.total is None
    (commit,) = found.commits
    assert commit.hash == load("github", "push__1_commit")["commits"][0]["id"]
    assert commit.message == "Trim the wick"
    assert commit.url == f"https://github.com/mara/lighthouse/commit/{commit.hash}"
    assert commit.author == Author("Mara Lindqvist", "mara@example.org", "mara")
    assert commit.files == ("lamp.py",)


def test_a_time_keeps_its_offset() -> None:
    (commit,) = push("github", "push__1_commit").commits
    assert commit.time is not None
    assert commit.time.isoformat() == "2026-07-14T21:05:00+02:00"


def test_the_author_s_date_goes_before_the_timestamp() -> None:
    (commit,) = push("github", "push__author_date").commits
    assert commit.time is not None
    assert commit.time.isoformat() == "2026-07-03T23:30:00-05:00"


def test_an_impossible_author_s_date_leaves_the_timestamp() -> None:
    payload = load("github", "push__author_date")
    payload["commits"][0]["author"]["date"] = "2026-02-30T00:00:00Z"
    (commit,) = push("github", "push__author_date", payload).commits
    assert commit.time == datetime(2026, 7, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize("stamp", [None, "", "soon", "2026-13-01T00:00:00Z", 10**30, -5, 1e300])
def test_an_absent_or_impossible_time_leaves_the_commit_undated(stamp: object) -> None:
    payload = load("github", "push__1_commit")
    payload["commits"][0]["timestamp"] = stamp
    (commit,) = push("github", "push__1_commit", payload).commits
    assert commit.time is None


def test_a_null_or_missing_email_is_empty() -> None:
    quiet, nobody = push("github", "push__null_email").commits
    assert quiet.author == Author("Quiet Contributor", "", "quiet")
    assert nobody.author == Author("No Email", "", "mara")


def test_a_commit_without_author_is_nobody_s() -> None:
    payload = load("github", "push__1_commit")
    del payload["commits"][0]["author"]
    (commit,) = push("github", "push__1_commit", payload).commits
    assert commit.author == Author("", "", None)


def test_over_20_commits_come_in_the_order_they_were_made() -> None:
    commits = push("github", "push__25_commits").commits
    assert [commit.message for commit in commits] == [f"Step {n}" for n in range(1, 26)]
    assert len({commit.hash for commit in commits}) == 25
    assert commits[0].time == datetime(
        2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=30))
    )


def test_emoji_stay_and_nul_is_replaced() -> None:
    emoji, nul = push("github", "push__emoji_and_nul").commits
    assert emoji.message == "Light the lamp 🕯️👩🏽‍🚀 für alle"
    assert nul.message == "before\ufffdafter"


def test_a_lone_surrogate_is_replaced() -> None:
    (commit,) = push("github", "push__lone_surrogate").commits
    assert commit.message == "half \ufffd of a pair"
    assert commit.message.encode("utf-8")


def test_files_are_those_added_changed_or_removed_each_once() -> None:
    (commit,) = push("github", "push__files").commits
    assert commit.files == ("src/a.py", "docs/new.md", "src/b.py", "old.c")


def test_a_new_branch_without_commits_is_an_empty_push() -> None:
    assert push("github", "push__no_commits").commits == ()


def test_the_same_commit_thrice_stays_thrice() -> None:
    assert len(push("github", "push__same_commit_thrice").commits) == 3


def test_a_hash_is_lower_case() -> None:
    payload = load("github", "push__1_commit")
    payload["commits"][0]["id"] = "ABCDEF0123"
    assert push("github", "push__1_commit", payload).commits[0].hash == "abcdef0123"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "push__merge_queue",
            "The merge queue's own branches do not count; the merge itself will.",
        ),
        ("push__tag", "Tags do not count, only commits on branches."),
        ("push__deleted_branch", "A deleted branch brings no commits."),
        ("repository__edited", "July does nothing with this change of a repository."),
        ("issues__opened", "July does nothing with this event."),
    ],
)
def test_what_brings_no_commits_is_ignored_with_a_reason(name: str, reason: str) -> None:
    assert reason_ignored("github", name) == reason


def test_an_unknown_event_is_named_in_storable_characters() -> None:
    found = parse({"x-github-event": "new\x00\ud800" + "x" * 200}, b"{}")
    assert isinstance(found, Ignored)
    assert found.event == "new\ufffd\ufffd" + "x" * 95


@pytest.mark.parametrize(
    ("name", "text"),
    [("ping__repository", "Keep the flame small."), ("ping__organization", "Few words will do.")],
)
def test_a_ping_is_a_ping(name: str, text: str) -> None:
    assert content("github", name) == Ping(text)


def test_a_private_repository_is_private() -> None:
    assert push("github", "push__private").repository.private


def test_an_api_address_becomes_that_of_the_page() -> None:
    payload = load("github", "push__1_commit")
    del payload["repository"]["html_url"]
    assert push("github", "push__1_commit", payload).repository == LIGHTHOUSE


def test_github_enterprise_is_another_site() -> None:
    repository = push("github", "push__enterprise").repository
    assert repository.site == "git.example.org"
    assert repository.url == "https://Git.Example.org/mara/lighthouse"


def test_without_any_address_it_is_on_github_com() -> None:
    payload = load("github", "push__1_commit")
    payload["repository"] = {"id": 70711, "full_name": "mara/lighthouse"}
    assert push("github", "push__1_commit", payload).repository == LIGHTHOUSE


@pytest.mark.parametrize("url", ["javascript:alert(1)", "git://github.com/mara/x", "https://", 3])
def test_only_web_addresses_are_kept(url: object) -> None:
    payload = load("github", "push__1_commit")
    payload["commits"][0]["url"] = url
    if url == 3:
        with pytest.raises(BadField):
            push("github", "push__1_commit", payload)
    else:
        assert push("github", "push__1_commit", payload).commits[0].url == ""


def test_a_form_says_the_same_as_json() -> None:
    name = "push__emoji_and_nul"
    assert content("github", name, form=True) == content("github", name)


def test_a_push_of_2012_is_understood() -> None:
    found = push("github", "2012__push")
    assert found.repository == Repository(
        host="github",
        site="github.com",
        id=None,
        owner="mara",
        name="torch",
        url="http://github.com/mara/torch",
        private=False,
    )
    first, second = found.commits
    assert first.files == ("torch.rb",)
    assert second.url == ""
    assert second.time is not None
    assert second.time.isoformat() == "2012-07-15T14:36:34-08:00"


def test_json_without_an_event_header_is_taken_for_a_push() -> None:
    assert isinstance(parse(*as_json(load("github", "push__1_commit"))), Push)


@pytest.mark.parametrize("action", ["privatized", "publicized", "deleted"])
def test_a_change_that_keeps_the_name_has_no_previous_one(action: str) -> None:
    found = changed("github", f"repository__{action}")
    assert (found.action, found.previous) == (action, None)
    assert found.repository.private == (action == "privatized")


@pytest.mark.parametrize(
    ("name", "action", "owner", "old_name"),
    [
        ("repository__renamed", "renamed", "mara", "torch"),
        ("repository__transferred_by_person", "transferred", "tomas", "lighthouse"),
        ("repository__transferred_by_organization", "transferred", "lamps", "lighthouse"),
    ],
)
def test_a_change_of_name_tells_the_previous_one(
    name: str, action: str, owner: str, old_name: str
) -> None:
    found = changed("github", name)
    assert (found.repository, found.action) == (LIGHTHOUSE, action)
    assert found.previous is not None
    assert (found.previous.owner, found.previous.name) == (owner, old_name)
    assert found.previous.url == f"https://github.com/{owner}/{old_name}"
    assert found.previous.id == LIGHTHOUSE.id


MISSING = object()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["commits", 0, "id"], MISSING, "commits[0].id is missing; it should be a text."),
        (["commits", 0, "id"], None, "commits[0].id is missing; it should be a text."),
        (["commits", 0, "id"], " ", "commits[0].id should not be blank; it should be a text."),
        (["commits", 0, "id"], 7, "commits[0].id should be a text, not a number."),
        (
            ["commits", 0, "id"],
            "a" * 301,
            "commits[0].id should have at most 300 characters, not 301.",
        ),
        (["commits", 0, "message"], [], "commits[0].message should be a text, not a list."),
        (["commits", 0, "timestamp"], {}, "commits[0].timestamp should be a time, not an object."),
        (["commits", 0, "author"], "Mara", "commits[0].author should be an object, not a text."),
        (
            ["commits", 0, "author", "email"],
            True,
            "commits[0].author.email should be a text, not true or false.",
        ),
        (
            ["commits", 0, "modified", 0],
            {},
            "commits[0].modified[0] should be a text, not an object.",
        ),
        (["commits", 0], None, "commits[0] should be an object, not null."),
        (["commits"], {}, "commits should be a list, not an object."),
        (["commits"], MISSING, "commits is missing; it should be a list."),
        (["ref"], 1.5, "ref should be a text, not a number."),
        (["repository"], MISSING, "repository is missing; it should be an object."),
        (
            ["repository", "id"],
            1.5,
            "repository.id should be a text or a whole number, not a number.",
        ),
        (
            ["repository", "private"],
            "no",
            "repository.private should be true or false, not a text.",
        ),
        (
            ["repository", "full_name"],
            "//",
            "repository.full_name should be the name of a repository.",
        ),
    ],
)
def test_a_bad_field_is_named_by_its_path(path: list[Any], value: object, message: str) -> None:
    payload = load("github", "push__1_commit")
    *parents, last = path
    place = payload
    for key in parents:
        place = place[key]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(BadField) as caught:
        parse(*delivery("github", "push__1_commit", payload))
    assert caught.value.message == message
    assert caught.value.field == message.partition(" ")[0]
