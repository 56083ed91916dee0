"""Asking git hosts, and what they refuse."""

from collections.abc import Iterator
from typing import Any

import pytest

from july.hosts import client as client_module
from july.hosts.bitbucket.client import BitbucketClient
from july.hosts.client import HostClient
from july.hosts.github.client import PAGE, GitHubClient
from july.hosts.gitlab.client import GitLabClient
from july.hosts.refusals import (
    Archived,
    HookRefused,
    HostAway,
    HostRefusal,
    NeedsSignOn,
    NoAdmin,
    NotAllowed,
    NotThere,
    RateLimited,
    StrangeAnswer,
    TokenRevoked,
)
from july.lib import bounded
from tests.git_hosts.loopback import Reply
from tests.git_hosts.repositories import (
    TOKEN,
    BitbucketServer,
    GitHubServer,
    GitLabServer,
    HostServer,
    serving,
)

KINDS: tuple[tuple[type[HostServer], type[HostClient]], ...] = (
    (GitHubServer, GitHubClient),
    (GitLabServer, GitLabClient),
    (BitbucketServer, BitbucketClient),
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long between two attempts."""
    monkeypatch.setattr(client_module, "PAUSE", 0.01)


@pytest.fixture(params=KINDS, ids=lambda kinds: kinds[1].title)
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[Any, HostClient]]:
    """Each host, and what asks it."""
    server_class, client_class = request.param
    server = server_class()
    with serving(server):
        yield server, client_class(server.address, TOKEN)


@pytest.fixture
def github() -> Iterator[tuple[GitHubServer, GitHubClient]]:
    server = GitHubServer()
    with serving(server):
        yield server, GitHubClient(server.address, TOKEN)


@pytest.fixture
def gitlab() -> Iterator[tuple[GitLabServer, GitLabClient]]:
    server = GitLabServer()
    with serving(server):
        yield server, GitLabClient(server.address, TOKEN)


@pytest.fixture
def bitbucket() -> Iterator[tuple[BitbucketServer, BitbucketClient]]:
    server = BitbucketServer()
    with serving(server):
        yield server, BitbucketClient(server.address, TOKEN)


def titles_of(client: HostClient) -> list[str]:
    """All repositories, page by page."""
    found, after = [], ""
    while True:
        listed = client.repositories(after)
        found += [each.title for each in listed.repositories]
        after = listed.after
        if not after:
            return found


# What they do


def test_repositories_are_listed_page_by_page(pair: tuple[Any, HostClient]) -> None:
    server, client = pair
    titles = [f"octo/number-{number}" for number in range(PAGE + 3)] + ["pythons/parser"]
    for title in titles:
        server.repository(title)
    assert titles_of(client) == titles


def test_who_has_none_has_an_empty_list(pair: tuple[Any, HostClient]) -> None:
    assert titles_of(pair[1]) == []


@pytest.mark.parametrize("after", ["x", "-1", "0", "99999999999", "../x|1", "octo|x", "\0"])
def test_a_place_in_the_list_that_nobody_gave_is_the_beginning_or_the_end(
    pair: tuple[Any, HostClient], after: str
) -> None:
    server, client = pair
    server.repository("octo/hello")
    assert len(client.repositories(after).repositories) in {0, 1}


def test_a_hook_is_made_found_and_removed(pair: tuple[Any, HostClient]) -> None:
    server, client = pair
    server.repository("octo/hello")
    (repository,) = client.repositories().repositories
    assert client.repository(repository.place) == repository
    place = repository.place
    id = client.create_hook(place, "https://july.example.org/api/v1/x/y", "a secret")
    (there,) = client.hooks(place)
    assert (there.id, there.url) == (id, "https://july.example.org/api/v1/x/y")
    sent = next(request.values for request in server.asked if request.method == "POST")
    assert "a secret" in str(sent)
    client.delete_hook(place, id)
    assert client.hooks(place) == []
    client.delete_hook(place, id)


def test_github_is_asked_for_pushes_and_renames_as_json(
    github: tuple[GitHubServer, GitHubClient],
) -> None:
    server, client = github
    server.repository("octo/hello")
    client.create_hook("octo/hello", "https://july.example.org/h", "a secret")
    (hook,) = server.hooks_at("octo/hello")
    assert hook["events"] == ["push", "repository"]
    assert hook["config"] == {
        "url": "https://july.example.org/h",
        "content_type": "json",
        "secret": "a secret",
        "insecure_ssl": "0",
    }
    assert client.ping("octo/hello", str(hook["id"]))
    assert server.pinged == [str(hook["id"])]


def test_gitlab_is_told_to_test_and_bitbucket_can_not(
    gitlab: tuple[GitLabServer, GitLabClient], bitbucket: tuple[BitbucketServer, BitbucketClient]
) -> None:
    server, client = gitlab
    place = str(server.repository("octo/hello")["id"])
    id = client.create_hook(place, "https://july.example.org/h", "a secret")
    assert client.ping(place, id)
    assert server.tested == [id]
    assert not bitbucket[1].ping("octo/hello", "{1}")


def test_what_is_private_archived_or_of_others_is_told(
    github: tuple[GitHubServer, GitHubClient],
) -> None:
    server, client = github
    server.repository("octo/diary", private=True)
    server.repository("octo/attic", archived=True)
    server.repository("ada/engine", permissions={"admin": False})
    told = [
        (each.private, each.archived, each.admin) for each in client.repositories().repositories
    ]
    assert told == [(True, False, True), (False, True, True), (False, False, False)]


def test_gitlabs_internal_projects_are_private(gitlab: tuple[GitLabServer, GitLabClient]) -> None:
    server, client = gitlab
    server.repository("octo/hello", visibility="internal")
    assert client.repositories().repositories[0].private


@pytest.mark.parametrize(
    "place", ["", "octo", "octo/../x", "../..", "octo/hello/hooks", "a b/c", "1/2?x"]
)
def test_nothing_else_gets_into_a_path(pair: tuple[Any, HostClient], place: str) -> None:
    server, client = pair
    with pytest.raises(NotThere):
        client.repository(place)
    assert server.asked == []


# What they refuse


def refused(client: HostClient) -> type[HostRefusal]:
    with pytest.raises(HostRefusal) as caught:
        client.create_hook(
            "1" if isinstance(client, GitLabClient) else "octo/hello", "https://x", "s"
        )
    assert client.title in caught.value.message
    return type(caught.value)


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (301, NotThere),
        (400, HookRefused),
        (401, TokenRevoked),
        (403, NoAdmin),
        (404, NotThere),
        (418, StrangeAnswer),
        (422, HookRefused),
        (429, RateLimited),
        (500, HostAway),
        (503, HostAway),
    ],
)
def test_each_refusal_has_words_of_its_own(
    pair: tuple[Any, HostClient], status: int, refusal: type[HostRefusal]
) -> None:
    server, client = pair
    server.next.append(Reply({"message": "No"}, status))
    assert refused(client) is refusal
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "refusal"),
    [
        (Reply({"message": "rate limit"}, 403, {"X-RateLimit-Remaining": "0"}), RateLimited),
        (Reply({"message": "secondary rate limit"}, 403, {"Retry-After": "60"}), RateLimited),
        (Reply({"message": "Repository was archived so is read-only."}, 403), Archived),
        (Reply({"message": "Not Found"}, 404, {"X-OAuth-Scopes": "read:user"}), NotAllowed),
        (Reply({"message": "Not Found"}, 404, {"X-OAuth-Scopes": "write:repo_hook"}), NotThere),
        (Reply({"message": "Must have admin rights"}, 403, {"X-OAuth-Scopes": "repo"}), NoAdmin),
    ],
)
def test_github_says_by_headers_and_words_what_it_means(
    github: tuple[GitHubServer, GitHubClient], reply: Reply, refusal: type[HostRefusal]
) -> None:
    github[0].next.append(reply)
    assert refused(github[1]) is refusal


def test_an_organisation_with_sign_on_tells_where(
    github: tuple[GitHubServer, GitHubClient],
) -> None:
    server, client = github
    link = "https://github.com/orgs/pythons/sso?authorization_request=A"
    server.next.append(Reply({}, 403, {"X-GitHub-SSO": f"required; url={link}"}))
    with pytest.raises(NeedsSignOn) as caught:
        client.hooks("pythons/parser")
    assert caught.value.link == link


def test_a_token_that_is_for_less_is_told_from_a_person_who_may_not(
    gitlab: tuple[GitLabServer, GitLabClient], bitbucket: tuple[BitbucketServer, BitbucketClient]
) -> None:
    gitlab[0].next.append(Reply({"error": "insufficient_scope"}, 403))
    assert refused(gitlab[1]) is NotAllowed
    message = "Your credentials lack one or more required privilege scopes."
    bitbucket[0].next.append(Reply({"type": "error", "error": {"message": message}}, 403))
    assert refused(bitbucket[1]) is NotAllowed


def test_a_token_that_is_nobodys_is_told(pair: tuple[Any, HostClient]) -> None:
    server, client = pair
    with pytest.raises(TokenRevoked):
        type(client)(server.address, "revoked").repositories()


@pytest.mark.parametrize("text", ["<html>maintenance</html>", "{", "", "null", "7", '"x"', "[7]"])
def test_an_answer_that_is_none_is_told(pair: tuple[Any, HostClient], text: str) -> None:
    server, client = pair
    server.next.append(Reply(text=text))
    with pytest.raises(StrangeAnswer):
        client.repositories()


def test_a_question_is_asked_again_while_the_host_is_away(pair: tuple[Any, HostClient]) -> None:
    server, client = pair
    server.repository("octo/hello")
    server.next.extend([Reply(status=502), Reply(status=503)])
    assert titles_of(client) == ["octo/hello"]


def test_a_host_that_stays_away_is_not_asked_for_ever(pair: tuple[Any, HostClient]) -> None:
    server, client = pair
    server.next.extend([Reply(status=503)] * 10)
    with pytest.raises(HostAway):
        client.repositories()
    assert len(server.asked) == client_module.ATTEMPTS


def test_a_host_that_does_not_answer_is_not_waited_for(
    pair: tuple[Any, HostClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, client = pair
    monkeypatch.setattr(bounded, "PATIENCE", (0.2, 0.2))
    server.next.append(Reply(after=1.5))
    assert refused(client) is HostAway


def test_a_host_that_is_not_there_is_away() -> None:
    with pytest.raises(HostAway):
        GitHubClient("http://127.0.0.1:9", TOKEN).repositories()


def test_an_answer_without_end_is_not_read(
    pair: tuple[Any, HostClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, client = pair
    monkeypatch.setattr(bounded, "LARGEST_ANSWER", 10_000)
    server.next.append(Reply(text="[" + " " * 200_000 + "]"))
    with pytest.raises(HostAway):
        client.create_hook(
            "1" if isinstance(client, GitLabClient) else "octo/hello", "https://x", "s"
        )
