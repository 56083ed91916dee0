"""Several ways to sign in to one account, and what a git host lets July do."""

import pytest
from webtest import TestApp

from july.hosts.oauth import Account
from july.people.actions import create_person
from july.people.identities import _current_grant, access_of, find_identity, identities_of
from july.people.linking import link as link_identity
from july.people.oauth import Grant
from july.people.queries import addresses_of, find_person
from july.testing.site import Site
from tests.git_hosts import (
    GitHub,
    GitLab,
    Somebody,
    Trouble,
    playing,
    registered,
)
from tests.web.views.ways import SignIn, arrive, github, link, octo_there, octocat, path_of, set_out

__all__ = ["github", "octo_there", "octocat"]


def test_a_linked_identity_signs_in_to_the_same_account(
    octo_there: TestApp, github: GitHub
) -> None:
    link(octo_there, github, status=302)
    assert "octocat" in octo_there.get("/account/identities/").text
    octo_there.get("/account/").forms["sign-out"].submit()
    arrive(octo_there, github)
    assert "octo" in octo_there.get("/account/").html.select_one(".self-name").text
    assert "octocat@example.org" in addresses_of("octo")


def test_unlinking_takes_the_made_up_address_away_and_leaves_the_points(
    site: Site, octo_there: TestApp, github: GitHub
) -> None:
    link(octo_there, github)
    site.push(site.commit("octocat@users.noreply.127.0.0.1"))
    octo_there.get("/account/identities/").forms["unlink-1"].submit(status=302)
    site.push(site.commit("octocat@users.noreply.127.0.0.1"))
    site.drain()
    assert identities_of("octo") == []
    assert site.board("people")[0]["points"] == 11
    assert site.differences() == []


def test_the_last_way_to_sign_in_stays(octocat: TestApp) -> None:
    page = octocat.get("/account/identities/").forms["unlink-1"].submit(status=409)
    assert "This is your only way to sign in" in page.text
    assert len(identities_of("octocat")) == 1


def test_who_has_no_password_may_choose_one_and_then_unlink(octocat: TestApp) -> None:
    form = octocat.get("/account/password/").forms["change-password"]
    form["password"] = "a garden of kettles"
    form.submit(status=302)
    octocat.get("/account/identities/").forms["unlink-1"].submit(status=302)
    assert identities_of("octocat") == []


def test_nobody_unlinks_somebody_elses(octocat: TestApp, github: GitHub, octo: str) -> None:
    other = TestApp(octocat.app)
    form = other.get("/account/sign-in/").forms["sign-in"]
    form["name"], form["password"] = "octo", "tentacles-8"
    form.submit()
    with_token = other.get("/account/").forms["sign-out"]["csrfmiddlewaretoken"].value
    fields = {"host": "github", "id": "583231", "csrfmiddlewaretoken": with_token}
    assert other.post("/account/identities/remove/", fields, status=404)
    assert find_identity("github", "583231")


def test_what_hooks_need_is_asked_for_apart_and_kept_sealed(
    octo_there: TestApp, github: GitHub
) -> None:
    token = octo_there.get("/account/").forms["sign-out"]["csrfmiddlewaretoken"].value
    fields = {"purpose": "hooks", "next": "/account/", "csrfmiddlewaretoken": token}
    page = octo_there.post("/account/hosts/github/", fields)
    octo_there.get(path_of(github.approve(page.html.select_one("#onward")["href"])), status=302)
    access = access_of("octo", "github")
    assert access is not None
    assert (access.url, access.login) == (github.url, "octocat")
    assert "write:repo_hook" in access.scopes
    assert github.tokens[access.token].endswith("write:repo_hook")
    (identity,) = identities_of("octo")
    assert access.token.encode() not in identity.access


def test_a_token_that_ended_is_renewed(site: Site, octo_there: TestApp) -> None:
    with playing(GitLab(expires_in=7200)) as gitlab, registered(gitlab):
        token = octo_there.get("/account/").forms["sign-out"]["csrfmiddlewaretoken"].value
        fields = {"purpose": "hooks", "next": "/account/", "csrfmiddlewaretoken": token}
        page = octo_there.post("/account/hosts/gitlab/", fields)
        octo_there.get(path_of(gitlab.approve(page.html.select_one("#onward")["href"])))
        first = access_of("octo", "gitlab")
        with site.later(days=365):
            second = access_of("octo", "gitlab")
            assert first is not None
            assert second is not None
            assert second.token != first.token
            assert second.token in gitlab.tokens
            gitlab.trouble["token"] = Trouble(400, b'{"error": "invalid_grant"}')
        with site.later(days=3650):
            assert access_of("octo", "gitlab") is None


