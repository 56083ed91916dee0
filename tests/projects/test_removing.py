"""Hooks at the git hosts of somebody whose account is deleted."""

from typing import Any

import pytest

from july.people.identities import access_of, identity_key
from july.people.leaving import Fate, delete_account, merge_account
from july.people.models import LastAccess
from july.projects.actions import save_hook
from july.projects.connecting import address_of, switch_on
from july.projects.models import Connection
from july.projects.queries import connections_of
from july.projects.removing import Fates, fates_of_hooks
from july.projects.tasks import give_up_hooks, remove_hooks_of
from july.testing.site import Site
from tests.git_hosts.connected import connected, github
from tests.git_hosts.loopback import Reply
from tests.git_hosts.repositories import GitHubServer

__all__ = ["connected", "github"]

ATTEMPTS = 3
"""How often the client asks before it gives up for now."""


@pytest.fixture
def webhooks(connected: GitHubServer) -> list[dict[str, Any]]:
    """Those of a repository at GitHub that octo has switched on."""
    connected.repository("octo/hello")
    access = access_of("octo", "github")
    assert access is not None
    switch_on("octo", access, "octo/hello")
    return connected.hooks_at("octo/hello")


def left(server: GitHubServer) -> int:
    """How many webhooks the repository has."""
    return len(server.hooks_at("octo/hello"))


def nothing_is_kept() -> bool:
    return not LastAccess.query().fetch() and not Connection.query().fetch()


@pytest.mark.parametrize("fate", [Fate.NOBODY, Fate.VANISH])
def test_they_are_removed_and_then_nothing_is_kept(
    site: Site, connected: GitHubServer, webhooks: list[Any], fate: Fate
) -> None:
    assert len(webhooks) == 1
    delete_account("octo", fate)
    site.drain()
    assert left(connected) == 0
    assert nothing_is_kept()


def test_nobody_signs_in_by_what_is_kept_meanwhile(site: Site, webhooks: list[Any]) -> None:
    delete_account("octo", Fate.VANISH)
    assert [row.person for row in LastAccess.query()] == ["octo"]
    assert identity_key("github", "583231").get() is None
    assert access_of("octo", "github") is None


def test_a_host_that_is_away_is_asked_again(
    site: Site, connected: GitHubServer, webhooks: list[Any]
) -> None:
    connected.next.extend([Reply(status=503)] * ATTEMPTS)
    delete_account("octo", Fate.VANISH)
    site.drain()
    assert left(connected) == 0
    assert nothing_is_kept()


def test_what_the_host_refuses_stays_and_is_not_asked_for_again(
    site: Site, connected: GitHubServer, webhooks: list[Any]
) -> None:
    connected.next.append(Reply({"message": "Bad credentials"}, 401))
    delete_account("octo", Fate.VANISH)
    site.drain()
    assert left(connected) == 1
    assert nothing_is_kept()
    remove_hooks_of("octo")
    assert left(connected) == 1


def test_after_a_day_what_lets_july_act_is_thrown_away_whatever_has_come_of_it(
    site: Site, connected: GitHubServer, webhooks: list[Any]
) -> None:
    delete_account("octo", Fate.VANISH)
    give_up_hooks()
    assert not nothing_is_kept()
    with site.later(hours=25):
        give_up_hooks()
    assert nothing_is_kept()
    site.drain()
    assert left(connected) == 1


def test_one_that_is_gone_already_is_as_good_as_removed(
    site: Site, connected: GitHubServer, webhooks: list[Any]
) -> None:
    connected.webhooks.clear()
    delete_account("octo", Fate.VANISH)
    site.drain()
    assert nothing_is_kept()


def test_a_merged_account_keeps_them(
    site: Site, connected: GitHubServer, webhooks: list[Any], mallory: str
) -> None:
    merge_account("octo", mallory)
    site.drain()
    assert left(connected) == 1
    assert [each.title for each in connections_of(mallory, "github")] == ["octo/hello"]
    assert LastAccess.query().fetch() == []
    assert access_of(mallory, "github") is not None


def titles(fates: Fates) -> tuple[list[str], list[str], list[str]]:
    return (
        [each.title for each in fates.removed],
        [each.title for each in fates.staying],
        [address_of(hook).split("/")[-2] for hook in fates.pasted],
    )


def test_it_is_told_beforehand_which_stay(site: Site, webhooks: list[Any]) -> None:
    save_hook("octo", "gitlab")
    assert titles(fates_of_hooks("octo")) == (["octo/hello"], [], ["gitlab"])
    identity = identity_key("github", "583231").get()
    identity.access = None
    identity.put()
    assert titles(fates_of_hooks("octo")) == ([], ["octo/hello"], ["gitlab"])
