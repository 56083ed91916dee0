"""The plugin's website."""

from collections.abc import Callable

from webtest import TestApp, TestResponse

Says = Callable[[str], None]


def test_its_page_tells_that_the_world_goes_on(says: Says, pages: TestApp) -> None:
    page = pages.get("/ragnarok/")
    assert page.html.select_one("#apocalypse").text == "Not yet."


def test_who_is_signed_in_can_have_the_websites_asked_again(
    says: Says, pages: TestApp, sign_in: Callable[..., TestResponse], octo: str
) -> None:
    sign_in(octo, "tentacles-8")
    says("YES")
    page = pages.get("/ragnarok/").forms["refresh"].submit().follow()
    assert page.html.select_one("#apocalypse").text == "Yes."


def test_all_others_are_asked_to_sign_in_first(says: Says, pages: TestApp) -> None:
    answer = pages.get("/ragnarok/").forms["refresh"].submit()
    assert answer.status_int == 302
    assert "/account/sign-in/" in answer.location
