"""Fixtures: a GitHub where octo has repositories, and where they let July act."""

from collections.abc import Iterator

import pytest

from july import config
from july.hosts import client as client_module
from july.people.identities import identity_key, sealed
from july.people.models import Identity
from july.people.oauth import Grant
from july.testing.site import Site
from tests.git_hosts.repositories import TOKEN, GitHubServer, serving


@pytest.fixture
def github(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubServer]:
    """A GitHub with which this site is registered, and which pings new hooks."""
    monkeypatch.setattr(client_module, "PAUSE", 0.01)
    server = GitHubServer()
    with serving(server):
        with monkeypatch.context() as patch:
            patch.setenv("JULY_GITHUB_URL", server.url)
            patch.setenv("JULY_GITHUB_CLIENT_ID", "july")
            patch.setenv("JULY_GITHUB_CLIENT_SECRET", "a secret of the site")
            config.settings.cache_clear()
            yield server
        config.settings.cache_clear()


@pytest.fixture
def connected(github: GitHubServer, octo: str) -> GitHubServer:
    """The same, of which octo lets July act for them."""
    grant = Grant(TOKEN, ("read:user", "write:repo_hook"))
    key = identity_key("github", "583231")
    Identity(key=key, person=octo, host="github", login="octocat", access=sealed(grant)).put()
    return github
