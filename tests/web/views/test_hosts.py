"""Signing in and up with a git host."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from webtest import TestApp

from july.people.actions import create_person
from july.people.identities import access_of, identities_of
from july.people.linking import free_name, noreply_addresses
from july.people.models import Identity, Person
from july.people.queries import addresses_of, find_person
from july.testing.site import Site
from tests.git_hosts import (
    GitHost,
    GitHub,
    Somebody,
    Trouble,
)
from tests.web.views.ways import any_host, arrive, github, octocat, set_out, sign_up, way_back

__all__ = ["any_host", "github", "octocat"]


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
