"""Where somebody is signed in, and how sessions end."""

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from webtest import TestApp, TestResponse

from july import main
from july.people.actions import Profile, save_person
from july.people.models import Sessions
from july.people.sessions import MOST, begin_session, person_in_session, running_sessions
from july.testing.site import Site

SignIn = Callable[..., TestResponse]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
PASSWORD = "tentacles-8"


def browser(user_agent: str = FIREFOX, password: str = PASSWORD) -> TestApp:
    """One in which octo has signed in."""
    app = TestApp(main.app, extra_environ={"HTTP_USER_AGENT": user_agent})
    form = app.get("/account/sign-in/").forms["sign-in"]
    form["name"], form["password"] = "octo", password
    form.submit(status=302)
    return app


def is_in(app: TestApp) -> bool:
    return bool(app.get("/account/").status_code == 200)


def rows(app: TestApp) -> list[str]:
    found = app.get("/account/sessions/").html.select(".way")
    return [" ".join(row.text.split()) for row in found]


def test_each_place_is_listed_and_this_one_marked(octo: str) -> None:
    desk, _phone = browser(), browser(PHONE)
    listed = rows(desk)
    assert len(listed) == 2
    (this_one,) = [row for row in listed if "this one" in row]
    assert this_one.startswith("Firefox, Linux")
    assert any(row.startswith("Safari, iPhone") for row in listed)


def test_another_one_is_ended(octo: str) -> None:
    desk, phone = browser(), browser(PHONE)
    page = desk.get("/account/sessions/")
    (row,) = [row for row in page.html.select(".way") if "this one" not in row.text]
    wanted = row.select_one("[name=session]")["value"]
    (form,) = [
        f
        for f in page.forms.values()
        if f.fields.get("session", [None])[0] and f["session"].value == wanted
    ]
    form.submit(status=302)
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert phone.cookies.get(django_settings.SESSION_COOKIE_NAME) in {None, ""}


def test_all_others_are_ended(octo: str) -> None:
    desk, phone, library = browser(), browser(PHONE), browser()
    desk.get("/account/sessions/").forms["end-others"].submit(status=302)
    assert [is_in(app) for app in (desk, phone, library)] == [True, False, False]


def test_a_cookie_that_was_kept_is_worth_nothing_after_signing_out(octo: str) -> None:
    desk = browser()
    name = django_settings.SESSION_COOKIE_NAME
    kept = desk.cookies[name]
    desk.get("/account/").forms["sign-out"].submit()
    thief = TestApp(main.app)
    thief.set_cookie(name, kept.strip('"'))
    assert not is_in(thief)


def test_nobody_ends_somebody_elses(octo: str, site: Site) -> None:
    save_person("mallory", Profile(password="another-fine-one"))
    desk = browser()
    (session,) = running_sessions("octo")
    other = TestApp(main.app)
    form = other.get("/account/sign-in/").forms["sign-in"]
    form["name"], form["password"] = "mallory", "another-fine-one"
    form.submit()
    token = other.get("/account/").forms["sign-out"]["csrfmiddlewaretoken"].value
    other.post(
        "/account/sessions/end/", {"session": session.id, "csrfmiddlewaretoken": token}, status=302
    )
    assert is_in(desk)


def test_to_sign_in_begins_a_session_that_nobody_can_have_prepared(octo: str) -> None:
    desk = browser()
    (prepared,) = running_sessions("octo")
    name = django_settings.SESSION_COOKIE_NAME
    before = desk.cookies[name]
    form = desk.get("/account/password/").forms["change-password"]
    form["old"], form["password"] = PASSWORD, "a garden of kettles"
    form.submit(status=302)
    (session,) = running_sessions("octo")
    assert session.id != prepared.id
    assert desk.cookies[name] != before
    assert is_in(desk)


def test_another_password_ends_them_all(octo: str) -> None:
    desk = browser()
    save_person("octo", Profile(password="a garden of kettles"))
    assert not is_in(desk)
    assert is_in(browser(password="a garden of kettles"))


def test_a_session_ends_by_itself(site: Site, octo: str) -> None:
    session = begin_session("octo", "Firefox")
    with site.later(days=13):
        assert person_in_session("octo", session) is not None
    with site.later(days=14):
        assert person_in_session("octo", session) is None
        assert running_sessions("octo") == []


def test_the_oldest_gives_way_when_there_are_too_many(site: Site, octo: str) -> None:
    ids = []
    for number in range(MOST + 1):
        with site.later(seconds=number):
            ids.append(begin_session("octo", "Firefox"))
    with site.later(seconds=MOST + 1):
        assert {session.id for session in running_sessions("octo")} == set(ids[1:])


def test_strangers_cost_no_look_at_who_is_signed_in(
    site: Site, octo: str, pages: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(_name: str, _id: str) -> None:
        raise AssertionError

    monkeypatch.setattr("july.web.sessions.person_in_session", asked)
    assert pages.get("/", status=200)
    assert Sessions.query().count() == 0


def test_the_cookie_is_for_this_site_and_not_for_scripts(octo: str, pages: TestApp) -> None:
    form = pages.get("/account/sign-in/").forms["sign-in"]
    form["name"], form["password"] = "octo", PASSWORD
    answer = form.submit()
    (cookie,) = [
        each
        for each in answer.headers.getall("Set-Cookie")
        if each.strip().startswith(django_settings.SESSION_COOKIE_NAME)
    ]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
