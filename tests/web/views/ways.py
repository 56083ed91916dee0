"""Ways to a git host and back, in a browser."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from webtest import TestApp, TestResponse

from july.testing.site import Site
from tests.git_hosts import (
    Bitbucket,
    GitHost,
    GitHub,
    GitLab,
    playing,
    registered,
)

SignIn = Callable[..., TestResponse]


@pytest.fixture
def github(site: Site) -> Iterator[GitHub]:
    with playing(GitHub()) as host, registered(host):
        yield host


@pytest.fixture(params=[GitHub, GitLab, Bitbucket], ids=lambda kind: kind.name)
def any_host(request: pytest.FixtureRequest, site: Site) -> Iterator[GitHost]:
    with playing(request.param()) as host, registered(host):
        yield host


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def set_out(page: TestResponse, host: GitHost, purpose: str = "enter") -> str:
    """Press the button; gives the address of the host."""
    onward = page.forms[f"{purpose}-{host.name}"].submit(status=200)
    address: str = onward.html.select_one("#onward")["href"]
    assert address.startswith(host.url)
    return address


def way_back(pages: TestApp, host: GitHost, address: str = "/account/sign-in/") -> str:
    """Go to the host and say yes; gives the path to which it sends back."""
    return path_of(host.approve(set_out(pages.get(address), host)))


def arrive(pages: TestApp, host: GitHost, **options: int) -> TestResponse:
    return pages.get(way_back(pages, host), **options)


def sign_up(pages: TestApp, host: GitHost, name: str | None = None) -> TestResponse:
    form = arrive(pages, host).follow().forms["join"]
    form["name"] = name or form["name"].value
    return form.submit(status=302)


def link(pages: TestApp, host: GitHost, **options: int) -> TestResponse:
    address = set_out(pages.get("/account/identities/"), host, "link")
    return pages.get(path_of(host.approve(address)), **options)


@pytest.fixture
def octocat(pages: TestApp, github: GitHub) -> TestApp:
    """A browser in which somebody has signed up with GitHub."""
    sign_up(pages, github)
    return pages


@pytest.fixture
def octo_there(pages: TestApp, octo: str, sign_in: SignIn) -> TestApp:
    """A browser in which octo has signed in with a password."""
    sign_in("octo", "tentacles-8")
    return pages
