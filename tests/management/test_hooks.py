"""Hooks and repositories from the shell."""

import json
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from july.people.identities import identity_key, sealed
from july.people.oauth import Grant
from july.projects.actions import save_hook
from july.projects.models import Hook
from july.projects.queries import find_hook
from july.testing.site import Site
from tests.api.test_hooks import deliver
from tests.git_hosts.connected import connected, github
from tests.git_hosts.repositories import TOKEN, GitHubServer

__all__ = ["connected", "github"]

Run = Callable[..., list[dict[str, object]]]


@pytest.fixture
def run(site: Site, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; gives the objects that it prints."""

    def run(*arguments: str) -> list[dict[str, object]]:
        capsys.readouterr()
        call_command(*arguments)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


@pytest.fixture
def hook(site: Site, octo: str) -> Hook:
    return save_hook(octo, "push")


def test_hooks_are_listed_with_how_they_are(run: Run, site: Site, hook: Hook) -> None:
    deliver(site, hook, site.body(site.commit()))
    (listed,) = run("hooks", "octo")
    assert (listed["state"], listed["deliveries"], listed["taken"]) == ("works", 1, 1)
    assert listed["last"] == "2026-07-14T12:00:00+00:00"
    assert hook.secret not in str(listed)


def test_a_hook_gets_another_secret(run: Run, site: Site, hook: Hook) -> None:
    (made,) = run("hooks", "octo", "rotate", hook.id)
    assert made["secret"] != hook.secret
    for secret in (hook.secret, str(made["secret"])):
        deliver(site, Hook(key=hook.key, secret=secret), site.body(site.commit()), status=201)


def test_a_hook_is_removed(run: Run, hook: Hook) -> None:
    assert run("hooks", "octo", "remove", hook.id) == [{"id": hook.id, "removed": True}]
    assert find_hook(hook.id) is None


@pytest.mark.parametrize(
    "arguments",
    [("nobody",), ("octo", "rotate"), ("octo", "remove", "some"), ("mallory", "rotate")],
)
def test_what_is_not_there_is_refused(
    run: Run, hook: Hook, mallory: str, arguments: tuple[str, ...]
) -> None:
    given = (*arguments, hook.id) if arguments[0] == mallory else arguments
    with pytest.raises(CommandError):
        run("hooks", *given)
    assert find_hook(hook.id) == hook


def test_a_repository_is_switched_on_and_off(run: Run, connected: GitHubServer) -> None:
    connected.repository("octo/hello")
    connected.repository("octo/parser")
    run("repositories", "octo", "github", "on", "octo/hello")
    assert len(connected.hooks_at("octo/hello")) == 1
    listed = run("repositories", "octo", "github")
    assert [(each["name"], each["on"]) for each in listed] == [
        ("octo/hello", True),
        ("octo/parser", False),
    ]
    run("repositories", "octo", "github", "off", "octo/hello")
    assert connected.hooks_at("octo/hello") == []


def test_what_can_not_be_switched_is_told(run: Run, connected: GitHubServer, mallory: str) -> None:
    connected.repository("octo/attic", archived=True)
    with pytest.raises(CommandError, match="archived at GitHub"):
        run("repositories", "octo", "github", "on", "octo/attic")
    with pytest.raises(CommandError, match="no repository or organisation 'octo/gone'"):
        run("repositories", "octo", "github", "on", "octo/gone")
    with pytest.raises(CommandError, match="not switched on"):
        run("repositories", "octo", "github", "off", "octo/attic")
    with pytest.raises(CommandError, match="has connected github"):
        run("repositories", "mallory", "github")


def test_a_whole_organisation_is_switched_on_and_off(run: Run, connected: GitHubServer) -> None:
    identity = identity_key("github", "583231").get()
    identity.access = sealed(Grant(TOKEN, ("write:repo_hook", "read:org", "admin:org_hook")))
    identity.put()
    connected.organisation("pythons")
    run("repositories", "octo", "github", "on", "pythons")
    assert len(connected.hooks_at("pythons")) == 1
    (listed,) = run("repositories", "octo", "github")
    assert (listed["name"], listed["organisation"], listed["on"]) == ("pythons", True, True)
    run("repositories", "octo", "github", "off", "pythons")
    assert connected.hooks_at("pythons") == []
