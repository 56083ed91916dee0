import pytest

from july.errors import BadField
from july.hosts.gitea.parser import parse
from july.hosts.values import Author, Ignored, Push, Repository
from tests.hosts.deliveries import as_json, changed, content, load, push, reason_ignored

ORIGAMI = Repository(
    host="gitea",
    site="codeberg.org",
    id="12",
    owner="yuki",
    name="origami",
    url="https://codeberg.org/yuki/origami",
    private=False,
)


def test_a_push_is_read_whole_and_oldest_first() -> None:
    found = push("gitea", "push__2_commits_newest_first")
    assert (found.repository, found.ref, found.total) == (ORIGAMI, "refs/heads/main", None)
    first, second = found.commits
    assert (first.message, second.message) == ("Fold 1\n", "Fold 2\n")
    assert first.time is not None
    assert first.time.isoformat() == "2026-07-14T16:00:00+09:00"
    assert first.author == Author("Yuki Sol", "yuki@example.org", "yuki")
    assert first.url == f"{ORIGAMI.url}/commit/{first.hash}"
    assert first.files == ("crane.go",)


def test_more_commits_than_listed_are_told() -> None:
    found = push("gitea", "push__truncated")
    assert (len(found.commits), found.total) == (5, 9)


def test_null_in_place_of_commits_is_an_empty_push() -> None:
    assert push("gitea", "push__null_commits").commits == ()


def test_the_year_1_is_no_time_and_an_empty_user_name_none() -> None:
    (commit,) = push("gitea", "push__year_1").commits
    assert (commit.time, commit.author.username) == (None, None)


def test_an_internal_repository_is_private() -> None:
    assert push("gitea", "push__internal").repository.private


def test_gogs_sends_no_page_address_and_no_files() -> None:
    found = push("gitea", "push__gogs")
    assert found.repository == Repository(
        host="gitea",
        site="gogs.example.org:3000",
        id="140",
        owner="yuki",
        name="origami",
        url="http://gogs.example.org:3000/yuki/origami",
        private=True,
    )
    assert found.commits[0].files == ()


def test_a_repository_without_any_address_keeps_its_name() -> None:
    payload = load("gitea", "push__gogs")
    del payload["repository"]["clone_url"]
    repository = push("gitea", "push__gogs", payload).repository
    assert (repository.site, repository.owner, repository.url) == ("gitea", "yuki", "")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("push__tag", "Tags do not count, only commits on branches."),
        ("push__deleted_branch", "A deleted branch brings no commits."),
        ("create__branch", "July does nothing with this event."),
        ("repository__created", "July does nothing with this change of a repository."),
    ],
)
def test_what_brings_no_commits_is_ignored_with_a_reason(name: str, reason: str) -> None:
    assert reason_ignored("gitea", name) == reason


def test_a_deleted_repository_is_told() -> None:
    found = changed("gitea", "repository__deleted")
    assert (found.repository, found.action, found.previous) == (ORIGAMI, "deleted", None)


@pytest.mark.parametrize("family", ["forgejo", "gitea", "gogs", "github"])
def test_the_event_is_read_from_the_headers_of_the_whole_family(family: str) -> None:
    headers, body = as_json(load("gitea", "push__2_commits_newest_first"))
    assert isinstance(parse(headers | {f"x-{family}-event": "push"}, body), Push)
    assert isinstance(parse(headers | {f"x-{family}-event": "fork"}, body), Ignored)


def test_forgejo_s_own_header_goes_before_those_of_its_ancestors() -> None:
    headers, body = as_json(load("gitea", "push__2_commits_newest_first"))
    events = {"x-github-event": "push", "x-gitea-event": "push", "x-forgejo-event": "action_run"}
    assert isinstance(parse(headers | events, body), Ignored)


def test_json_without_an_event_header_is_taken_for_a_push() -> None:
    assert isinstance(parse(*as_json(load("gitea", "push__gogs"))), Push)


def test_a_form_says_the_same_as_json() -> None:
    name = "push__2_commits_newest_first"
    assert content("gitea", name, form=True) == content("gitea", name)


def test_a_bad_commit_is_counted_as_it_was_sent_newest_first() -> None:
    payload = load("gitea", "push__2_commits_newest_first")
    del payload["commits"][0]["id"]
    with pytest.raises(BadField) as caught:
        push("gitea", "push__2_commits_newest_first", payload)
    assert caught.value.field == "commits[0].id"
