"""Attacks by forms, cookies and addresses: each test is named by what it tries, and shows that it
fails. docs/security.md lists them with those that stand elsewhere."""

from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from webtest import TestApp, TestResponse

from july.people.actions import Profile, save_person, suspend
from july.people.queries import person_with_password
from july.testing.site import Site
from tests.permissions import THINGS, named, rows

SignIn = Callable[..., TestResponse]
PASSWORD = "tentacles-8"
ELSEWHERE = (
    "https://evil.example.org/",
    "//evil.example.org/",
    "/\\evil.example.org/",
    "javascript:x",
)
LINE = "/help/\r\nSet-Cookie: july_session=planted"


@pytest.fixture
def me(pages: TestApp, octo: str, mallory: str, sign_in: SignIn) -> str:
    sign_in("octo", PASSWORD)
    return octo


def token_in(pages: TestApp) -> str:
    token: str = pages.get("/").forms["sign-out"]["csrfmiddlewaretoken"].value
    return token


def test_a_form_that_another_site_has_sent_is_refused(site: Site, pages: TestApp, me: str) -> None:
    site.push(site.commit())
    names = THINGS | {"SPARE": "x"}
    forms = [row for section in ("Pages", "Account") for row in rows(section) if row.verb == "POST"]
    assert len(forms) > 30
    for row in forms:
        path, sent = named(row.address, names), named(row.sent, names)
        for body in (sent, f"{sent}&csrfmiddlewaretoken={'b' * 32}"):
            answer = pages.post(path, body, expect_errors=True)
            assert answer.status_int == 403, row


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_nobody_is_led_to_another_site_after_any_form_that_leads_on(
    pages: TestApp, me: str, onward: str
) -> None:
    fields = {"csrfmiddlewaretoken": token_in(pages), "next": onward, "on": "1", "name": "mallory"}
    for path in ("/people/mallory/star/", "/people/mallory/follow/", "/account/muted/"):
        answer = pages.post(path, fields, status=302)
        assert answer.location in {"/people/mallory/", "/account/muted/"}
    pages.reset()
    form = pages.get("/account/sign-in/", {"next": onward}).forms["sign-in"]
    form["name"], form["password"] = "octo", PASSWORD
    assert form.submit(status=302).location == "/account/"


def test_no_line_break_gets_into_a_header(pages: TestApp, me: str) -> None:
    fields = {"csrfmiddlewaretoken": token_in(pages), "next": LINE, "on": "1", "name": "mallory"}
    for path in ("/people/mallory/star/", "/account/muted/"):
        answer = pages.post(path, fields, expect_errors=True)
        assert answer.status_int < 500
        assert "planted" not in str(answer.headers.getall("Set-Cookie"))
        assert "\r" not in answer.headers.get("Location", "")
    for path in ("/people/x%0d%0aSet-Cookie:%20a=b/", "/account/sign-in/?next=/%0d%0aX:y"):
        answer = pages.get(path, expect_errors=True)
        assert answer.status_int < 500
        assert "a=b" not in str(answer.headers.getall("Set-Cookie"))
        assert "X" not in answer.headers


@pytest.mark.parametrize(
    "address",
    ["new@example.org\r\nBcc: victim@example.org", "new@example.org, victim@example.org", "a b@c"],
)
def test_no_letter_goes_to_whom_an_address_smuggles_in(
    site: Site, pages: TestApp, me: str, address: str
) -> None:
    mail.outbox = []
    fields = {"csrfmiddlewaretoken": token_in(pages), "email": address}
    pages.post("/account/emails/", fields, expect_errors=True)
    site.drain()
    assert [to for letter in mail.outbox for to in letter.recipients() if "victim" in to] == []


@pytest.mark.parametrize("email", ["", "  ", "x" * 2000, "\x00", "mallory@example.org"])
def test_to_remove_what_is_no_address_of_mine_does_nothing_and_takes_no_time(
    pages: TestApp, me: str, email: str
) -> None:
    fields = {"csrfmiddlewaretoken": token_in(pages), "email": email}
    pages.post("/account/emails/remove/", fields, status=302)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each password that is hashed: that is what takes the time."""
    passwords: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        passwords.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return passwords


def test_the_time_of_a_sign_in_does_not_tell_who_there_is(
    site: Site, octo: str, mallory: str, hashed: list[str]
) -> None:
    save_person("sam", Profile(password="suspended-9"))
    suspend("sam")
    for name in ("octo", "nobody", "mallory", "sam", "NOBODY ", "\x00", "x" * 3000):
        hashed.clear()
        assert person_with_password(name, "guess") is None
        assert hashed == ["guess"], name


def test_who_asks_for_a_new_password_waits_for_no_hashing_or_letter(
    pages: TestApp, octo: str, hashed: list[str]
) -> None:
    mail.outbox = []
    answers = []
    for who in ("octo", "nobody", "octo@example.org", "nobody@example.org"):
        form = pages.get("/account/password/forgotten/").forms["forgotten"]
        form["who"] = who
        answers.append(form.submit().html.select_one("main").text)
    assert len(set(answers)) == 1
    assert hashed == []
    assert mail.outbox == []


def test_signing_up_does_not_tell_whose_an_address_is(
    site: Site, pages: TestApp, octo: str
) -> None:
    answers = []
    for name, address in (("yara", "octo@example.org"), ("yusuf", "free@example.org")):
        form = pages.get("/account/sign-up/").forms["sign-up"]
        form["name"], form["address"], form["password"] = name, address, "a garden of kettles"
        answers.append(form.submit(status=302).location)
        page = pages.get("/account/").html.select_one("main").text
        answers.append(page.replace(name, "").replace(address, ""))
        pages.reset()
    assert answers[:2] == answers[2:]


def test_every_cookie_is_out_of_reach_of_scripts_and_other_sites(
    pages: TestApp, octo: str, sign_in: SignIn
) -> None:
    answers = [pages.get("/account/sign-in/"), sign_in("octo", PASSWORD)]
    fields = {"language": "de", "next": "/"}
    answers.append(pages.post("/language/", fields, headers={"Origin": "http://testserver"}))
    found = [cookie for answer in answers for cookie in answer.headers.getall("Set-Cookie")]
    names = set()
    for text in found:
        for name, cookie in SimpleCookie(text).items():
            names.add(name)
            assert cookie["httponly"], text
            assert cookie["samesite"] == "Lax", text
            assert not cookie["domain"], text
    assert names == {"july_session", "july_csrf", "july_language"}


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_nothing_that_is_written_into_a_report_or_a_team_is_markup(
    site: Site, pages: TestApp, me: str
) -> None:
    save_person("eve", Profile(title=HOSTILE, team=HOSTILE), ["eve@example.org"])
    site.push(site.commit(message=HOSTILE), repository=f"eve/{HOSTILE}")
    commit = site.api.get("/api/v1/commits").json["models"][0]["hash"]
    fields = {"csrfmiddlewaretoken": token_in(pages), "name": "eve", "on": "1"}
    pages.post("/account/muted/", fields)
    seen = [pages.get("/account/muted/"), pages.get("/account/projects/")]
    seen += [pages.get("/report/people/eve/"), pages.get(f"/report/commits/{commit}/")]
    fields = {"csrfmiddlewaretoken": token_in(pages), "reason": HOSTILE, "words": HOSTILE}
    seen.append(pages.post("/report/people/eve/", fields, status=400))
    for page in seen:
        assert not page.html.select("script:not([src]), [onerror]"), page.request.path
    assert "alert(1)" in seen[0].text