def test_who_renews_second_takes_what_the_first_one_got(site: Site, octo: str) -> None:
    with playing(GitLab(expires_in=7200)) as gitlab, registered(gitlab):
        gitlab.tokens["used"] = "api"
        account = Account("1", "octo", "Octo", "", ())
        ended = Grant("old", ("api",), refresh="used", ends=0)
        link_identity("octo", "gitlab", account, ended)
        (seen,) = identities_of("octo")
        first = access_of("octo", "gitlab")
        assert first is not None
        assert "used" not in gitlab.tokens
        second = _current_grant(seen)
        assert second is not None
        assert second.token == first.token


def test_with_another_key_of_the_site_nothing_is_read(
    site: Site, octo: str, github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = Account("1", "octo", "Octo", "", ())
    link_identity("octo", "github", account, Grant("a-token", ("write:repo_hook",)))
    assert access_of("octo", "github") is not None
    monkeypatch.setattr("july.people.identities.PURPOSE", "something else")
    assert access_of("octo", "github") is None


# Two accounts of one person


def test_an_identity_of_another_account_offers_to_make_them_one(
    site: Site, octocat: TestApp, github: GitHub, octo: str, sign_in: SignIn
) -> None:
    site.push(site.commit("octocat@example.org"), site.commit("octo@example.org"))
    octocat.get("/account/").forms["sign-out"].submit()
    sign_in("octo", "tentacles-8")
    page = link(octocat, github).follow()
    assert "octocat is your account too" in page.text
    page.forms["merge"].submit(status=302)
    site.drain()
    assert find_person("octocat") is None
    assert [(row["slug"], row["points"]) for row in site.board("people")] == [("octo", 12)]
    assert [identity.login for identity in identities_of("octo")] == ["octocat"]
    assert site.differences() == []


def test_nothing_is_merged_without_being_offered(octo_there: TestApp, github: GitHub) -> None:
    token = octo_there.get("/account/").forms["sign-out"]["csrfmiddlewaretoken"].value
    create_person("somebody", None)
    octo_there.post("/account/merge/", {"csrfmiddlewaretoken": token}, status=302)
    assert find_person("somebody") is not None


def test_an_offer_ends(
    site: Site, octocat: TestApp, github: GitHub, octo: str, sign_in: SignIn
) -> None:
    octocat.get("/account/").forms["sign-out"].submit()
    sign_in("octo", "tentacles-8")
    page = link(octocat, github).follow()
    with site.later(minutes=16):
        page.forms["merge"].submit(status=302)
    assert find_person("octocat") is not None


# Showing again who one is


def test_who_signed_in_by_a_host_shows_by_it_who_they_are(
    site: Site, octocat: TestApp, github: GitHub
) -> None:
    with site.later(minutes=11):
        page = octocat.get("/account/delete/", status=302).follow()
        address = set_out(page, github, "prove")
        back = octocat.get(path_of(github.approve(address)), status=302)
        assert back.location.endswith("/account/delete/")
        assert octocat.get("/account/delete/", status=200)


def test_somebody_elses_account_at_the_host_shows_nothing(
    site: Site, octocat: TestApp, github: GitHub
) -> None:
    with site.later(minutes=11):
        page = octocat.get("/account/delete/").follow()
        address = set_out(page, github, "prove")
        github.somebody = Somebody(id="1", login="mallory")
        refused = octocat.get(path_of(github.approve(address)), status=409)
        assert "as mallory, which is not linked with octocat" in refused.text
        assert octocat.get("/account/delete/", status=302)


def test_linking_needs_a_fresh_proof(site: Site, octo_there: TestApp, github: GitHub) -> None:
    page = octo_there.get("/account/identities/")
    with site.later(minutes=11):
        answer = page.forms["link-github"].submit(status=302)
        assert "/account/prove/" in answer.location
