"""Signing in and up with a git host, and everything that may go wrong on the way."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import parse_qsl, urlsplit

import pytest
from webtest import TestApp, TestResponse

from july.hosts.oauth import Account
from july.lib import bounded
from july.people.actions import Profile, create_person, save_person
from july.people.identities import _current_grant, access_of, find_identity, identities_of
from july.people.linking import free_name, noreply_addresses
from july.people.linking import link as link_identity
from july.people.models import Identity, Person
from july.people.oauth import Grant
from july.people.queries import addresses_of, find_person
from july.testing.site import Site
from july.web.attempts import MOST_FROM_ADDRESS, may_try
from tests.git_hosts import (
    Bitbucket,
    GitHost,
    GitHub,
    GitLab,
    Somebody,
    Trouble,
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


# The usual way


def test_somebody_new_chooses_a_name_and_is_in(pages: TestApp, any_host: GitHost) -> None:
    page = arrive(pages, any_host).follow()
    assert page.forms["join"]["name"].value == "octocat"
    assert "octocat@example.org" in page.text
    page.forms["join"].submit(status=302)
    person = find_person("octocat")
    assert person is not None
    assert (person.title, person.password) == ("The Octocat", None)
    assert "octocat@example.org" in addresses_of("octocat")
    assert pages.get("/account/", status=200)


def test_who_comes_back_is_signed_in_at_once(octocat: TestApp, github: GitHub) -> None:
    octocat.get("/account/").forms["sign-out"].submit()
    assert arrive(octocat, github, status=302).location.endswith("/account/")
    assert octocat.get("/account/", status=200)
    assert Person.query().count() == 1


def test_only_addresses_that_the_host_has_verified_are_taken_over(
    pages: TestApp, any_host: GitHost
) -> None:
    emails = {"one@example.org": True, "two@example.org": False, "three@example.org": True}
    any_host.somebody = Somebody(emails=emails)
    sign_up(pages, any_host)
    real = [email for email in addresses_of("octocat") if "noreply" not in email]
    assert real == ["one@example.org", "three@example.org"]


def test_orphans_of_a_verified_address_are_claimed(
    site: Site, pages: TestApp, github: GitHub
) -> None:
    site.push(site.commit("octocat@example.org"))
    sign_up(pages, github)
    site.drain()
    assert [row["slug"] for row in site.board("people")] == ["octocat"]
    assert site.differences() == []


@pytest.mark.parametrize("address", ["583231+octocat", "octocat"])
def test_addresses_made_up_by_github_are_those_of_who_signed_in_there(
    site: Site, octocat: TestApp, address: str
) -> None:
    site.push(site.commit(f"{address}@users.noreply.127.0.0.1"))
    assert site.board("people")[0]["points"] == 11


def test_addresses_made_up_by_github_are_below_its_own_name(site: Site) -> None:
    assert noreply_addresses("github", "583231", "Octocat") == [
        "583231+octocat@users.noreply.github.com",
        "octocat@users.noreply.github.com",
    ]
    assert noreply_addresses("gitlab", "1", "octocat") == []


def test_somebody_elses_address_stays_theirs(pages: TestApp, github: GitHub, octo: str) -> None:
    github.somebody = Somebody(emails={"octo@example.org": True})
    page = arrive(pages, github).follow()
    assert "belongs to an account here already" in page.text
    page.forms["join"].submit(status=302)
    assert "octo@example.org" not in addresses_of("octocat")
    assert "octo@example.org" in addresses_of("octo")


def test_a_name_that_is_taken_is_asked_for_again(pages: TestApp, github: GitHub, octo: str) -> None:
    page = arrive(pages, github).follow()
    page.forms["join"]["name"] = "0cto"
    refused = page.forms["join"].submit(status=409)
    assert "too much like octo" in refused.text
    assert Identity.query().count() == 0


def test_a_name_is_proposed_that_nobody_has(site: Site) -> None:
    create_person("octocat", None)
    assert free_name("Octocat") == "octocat-2"
    assert free_name("Ümlaut Ö.") == "mlaut"
    assert free_name("北京") == ""


def test_the_host_is_asked_with_proof_and_without_more_rights_than_needed(
    pages: TestApp, github: GitHub
) -> None:
    query = dict(parse_qsl(urlsplit(set_out(pages.get("/account/sign-in/"), github)).query))
    assert query["scope"] == "read:user user:email"
    assert query["code_challenge_method"] == "S256"
    assert len(query["state"]) >= 22
    assert query["redirect_uri"] == "http://testserver/account/hosts/github/back/"


def test_nothing_of_what_a_host_allows_is_kept_for_signing_in(octocat: TestApp) -> None:
    (identity,) = identities_of("octocat")
    assert identity.access is None
    assert access_of("octocat", "github") is None


def test_who_wants_something_gets_there_after_signing_in(pages: TestApp, github: GitHub) -> None:
    sign_up(pages, github)
    pages.get("/account/").forms["sign-out"].submit()
    back = way_back(pages, github, "/account/sign-in/?next=/account/sessions/")
    assert pages.get(back, status=302).location.endswith("/account/sessions/")


def test_nobody_is_sent_to_another_site(pages: TestApp, github: GitHub) -> None:
    sign_up(pages, github)
    pages.get("/account/").forms["sign-out"].submit()
    back = way_back(pages, github, "/account/sign-in/?next=https://evil.example/")
    assert pages.get(back, status=302).location.endswith("/account/")


def test_a_host_that_is_not_set_up_is_not_offered(pages: TestApp, site: Site) -> None:
    assert "host-buttons" not in pages.get("/account/sign-in/").text
    assert pages.get("/account/hosts/gitlab/back/?code=1&state=2", status=404)


def test_a_change_of_login_moves_the_made_up_address(octocat: TestApp, github: GitHub) -> None:
    octocat.get("/account/").forms["sign-out"].submit()
    github.somebody = Somebody(login="hexacat")
    arrive(octocat, github)
    assert [email for email in addresses_of("octocat") if "noreply" in email] == [
        "583231+hexacat@users.noreply.127.0.0.1",
        "hexacat@users.noreply.127.0.0.1",
    ]


def test_an_address_that_was_removed_stays_removed(octocat: TestApp, github: GitHub) -> None:
    page = octocat.get("/account/")
    page.forms["sign-out"].submit()
    arrive(octocat, github)
    octocat.post(
        "/account/emails/remove/",
        {
            "email": "octocat@example.org",
            "csrfmiddlewaretoken": octocat.get("/account/")
            .forms["sign-out"]["csrfmiddlewaretoken"]
            .value,
        },
    )
    octocat.get("/account/").forms["sign-out"].submit()
    arrive(octocat, github)
    assert "octocat@example.org" not in addresses_of("octocat")


# What goes wrong


TROUBLES = {
    "401": Trouble(401),
    "403": Trouble(403, b'{"message": "API rate limit exceeded"}'),
    "404": Trouble(404),
    "429": Trouble(429, b"slow down", headers={"Retry-After": "60"}),
    "500": Trouble(500, b"<h1>oops</h1>"),
    "503": Trouble(503, b""),
    "malformed": Trouble(200, b'{"id": 1,'),
    "no object": Trouble(200, b'"yes"'),
    "null": Trouble(200, b"null"),
    "empty": Trouble(200, b"{}"),
    "wrong kinds": Trouble(200, b'{"id": [], "login": 7, "access_token": 3, "values": {}}'),
    "too large": Trouble(200, b"[" + b" " * 1_100_000 + b"]"),
    "elsewhere": Trouble(302, b"", headers={"Location": "http://127.0.0.1:9/"}),
}


@pytest.mark.parametrize("part", ["token", "user", "emails"])
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
def test_a_host_in_trouble_gives_one_clear_page_and_changes_nothing(
    pages: TestApp, github: GitHub, part: str, trouble: Trouble
) -> None:
    back = way_back(pages, github)
    github.trouble[part] = trouble
    page = pages.get(back, status=502)
    assert "GitHub does not answer as it should. Nothing was changed; try it again." in page.text
    assert pages.get("/account/", status=302)
    assert Identity.query().count() == Person.query().count() == 0


@pytest.mark.parametrize("part", ["token", "user", "emails"])
def test_a_host_that_does_not_answer_is_not_waited_for(
    pages: TestApp, any_host: GitHost, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "PATIENCE", (0.1, 0.1))
    back = way_back(pages, any_host)
    any_host.trouble[part] = Trouble(seconds=0.4)
    assert pages.get(back, status=502)


def test_a_host_that_answers_without_end_is_not_waited_for(
    pages: TestApp, github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "WHOLE_ANSWER", -1)
    assert arrive(pages, github, status=502)


def test_a_host_that_is_gone_gives_the_same_page(pages: TestApp, site: Site) -> None:
    with ExitStack() as stack:
        with playing(GitLab()) as host:
            stack.enter_context(registered(host))
            back = way_back(pages, host)
        assert pages.get(back, status=502)


def test_who_says_no_at_the_host_is_told_that_nothing_was_changed(
    pages: TestApp, any_host: GitHost
) -> None:
    address = set_out(pages.get("/account/sign-in/"), any_host)
    page = pages.get(path_of(any_host.deny(address)), status=403)
    assert "you said no there, or it did" in page.text
    assert [asked.path for asked in any_host.asked] == []


def test_a_state_of_another_browser_signs_nobody_in(
    pages: TestApp, github: GitHub, site: Site
) -> None:
    back = way_back(pages, github)
    other = TestApp(pages.app)
    page = other.get(back, status=400)
    assert "This is not the way on which you went to GitHub" in page.text
    assert github.asked == []


def test_a_way_is_gone_once(octocat: TestApp, github: GitHub) -> None:
    octocat.get("/account/").forms["sign-out"].submit()
    back = way_back(octocat, github)
    octocat.get(back, status=302)
    octocat.get("/account/").forms["sign-out"].submit()
    assert octocat.get(back, status=400)
    assert octocat.get("/account/", status=302)


@pytest.mark.parametrize("host", [GitHub, GitLab, Bitbucket])
def test_a_code_that_was_used_is_refused(
    pages: TestApp, site: Site, host: Callable[[], GitHost]
) -> None:
    with playing(host()) as played, registered(played):
        back = way_back(pages, played)
        played.codes.clear()
        assert pages.get(back, status=502)


def test_a_code_without_its_verifier_is_worth_nothing(pages: TestApp, github: GitHub) -> None:
    mine = way_back(pages, github)
    stolen = dict(parse_qsl(urlsplit(way_back(TestApp(pages.app), github)).query))["code"]
    state = dict(parse_qsl(urlsplit(mine).query))["state"]
    assert pages.get(f"/account/hosts/github/back/?code={stolen}&state={state}", status=502)
    assert Identity.query().count() == 0


def test_one_host_does_not_pass_for_another(pages: TestApp, github: GitHub) -> None:
    with playing(GitLab()) as gitlab, registered(gitlab, github):
        back = way_back(pages, github).replace("/github/", "/gitlab/")
        assert pages.get(back, status=400)
        assert gitlab.asked == []


def test_a_way_that_took_too_long_is_begun_anew(site: Site, pages: TestApp, github: GitHub) -> None:
    back = way_back(pages, github)
    with site.later(minutes=11):
        assert pages.get(back, status=400)


def test_who_signs_out_on_the_way_does_not_link_for_the_next_one(
    octo_there: TestApp, github: GitHub, sign_in: SignIn
) -> None:
    address = set_out(octo_there.get("/account/identities/"), github, "link")
    octo_there.get("/account/").forms["sign-out"].submit()
    save_person("mallory", Profile(password="another-fine-one"))
    sign_in("mallory", "another-fine-one")
    octo_there.get(path_of(github.approve(address)), status=400)
    assert Identity.query().count() == 0


def test_the_way_begins_by_a_form_of_this_site_alone(pages: TestApp, github: GitHub) -> None:
    assert pages.get("/account/hosts/github/", status=405)
    assert pages.post("/account/hosts/github/", {"purpose": "enter"}, status=403)


def test_who_is_in_links_nothing_by_signing_in(octo_there: TestApp, github: GitHub) -> None:
    token = octo_there.get("/account/").forms["sign-out"]["csrfmiddlewaretoken"].value
    fields = {"purpose": "enter", "next": "/account/", "csrfmiddlewaretoken": token}
    octo_there.post("/account/hosts/github/", fields, status=302)
    assert github.codes == {}


def test_a_host_is_not_asked_about_code_after_code(pages: TestApp, github: GitHub) -> None:
    for number in range(MOST_FROM_ADDRESS):
        may_try(f"code {number}", "")
    back = way_back(pages, github)
    assert "Wait 15 minutes" in pages.get(back, status=429).text
    assert github.asked == []


def test_somebody_disabled_does_not_get_in(octocat: TestApp, github: GitHub) -> None:
    octocat.get("/account/").forms["sign-out"].submit()
    person = find_person("octocat")
    assert person is not None
    person.disabled = True
    person.put()
    assert arrive(octocat, github, status=403)


# Several ways to sign in


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


def test_the_picture_of_the_host_is_fetched_once_and_served_from_here(
    site: Site, pages: TestApp, any_host: GitHost
) -> None:
    sign_up(pages, any_host, "octocat")
    site.drain()
    answer = pages.get("/people/octocat/picture")
    assert answer.content_type == "image/webp"
    assert [asked.path for asked in any_host.asked].count("/pictures/583231") == 1


def test_a_picture_that_does_not_come_leaves_the_drawn_one(
    site: Site, pages: TestApp, github: GitHub
) -> None:
    github.trouble["GET /pictures/583231"] = Trouble(404)
    sign_up(pages, github)
    site.drain()
    person = find_person("octocat")
    assert person is not None
    assert person.picture is None
