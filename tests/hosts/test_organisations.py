"""One hook for all repositories of an organisation, a group or a workspace."""

from typing import Any

import pytest

from july.hosts.client import HostClient
from july.hosts.github.client import GitHubClient
from july.hosts.gitlab.client import GitLabClient
from july.hosts.refusals import (
    HostRefusal,
    NoOwner,
    NotAllowedWholly,
    NotApproved,
    NotInPlan,
    NotThere,
)
from tests.git_hosts.loopback import Reply
from tests.git_hosts.repositories import GitHubServer, GitLabServer
from tests.hosts.test_clients import bitbucket, github, gitlab, pair, quick

__all__ = ["bitbucket", "github", "gitlab", "pair", "quick"]

ADDRESS = "https://july.example.org/api/v1/x/y"


def place_of(client: HostClient) -> str:
    return "1/*" if isinstance(client, GitLabClient) else "pythons/*"


def test_a_hook_is_made_found_and_removed(pair: tuple[Any, HostClient]) -> None:
    server, client = pair
    server.organisation("pythons")
    (organisation,) = client.organisations()
    assert (organisation.title, organisation.whole, organisation.admin) == ("pythons", True, True)
    assert client.at(organisation.place) == organisation
    id = client.create_hook(organisation.place, ADDRESS, "a secret")
    (there,) = client.hooks(organisation.place)
    assert (there.id, there.url) == (id, ADDRESS)
    client.delete_hook(organisation.place, id)
    assert client.hooks(organisation.place) == []
    client.delete_hook(organisation.place, id)


def test_who_belongs_to_none_has_an_empty_list(pair: tuple[Any, HostClient]) -> None:
    assert pair[1].organisations() == ()


def test_a_repository_is_found_by_its_place_too(pair: tuple[Any, HostClient]) -> None:
    server, client = pair
    server.repository("octo/hello")
    (repository,) = client.repositories().repositories
    assert client.at(repository.place) == repository
    assert not repository.whole


@pytest.mark.parametrize("place", ["/*", "../*", "octo/hello/*", "a b/*", "pythons?/*", "./*"])
def test_nothing_else_gets_into_a_path(pair: tuple[Any, HostClient], place: str) -> None:
    server, client = pair
    for ask in (client.at, client.hooks):
        with pytest.raises(NotThere):
            ask(place)
    assert server.asked == []


def test_one_to_which_the_person_does_not_belong_is_not_there(
    pair: tuple[Any, HostClient],
) -> None:
    with pytest.raises(NotThere):
        pair[1].at(place_of(pair[1]))


def test_github_pings_and_gitlab_tests(
    github: tuple[GitHubServer, GitHubClient], gitlab: tuple[GitLabServer, GitLabClient]
) -> None:
    for server, client in (github, gitlab):
        server.organisation("pythons")
        (organisation,) = client.organisations()
        id = client.create_hook(organisation.place, ADDRESS, "a secret")
        assert client.ping(organisation.place, id)
    assert github[0].pinged == ["2"]
    assert gitlab[0].tested == ["2"]


def refused(client: HostClient) -> type[HostRefusal]:
    with pytest.raises(HostRefusal) as caught:
        client.create_hook(place_of(client), ADDRESS, "a secret")
    return type(caught.value)


@pytest.mark.parametrize("status", [403, 404])
def test_who_does_not_administer_one_is_told(pair: tuple[Any, HostClient], status: int) -> None:
    server, client = pair
    server.next.append(Reply({"message": "No"}, status))
    assert refused(client) is (NotInPlan if isinstance(client, GitLabClient) else NoOwner)


def test_a_hook_that_must_stay_is_told_from_one_that_is_gone(pair: tuple[Any, HostClient]) -> None:
    server, client = pair
    server.next.append(Reply({"message": "No"}, 403))
    with pytest.raises(NoOwner):
        client.delete_hook(place_of(client), "7")
    client.delete_hook(place_of(client), "7")


def test_a_group_has_hooks_in_a_paid_plan_alone(
    gitlab: tuple[GitLabServer, GitLabClient],
) -> None:
    server, client = gitlab
    server.paid = False
    server.organisation("pythons")
    with pytest.raises(NotInPlan, match="Premium and Ultimate"):
        client.hooks("1/*")


def test_a_token_for_repositories_alone_is_told_from_a_person_who_may_not(
    github: tuple[GitHubServer, GitHubClient],
) -> None:
    server, client = github
    server.scopes = "read:user, write:repo_hook"
    with pytest.raises(NotAllowedWholly):
        client.organisations()
    server.next.append(Reply({"message": "Not Found"}, 404, {"X-OAuth-Scopes": server.scopes}))
    assert refused(client) is NotAllowedWholly


def test_an_organisation_that_has_not_approved_this_site_is_told(
    github: tuple[GitHubServer, GitHubClient],
) -> None:
    message = "The `pythons` organization has enabled OAuth App access restrictions."
    github[0].next.append(Reply({"message": message}, 403))
    assert refused(github[1]) is NotApproved
