"""Taking everything along, deleting the account, and showing again who one is."""

import json
from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from july.people.queries import find_person
from july.projects.actions import save_hook
from july.testing.site import Site

SignIn = Callable[..., TestResponse]


@pytest.fixture
def account(pages: TestApp, octo: str, sign_in: SignIn) -> TestApp:
    """A browser in which octo has just signed in."""
    sign_in("octo", "tentacles-8")
    return pages


def delete(pages: TestApp, commits: str) -> TestResponse:
    page = pages.get("/account/").click("Your data").click("Delete it")
    form = page.forms["delete-account"]
    form["commits"] = commits
    return form.submit(status=302).follow()


@pytest.mark.parametrize(("commits", "projects"), [("nobody", ["push-octo-hello"]), ("vanish", [])])
def test_an_account_is_deleted_as_the_person_chooses(
    site: Site, account: TestApp, commits: str, projects: list[str]
) -> None:
    site.push(site.commit())
    assert "Your account is gone" in delete(account, commits).text
    assert account.get("/account/", status=302)
    site.drain()
    assert find_person("octo") is None
    assert site.board("people") == []
    assert [row["slug"] for row in site.board("projects")] == projects
    assert account.get("/people/octo/", status=404)
    assert account.get("/", status=200)
    assert site.differences() == []


def test_nothing_is_deleted_without_a_choice(account: TestApp) -> None:
    page = account.get("/account/delete/").forms["delete-account"].submit(status=400)
    assert "Choose what is to become of your commits." in page.text
    assert find_person("octo") is not None


def test_who_pasted_a_hook_is_told_that_it_stays_at_its_host(account: TestApp) -> None:
    told = "These hooks stay at your git hosts"
    assert told not in account.get("/account/delete/").text
    save_hook("octo", "push")
    assert told in account.get("/account/delete/").text


def test_who_signed_in_long_ago_shows_again_who_they_are(site: Site, account: TestApp) -> None:
    with site.later(minutes=11):
        form = account.get("/account/delete/", status=302).follow().forms["prove"]
        form["password"] = "tentacles-8"
        page = form.submit(status=302).follow()
        assert "delete-account" in page.forms
        assert "delete-account" in account.get("/account/delete/").forms


def test_a_wrong_password_shows_nothing(site: Site, account: TestApp) -> None:
    with site.later(minutes=11):
        form = account.get("/account/delete/").follow().forms["prove"]
        form["password"] = "something else"
        page = form.submit(status=400)
        assert "Your password is another one." in page.text
        assert account.get("/account/delete/", status=302)


def test_a_form_that_was_open_too_long_deletes_nothing(site: Site, account: TestApp) -> None:
    form = account.get("/account/delete/").forms["delete-account"]
    form["commits"] = "vanish"
    with site.later(minutes=11):
        assert "/account/prove/" in form.submit(status=302).location
    assert find_person("octo") is not None


def test_passwords_are_not_guessed_there_either(site: Site, account: TestApp) -> None:
    form = account.get("/account/prove/").forms["prove"]
    form["password"] = "something else"
    answers = [form.submit(expect_errors=True).status_code for _ in range(9)]
    assert answers == [400] * 8 + [429]


def test_everything_about_oneself_is_one_file(site: Site, account: TestApp) -> None:
    hook = save_hook("octo", "push")
    site.push(site.commit(message="Grüße"))
    page = account.get("/account/").click("Your data")
    answer = page.click("Download it")
    assert "july-octo.json" in answer.headers["Content-Disposition"]
    told = json.loads(answer.body)
    assert told["person"]["title"] == "Octo Cat"
    assert told["emails"]["verified"] == ["octo@example.org", "octo@work.example.org"]
    assert [(each["message"], each["points"]) for each in told["commits"]] == [("Grüße", 11)]
    assert [each["points"] for each in told["standings"]] == [11]
    assert [each["id"] for each in told["hooks"]] == [hook.id]
    assert len(told["sessions"]) == 1


def test_what_opens_doors_is_not_in_it(site: Site, account: TestApp) -> None:
    hook = save_hook("octo", "push")
    person = find_person("octo")
    assert person is not None
    text = account.get("/account/download/").text
    assert hook.secret not in text
    assert person.password not in text


def test_strangers_get_nothing_of_it(pages: TestApp, octo: str) -> None:
    assert pages.get("/account/download/", status=302)
    assert pages.get("/account/delete/", status=302)
