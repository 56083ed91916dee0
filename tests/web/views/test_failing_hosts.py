"""Whatever may go wrong on the way to a git host and back."""

from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import parse_qsl, urlsplit

import pytest
from webtest import TestApp

from july.lib import bounded
from july.people.actions import Profile, save_person
from july.people.models import Identity, Person
from july.people.queries import find_person
from july.testing.site import Site
from july.web.attempts import MOST_FROM_ADDRESS, may_try
from tests.git_hosts import (
    Bitbucket,
    GitHost,
    GitHub,
    GitLab,
    Trouble,
    playing,
    registered,
)
from tests.web.views.ways import (
    SignIn,
    any_host,
    arrive,
    github,
    octo_there,
    octocat,
    path_of,
    set_out,
    way_back,
)

__all__ = ["any_host", "github", "octo_there", "octocat"]

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
