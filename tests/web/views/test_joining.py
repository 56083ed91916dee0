"""Becoming a member, addresses that have to be shown, and passwords that were forgotten."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from webtest import TestApp, TestResponse

from july.people import letters as letters_module
from july.people.actions import Profile, save_person
from july.people.queries import addresses_of, find_person, person_with_password
from july.testing.site import Site

SignIn = Callable[..., TestResponse]
PASSWORD = "a garden of kettles"


@pytest.fixture(autouse=True)
def letters() -> list[mail.EmailMessage]:
    """What is mailed during a test."""
    mail.outbox = []
    return mail.outbox


def sign_up(
    pages: TestApp, name: str, address: str, password: str = PASSWORD, **options: int
) -> TestResponse:
    form = pages.get("/account/sign-up/").forms["sign-up"]
    form["name"], form["address"], form["password"] = name, address, password
    return form.submit(**options)


def link_in(letter: mail.EmailMessage) -> str:
    """The path to which the letter leads."""
    found = re.search(r"http://testserver(/\S+)", str(letter.body))
    assert found
    return found[1]


@pytest.fixture
def yara(site: Site, pages: TestApp) -> str:
    """Somebody who has just signed up, and has not read her letter."""
    sign_up(pages, "Yara", "Yara@example.org", status=302)
    site.drain()
    return "yara"


def test_who_signed_in_long_ago_shows_who_they_are_before_an_address_is_theirs(
    site: Site, pages: TestApp, yara: str, letters: list[mail.EmailMessage]
) -> None:
    with site.later(minutes=11):
        form = pages.get(link_in(letters[0]), status=302).follow().forms["prove"]
        assert addresses_of(yara) == []
        form["password"] = PASSWORD
        form.submit(status=302).follow().forms["verify"].submit(status=302)
    assert addresses_of(yara) == ["yara@example.org"]


def test_commits_of_somebody_new_are_theirs_once_their_address_is_verified(
    site: Site, pages: TestApp, yara: str, letters: list[mail.EmailMessage]
) -> None:
    site.push(site.commit("yara@example.org"), site.commit("yara@example.org"))
    assert addresses_of(yara) == []
    (letter,) = letters
    assert letter.to == ["yara@example.org"]
    page = pages.get(link_in(letter))
    assert "2 commits by it wait already" in page.text
    page.forms["verify"].submit(status=302)
    site.drain()
    assert addresses_of(yara) == ["yara@example.org"]
    assert site.board("people")[0]["points"] == 12
    assert "waits for you" not in pages.get("/account/").text


def test_to_look_at_a_link_verifies_nothing(
    pages: TestApp, yara: str, letters: list[mail.EmailMessage]
) -> None:
    pages.get(link_in(letters[0]))
    assert addresses_of(yara) == []


def test_a_link_works_only_for_whose_account_it_is(
    pages: TestApp,
    yara: str,
    mallory: str,
    octo: str,
    letters: list[mail.EmailMessage],
    sign_in: SignIn,
) -> None:
    path = link_in(letters[0])
    pages.reset()
    assert "/account/sign-in/" in pages.get(path, status=302).location
    sign_in("octo", "tentacles-8")
    page = pages.get(path, status=403)
    assert "sign in with that name" in page.text
    assert addresses_of(octo) == ["octo@example.org", "octo@work.example.org"]


def test_an_address_of_somebody_else_is_not_told_and_not_taken(
    site: Site, pages: TestApp, octo: str, letters: list[mail.EmailMessage]
) -> None:
    sign_up(pages, "thief", "octo@example.org", status=302)  # as with any other address
    site.drain()
    page = pages.get(link_in(letters[0]))
    answer = page.forms["verify"].submit(status=409)
    assert "octo" not in answer.html.select_one("main").text.replace("octo@example.org", "")
    assert addresses_of("thief") == []


@pytest.mark.parametrize("taken", ["octo", "OCTO", "0cto", "oc.to", "oct0"])
def test_a_name_that_is_taken_or_looks_like_one_is_refused(
    pages: TestApp, octo: str, taken: str
) -> None:
    page = sign_up(pages, taken, "new@example.org", status=409)
    assert "is taken, or too much like" in page.html.select_one("[role=alert]").text
    assert person_with_password("octo", PASSWORD) is None


@pytest.mark.parametrize(
    ("name", "address", "password", "told"),
    [
        ("a b", "yara@example.org", PASSWORD, "can't be a name"),
        ("settings", "yara@example.org", PASSWORD, "can't be a name"),
        ("yara", "nowhere", PASSWORD, "no email address"),
        ("yara", "yara@example.org", "12345678", "common"),
        ("yara", "yara@example.org", "x1y2z", "too short"),
        ("yara-nassar", "yara@example.org", "Yara-Nassar", "must not be the name"),
    ],
)
def test_what_can_not_be_is_named_and_nothing_is_made(
    pages: TestApp, site: Site, name: str, address: str, password: str, told: str
) -> None:
    page = sign_up(pages, name, address, password, status=400)
    assert told in page.html.select_one("[role=alert]").text
    assert page.forms["sign-up"]["name"].value == name
    assert find_person(name) is None
    assert password not in page.text


def test_a_letter_can_be_sent_again_and_an_address_removed(
    site: Site, pages: TestApp, yara: str, letters: list[mail.EmailMessage]
) -> None:
    form = pages.get("/account/").forms["add-email"]
    form["email"] = "Other@example.org"
    page = form.submit().follow()
    assert "other@example.org" in page.text
    again = next(each for each in page.html.select(".addresses form") if "again" in each.text)
    token, email = (again.select_one(f"[name={name}]")["value"] for name in NAMES)
    fields = {"csrfmiddlewaretoken": token, "email": email}
    pages.post("/account/emails/", fields, status=302)
    site.drain()
    assert [letter.to for letter in letters].count([email]) == 2
    pages.post("/account/emails/remove/", fields, status=302)
    assert email not in pages.get("/account/").text


NAMES = ("csrfmiddlewaretoken", "email")


def test_what_counted_by_an_address_stays_when_it_is_removed(
    site: Site, pages: TestApp, octo: str, sign_in: SignIn
) -> None:
    site.push(site.commit())
    sign_in("octo", "tentacles-8")
    page = pages.get("/account/")
    form = page.html.select_one(".addresses form")
    token = form.select_one("[name=csrfmiddlewaretoken]")["value"]
    fields = {"csrfmiddlewaretoken": token, "email": "octo@example.org"}
    pages.post("/account/emails/remove/", fields, status=302)
    assert addresses_of("octo") == ["octo@work.example.org"]
    site.push(site.commit())
    site.drain()
    assert site.board("people")[0]["commits"] == 1
    assert site.differences() == []


def test_nobody_removes_an_address_of_others(
    pages: TestApp, yara: str, octo: str, site: Site
) -> None:
    token = pages.get("/account/").forms["add-email"]["csrfmiddlewaretoken"].value
    fields = {"csrfmiddlewaretoken": token, "email": "octo@example.org"}
    pages.post("/account/emails/remove/", fields, status=302)
    assert "octo@example.org" in addresses_of("octo")


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    site: Site, pages: TestApp, octo: str, letters: list[mail.EmailMessage]
) -> None:
    ask(pages, "octo")
    site.drain()
    assert {letter.to[0] for letter in letters} == {"octo@example.org", "octo@work.example.org"}
    path = link_in(letters[0])
    form = pages.get(path).forms["new-password"]
    form["password"] = "12345678"
    form = form.submit(status=400).forms["new-password"]
    form["password"] = PASSWORD
    form.submit(status=302)
    assert person_with_password("octo", PASSWORD)
    assert "used already" in pages.get(path, status=400).text


def ask(pages: TestApp, who: str) -> TestResponse:
    form = pages.get("/account/password/forgotten/").forms["forgotten"]
    form["who"] = who
    return form.submit()


@pytest.mark.parametrize("who", ["nobody", "nobody@example.org", "octo", "octo@example.org"])
def test_who_asks_for_a_letter_does_not_learn_who_there_is(
    pages: TestApp, octo: str, who: str
) -> None:
    assert "If there is such an account" in ask(pages, who).text


def test_a_link_grows_old(
    pages: TestApp,
    yara: str,
    letters: list[mail.EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = link_in(letters[0])
    assert "not whole" in pages.get(path[:-3], status=400).text
    monkeypatch.setitem(letters_module.GOOD_FOR, letters_module.VERIFY, timedelta(seconds=-1))
    assert "too old" in pages.get(path, status=400).text


def test_a_password_is_changed_by_who_knows_the_present_one(
    pages: TestApp, octo: str, sign_in: SignIn
) -> None:
    sign_in("octo", "tentacles-8")
    form = pages.get("/account/password/").forms["change-password"]
    form["old"], form["password"] = "wrong", PASSWORD
    assert "another one" in form.submit(status=400).text
    form["old"] = "tentacles-8"
    form.submit(status=302)
    assert person_with_password("octo", PASSWORD)
    assert pages.get("/account/").status_int == 200


def test_many_letters_have_to_wait(pages: TestApp, yara: str) -> None:
    token = pages.get("/account/").forms["add-email"]["csrfmiddlewaretoken"].value
    fields = {"csrfmiddlewaretoken": token, "email": "new@example.org"}
    for _ in range(8):
        pages.post("/account/emails/", fields, status=302)
    pages.post("/account/emails/", fields, status=429)


def test_a_disabled_person_gets_no_letter(
    site: Site, pages: TestApp, octo: str, letters: list[mail.EmailMessage]
) -> None:
    person = save_person("octo", Profile())
    person.disabled = True
    person.put()
    ask(pages, "octo")
    site.drain()
    assert letters == []
