"""Signing in and out."""

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from july.people.actions import Profile, save_person, suspend
from july.web import attempts
from july.web.links import own_path

SignIn = Callable[..., TestResponse]
PASSWORD = "tentacles-8"


def name_of(page: TestResponse) -> str | None:
    found = page.html.select_one(".self-name")
    return found.text.strip() if found else None


def test_name_and_password_sign_in(pages: TestApp, octo: str, sign_in: SignIn) -> None:
    answer = sign_in("octo", PASSWORD)
    assert answer.status_int == 302
    assert name_of(answer.follow()) == "octo"
    assert name_of(pages.get("/")) == "octo"


def test_a_name_in_capitals_signs_in(octo: str, sign_in: SignIn) -> None:
    assert sign_in(" Octo ", PASSWORD).status_int == 302


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    octo: str, sign_in: SignIn
) -> None:
    wrong, unknown = sign_in("octo", "guess"), sign_in("nobody", "guess")
    assert wrong.status_int == unknown.status_int == 400
    problems = [page.html.select_one("[role=alert]").text for page in (wrong, unknown)]
    assert problems[0] == problems[1]


def test_the_name_stays_in_the_form_and_the_password_does_not(octo: str, sign_in: SignIn) -> None:
    form = sign_in("octo", "guess").forms["sign-in"]
    assert (form["name"].value, form["password"].value) == ("octo", "")


@pytest.mark.parametrize(
    ("name", "password"), [("", "x"), ("x", ""), ("x" * 101, "x"), ("a\0", "x")]
)
def test_what_can_be_no_name_or_password_gets_the_same_answer(
    sign_in: SignIn, name: str, password: str
) -> None:
    assert sign_in(name, password).status_int == 400


def test_somebody_without_a_password_cannot_sign_in(ada: str, sign_in: SignIn) -> None:
    assert sign_in("ada", "").status_int == 400
    assert sign_in("ada", "None").status_int == 400


def test_signing_out_ends_the_session(pages: TestApp, octo: str, sign_in: SignIn) -> None:
    sign_in("octo", PASSWORD)
    answer = pages.get("/").forms["sign-out"].submit()
    assert answer.location.endswith("/")
    assert name_of(pages.get("/")) is None
    assert pages.get("/account/").status_int == 302


def test_signing_out_takes_a_post(pages: TestApp) -> None:
    pages.get("/account/sign-out/", status=405)


def test_a_new_password_ends_the_sessions_of_the_old(
    pages: TestApp, octo: str, sign_in: SignIn
) -> None:
    sign_in("octo", PASSWORD)
    save_person("octo", Profile(password="suckers-9"))
    assert name_of(pages.get("/")) is None


def test_a_disabled_person_is_signed_out(pages: TestApp, octo: str, sign_in: SignIn) -> None:
    sign_in("octo", PASSWORD)
    suspend(octo)
    assert name_of(pages.get("/")) is None


def test_the_suspended_are_told_so_if_they_know_their_password(octo: str, sign_in: SignIn) -> None:
    suspend(octo)
    answer = sign_in("octo", PASSWORD)
    assert answer.status_int == 403
    assert "suspended this account" in answer.html.select_one("[role=alert]").text
    wrong, unknown = sign_in("octo", "guess"), sign_in("nobody", "guess")
    assert wrong.status_int == unknown.status_int == 400


def test_a_session_made_up_elsewhere_is_nobodys(pages: TestApp, octo: str) -> None:
    pages.set_cookie("july_session", "eyJwZXJzb24iOiJvY3RvIn0:1abcde:forged")
    assert name_of(pages.get("/")) is None


def test_a_session_from_before_is_replaced_at_sign_in(
    pages: TestApp, octo: str, mallory: str, sign_in: SignIn
) -> None:
    save_person("mallory", Profile(password="mischief-1"))
    sign_in("mallory", "mischief-1")
    planted = pages.cookies["july_session"]
    answer = pages.post(
        "/account/sign-in/",
        {
            "name": "octo",
            "password": PASSWORD,
            "csrfmiddlewaretoken": pages.get("/").forms["sign-out"]["csrfmiddlewaretoken"].value,
        },
    )
    assert answer.status_int == 302
    assert pages.cookies["july_session"] != planted
    assert name_of(pages.get("/")) == "octo"


def test_the_token_of_forms_is_another_after_sign_in(
    pages: TestApp, octo: str, sign_in: SignIn
) -> None:
    pages.get("/account/sign-in/")
    before = pages.cookies["july_csrf"]
    sign_in("octo", PASSWORD)
    assert pages.cookies["july_csrf"] != before


def test_a_form_without_its_token_is_refused(pages: TestApp, octo: str) -> None:
    values = {"name": "octo", "password": PASSWORD}
    answer = pages.post("/account/sign-in/", values, status=403)
    assert "Go back, reload the page" in answer.text
    assert name_of(pages.get("/")) is None


def test_after_signing_in_one_is_where_one_wanted_to_be(octo: str, sign_in: SignIn) -> None:
    answer = sign_in("octo", PASSWORD, "/account/sign-in/?next=/help/%3Fa%3D1")
    assert answer.location.endswith("/help/?a=1")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.org/",
        "//evil.example.org/",
        "///evil.example.org/",
        "/\\evil.example.org/",
        "\\\\evil.example.org",
        "javascript:alert(1)",
        "http:evil.example.org",
        "evil",
        " //evil.example.org",
        "/\t/evil.example.org",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(address: str) -> None:
    assert own_path(address, "/account/") == "/account/"


def test_guessing_one_name_has_an_end(octo: str, sign_in: SignIn) -> None:
    for _ in range(attempts.MOST_FOR_NAME):
        assert sign_in("octo", "guess").status_int == 400
    answer = sign_in("octo", PASSWORD)
    assert answer.status_int == 429
    assert "Wait 15 minutes" in answer.text


def test_guessing_one_name_leaves_others_alone(octo: str, sign_in: SignIn) -> None:
    for _ in range(attempts.MOST_FOR_NAME + 1):
        attempts.may_try("mallory", "")
    assert sign_in("octo", PASSWORD).status_int == 302


def test_the_right_password_forgets_the_wrong_ones(octo: str) -> None:
    for _ in range(attempts.MOST_FOR_NAME):
        assert attempts.may_try("octo", "192.0.2.1")
    attempts.forget("octo", "192.0.2.1")
    assert attempts.may_try("octo", "192.0.2.1")


def test_guessing_many_names_from_one_address_has_an_end() -> None:
    allowed = [attempts.may_try(f"name-{number}", "192.0.2.1") for number in range(60)]
    assert allowed.count(True) == attempts.MOST_FROM_ADDRESS
    assert attempts.may_try("name-1", "192.0.2.2")


def test_guessing_one_name_from_many_addresses_has_an_end() -> None:
    most = attempts.MOST_FOR_NAME_FROM_EVERYWHERE
    allowed = [attempts.may_try("octo", f"192.0.2.{number}") for number in range(most + 5)]
    assert allowed.count(True) == most
    assert attempts.may_try("mallory", "192.0.2.1")
