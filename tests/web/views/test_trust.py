"""What people can do about others: report, mute, and say that commits are not theirs."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core import mail
from webtest import TestApp, TestResponse

from july.config import settings
from july.hubs.actions import change_layout, set_follow
from july.hubs.contract import NARROW
from july.hubs.subjects import find_subject
from july.people.actions import Profile, save_person
from july.people.leaving import Fate, delete_account
from july.people.queries import find_person
from july.people.reports import MOST_A_DAY, NOT_MINE, close_report, reports
from july.projects.actions import save_hook
from july.projects.queries import find_project
from july.testing.site import Site
from tests.signing import signed

SignIn = Callable[..., TestResponse]


@pytest.fixture
def me(site: Site, octo: str, mallory: str, sign_in: SignIn) -> str:
    """Octo has signed in; mallory is there too."""
    sign_in("octo", "tentacles-8")
    return octo


def push_as(site: Site, owner: str, *commits: dict[str, object], repository: str) -> None:
    """Deliver commits through the hook of `owner`."""
    hook = save_hook(owner, "push")
    body = json.dumps(site.body(*commits, repository=repository)).encode()
    site.api.post(f"/api/v1/push/{hook.id}", body, headers=signed(hook.secret, body))
    site.drain()


# Reports


def test_a_page_is_reported_by_its_form_and_stands_in_the_queue(pages: TestApp, me: str) -> None:
    link = pages.get("/people/mallory/").html.find("a", string="Report this page")
    form = pages.get(link["href"]).forms["report"]
    form["reason"], form["words"] = "spam", "Sells watches."
    assert "Thank you" in form.submit().follow().text
    (filed,) = reports()
    told = (filed.kind, filed.subject, filed.whose, filed.by, filed.reason, filed.words)
    assert told == ("people", "mallory", "mallory", "octo", "spam", "Sells watches.")


def test_a_commit_is_reported_from_the_page_of_its_day(
    site: Site, pages: TestApp, me: str, mallory: str
) -> None:
    commit = site.commit("mallory@example.org", message="Buy now\n\nReally.")
    site.push(commit, repository="m/shop")
    page = pages.get("/people/mallory/days/2026-07-14/")
    form = pages.get(page.html.select_one(".day-commits a[href^='/report/']")["href"]).forms[
        "report"
    ]
    form["reason"] = "spam"
    form.submit(status=302)
    (filed,) = reports()
    assert (filed.kind, filed.subject, filed.title, filed.whose) == (
        "commits", commit["id"], "Buy now", "mallory",
    )  # fmt: skip


@pytest.mark.parametrize("path", ["teams/pythons", "locations/berlin", "projects/push-octo-hello"])
def test_other_pages_can_be_reported_too(site: Site, pages: TestApp, me: str, path: str) -> None:
    site.push(site.commit())
    assert pages.get(f"/{path}/").html.select_one(f"a[href='/report/{path}/']")
    form = pages.get(f"/report/{path}/").forms["report"]
    form["reason"] = "abuse"
    form.submit(status=302)
    assert [f"{each.kind}/{each.subject}" for each in reports()] == [path]


def test_who_is_not_signed_in_is_led_to_the_form_first(pages: TestApp, octo: str) -> None:
    assert "sign-in" in pages.get("/report/people/octo/", status=302).location


@pytest.mark.parametrize(
    "path", ["games/julython-2026", "people/nobody", "commits/beef", "languages/python", "x/y"]
)
def test_what_is_not_there_or_nobodys_doing_can_not_be_reported(
    pages: TestApp, me: str, path: str
) -> None:
    pages.get(f"/report/{path}/", status=404)


def test_a_commit_of_a_private_project_is_not_shown(site: Site, pages: TestApp, me: str) -> None:
    commit = site.commit("mallory@example.org", message="A secret")
    site.push(commit, repository="m/shop")
    project = find_project("push-m-shop")
    assert project
    project.private = True
    project.put()
    assert "A secret" not in pages.get(f"/report/commits/{commit['id']}/", status=404).text


def test_the_same_report_twice_is_one_until_it_is_closed(pages: TestApp, me: str) -> None:
    form = pages.get("/report/people/mallory/").forms["report"]
    form["reason"] = "spam"
    form.submit()
    form.submit()
    (filed,) = reports()
    close_report(filed.id, "spoke to them")
    form.submit()
    assert [each.state for each in reports()] == ["open"]


def test_reports_are_limited_a_day_and_count_anew_tomorrow(
    site: Site, pages: TestApp, me: str
) -> None:
    names = [f"spammer-{chr(97 + number)}" for number in range(MOST_A_DAY + 1)]
    for name in names:
        save_person(name, Profile())
    answers = [_report(pages, name).status_int for name in names]
    assert answers == [302] * MOST_A_DAY + [429]
    with site.later(days=1):
        assert _report(pages, names[-1]).status_int == 302


def _report(pages: TestApp, name: str) -> TestResponse:
    form = pages.get(f"/report/people/{name}/").forms["report"]
    form["reason"] = "spam"
    return form.submit(expect_errors=True)


@pytest.mark.parametrize("fields", [{"reason": "because"}, {"reason": "spam", "words": "x" * 1001}])
def test_a_report_that_can_not_be_is_refused_with_words(
    pages: TestApp, me: str, fields: dict[str, str]
) -> None:
    form = pages.get("/report/people/mallory/").forms["report"]
    token = form["csrfmiddlewaretoken"].value
    answer = pages.post(
        "/report/people/mallory/", fields | {"csrfmiddlewaretoken": token}, status=400
    )
    assert answer.html.select_one("[role=alert]").text
    assert reports() == []


def test_organisers_who_want_letters_get_one_without_what_could_be_a_header(
    site: Site, pages: TestApp, me: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = replace(settings(), reports_to="organisers@example.org")
    for module in ("reports", "letters"):
        monkeypatch.setattr(f"july.people.{module}.settings", lambda: chosen)
    mail.outbox = []
    form = pages.get("/report/people/mallory/").forms["report"]
    form["reason"], form["words"] = "spam", "Bcc: victim@example.org\r\nSubject: Won!"
    form.submit()
    site.drain()
    (letter,) = mail.outbox
    assert letter.to == ["organisers@example.org"]
    assert letter.recipients() == letter.to
    assert letter.subject == "A report"
    assert "octo reported mallory" in letter.body


# Muting


def test_who_is_muted_is_in_no_feed_of_that_person_and_in_those_of_all_others(
    site: Site, pages: TestApp, me: str
) -> None:
    site.push(site.commit("mallory@example.org", message="Loud"), repository="m/loud")
    site.push(site.commit(message="Quiet"))
    site.drain()
    mute(pages)
    stranger = TestApp(pages.app)
    for path in ("/", "/live/", "/w/feed/", "/w/feed/json", "/people/mallory/"):
        assert "Loud" in stranger.get(path).text, path
        assert "Loud" not in pages.get(path).text, path
        assert "Loud" in stranger.get(path).text, f"{path} was kept without"
    assert "Quiet" in pages.get("/live/").text
    assert pages.get("/live/").html.select_one("#muted").string == '["mallory"]'
    assert not stranger.get("/live/").html.select_one("#muted")


def test_news_are_without_who_is_muted(site: Site, pages: TestApp, me: str) -> None:
    pages.get("/projects/")
    site.push(site.commit("mallory@example.org", message="Loud"), repository="m/loud")
    site.drain()
    form = next(
        form
        for form in pages.get("/projects/push-m-loud/").forms.values()
        if form.action.endswith("/follow/")
    )
    form.submit("on", value="1")
    assert "Loud" in pages.get("/w/news/").text
    mute(pages)
    assert "Loud" not in pages.get("/w/news/").text


def test_muted_people_are_listed_and_can_be_read_again(pages: TestApp, me: str) -> None:
    mute(pages)
    page = pages.get("/account/muted/")
    assert "mallory" in page.html.select_one(".muted-people").text
    page.forms[_form(page, "/account/muted/")].submit("on", value="0")
    assert "You have muted nobody" in pages.get("/account/muted/").text


@pytest.mark.parametrize(
    ("name", "on", "status"), [("octo", "1", 400), ("nobody", "1", 404), ("mallory", "2", 400)]
)
def test_nobody_mutes_themselves_or_who_is_not_there(
    pages: TestApp, me: str, name: str, on: str, status: int
) -> None:
    token = pages.get("/report/people/mallory/").forms["report"]["csrfmiddlewaretoken"].value
    fields = {"name": name, "on": on, "csrfmiddlewaretoken": token}
    pages.post("/account/muted/", fields, status=status)


def mute(pages: TestApp) -> None:
    page = pages.get("/people/mallory/")
    page.forms[_form(page, "/account/muted/")].submit("on", value="1", status=302)


def _form(page: TestResponse, action: str) -> object:
    return next(key for key, form in page.forms.items() if form.action == action)


# Not mine


def test_commits_that_somebody_else_delivers_are_news_and_go_back_by_one_click(
    site: Site, pages: TestApp, me: str
) -> None:
    push_as(site, "mallory", site.commit(), site.commit(), repository="mallory/fake")
    assert site.board("people")[0]["points"] == 12
    for path in ("/", "/people/octo/", "/projects/push-mallory-fake/"):
        told = pages.get(path).html.get_text(" ", strip=True)
        assert "2 commits under your address came from mallory/fake" in told, path
    button = pages.get("/").html.select_one("button[form=whose][name=not-mine]")
    assert button
    _send(pages, "not-mine", button["value"])
    site.drain()
    assert site.board("people") == []
    assert [each.reason for each in reports()] == [NOT_MINE]
    assert "2 commits were taken back" in pages.get("/account/projects/").text
    assert "under your address" not in pages.get("/").text


def test_commits_of_somebody_who_is_gone_are_asked_about_without_a_name(
    site: Site, pages: TestApp, me: str
) -> None:
    push_as(site, "mallory", site.commit(), repository="mallory/fake")
    delete_account("mallory", Fate.VANISH)
    site.drain()
    found = pages.get("/account/projects/").html.select_one(".whose")
    assert "1 commit through a hook of somebody who is gone" in found.get_text(" ", strip=True)
    assert not found.select("a[href*=people]")


def test_who_was_wrong_gets_the_points_back(site: Site, pages: TestApp, me: str) -> None:
    push_as(site, "mallory", site.commit(), repository="mallory/fake")
    _send(pages, "not-mine", "push-mallory-fake")
    site.drain()
    _send(pages, "mine", "push-mallory-fake")
    site.drain()
    assert site.board("people")[0]["points"] == 11
    assert "under your address" not in pages.get("/").text
    assert "1 commit counts for you" in pages.get("/account/projects/").text


def test_what_others_deliver_is_told_to_nobody_else(site: Site, pages: TestApp, me: str) -> None:
    push_as(site, "mallory", site.commit(), repository="mallory/fake")
    stranger = TestApp(pages.app)
    for path in ("/", "/people/octo/", "/projects/push-mallory-fake/", "/w/news/json"):
        answer = stranger.get(path, expect_errors=True)
        assert "under your address" not in answer.text


def test_what_comes_through_ones_own_hook_is_no_news(site: Site, pages: TestApp, me: str) -> None:
    push_as(site, "octo", site.commit(), repository="octo/hello")
    assert "under your address" not in pages.get("/").text
    assert "All your commits came through your own hooks" in pages.get("/account/projects/").text


def test_what_comes_by_the_open_endpoint_is_listed_but_no_news(
    site: Site, pages: TestApp, me: str
) -> None:
    site.push(site.commit(), repository="mallory/fake")
    assert "under your address" not in pages.get("/").text
    assert "where nobody signs" in pages.get("/account/projects/").text


def test_only_ones_own_points_go_back(site: Site, pages: TestApp, me: str) -> None:
    push_as(site, "mallory", site.commit("mallory@example.org"), repository="mallory/own")
    _send(pages, "not-mine", "push-mallory-own")
    site.drain()
    assert site.board("people")[0]["points"] == 11


@pytest.mark.parametrize(
    ("fields", "status"), [({"not-mine": "push-no-such"}, 404), ({}, 400), ({"mine": ""}, 404)]
)
def test_an_answer_about_nothing_is_refused(
    pages: TestApp, me: str, fields: dict[str, str], status: int
) -> None:
    token = pages.get("/report/people/mallory/").forms["report"]["csrfmiddlewaretoken"].value
    pages.post("/account/projects/", fields | {"csrfmiddlewaretoken": token}, status=status)


def _send(pages: TestApp, name: str, slug: str) -> None:
    token = pages.get("/report/people/mallory/").forms["report"]["csrfmiddlewaretoken"].value
    fields = {name: slug, "csrfmiddlewaretoken": token}
    pages.post("/account/projects/", fields, status=302)


def test_news_of_a_page_that_was_arranged_anew_are_drawn(
    site: Site, pages: TestApp, me: str, mallory: str
) -> None:
    theirs, person = find_subject("people", mallory), find_person(mallory)
    assert person
    change_layout(theirs, person, 0, lambda layout: layout.move("feed", NARROW, 0))
    viewer = find_person(me)
    assert viewer
    set_follow(theirs, viewer, True)
    assert "was arranged anew" in pages.get("/w/news/").html.get_text(" ", strip=True)
    mute(pages)
    assert "was arranged anew" not in pages.get("/w/news/").text
