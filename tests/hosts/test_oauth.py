"""What hosts answer about somebody, as they document it and otherwise."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.errors import BadField
from july.hosts import HOSTS
from july.hosts.oauth import Account, OAuth

WITH_OAUTH = {name: host.oauth for name, host in HOSTS.items() if host.oauth is not None}

NAMES = st.sampled_from(
    [
        *("id", "uuid", "login", "username", "nickname", "name", "display_name", "avatar_url"),
        *("links", "avatar", "href", "email", "verified", "is_confirmed", "confirmed_at", "values"),
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=12,
)


@pytest.mark.parametrize("oauth", WITH_OAUTH.values(), ids=WITH_OAUTH.keys())
@given(user=ANYTHING, emails=ANYTHING)
def test_whatever_a_host_answers_is_an_account_or_one_error(
    oauth: OAuth, user: object, emails: object
) -> None:
    with suppress(BadField):
        account = oauth.read(user, emails)
        assert isinstance(account, Account)
        assert account.id
        assert account.login


def test_an_address_is_verified_only_if_the_host_says_so() -> None:
    user = {"id": 1, "login": "octo"}
    rows = [
        {"email": "a@example.org", "verified": True},
        {"email": "b@example.org", "verified": False},
        {"email": "c@example.org"},
        {"email": "d@example.org", "verified": None},
    ]
    github = WITH_OAUTH["github"]
    assert github.read(user, rows).emails == ("a@example.org",)
    with pytest.raises(BadField):
        github.read(user, [{"email": "e@example.org", "verified": "true"}])


def test_the_first_address_of_gitlab_stands_with_the_user() -> None:
    gitlab = WITH_OAUTH["gitlab"]
    user = {"id": 1, "username": "octo", "email": "a@example.org", "confirmed_at": None}
    rows = [{"email": "b@example.org", "confirmed_at": "2020-01-01T00:00:00Z"}]
    assert gitlab.read(user, rows).emails == ("b@example.org",)


@pytest.mark.parametrize(
    ("host", "site", "api"),
    [
        ("github", "https://github.com", "https://api.github.com"),
        ("github", "https://git.example.org", "https://git.example.org/api/v3"),
        ("gitlab", "https://git.example.org", "https://git.example.org/api/v4"),
        ("bitbucket", "https://bitbucket.org", "https://api.bitbucket.org/2.0"),
    ],
)
def test_the_api_of_a_host_is_where_it_documents_it(host: str, site: str, api: str) -> None:
    assert WITH_OAUTH[host].api(site) == api
