"""The organisers' console in a real browser: from the account to a person, and back again."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import create_game, manage, serving

pytestmark = pytest.mark.browser
PASSWORD = "analytical-1"
WINDOWS: dict[str, ViewportSize] = {
    "phone": {"width": 360, "height": 740},
    "desk": {"width": 1280, "height": 900},
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that ada organises."""
    data = tmp_path_factory.mktemp("organized")
    create_game(data)
    manage(data, "createuser", "ada", "--password", PASSWORD, "--organizer")
    manage(data, "createuser", "mallory", "--title", "Mallory", "--location", "Munich")
    with serving(data) as url:
        yield url


@pytest.fixture(params=WINDOWS)
def console(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The dashboard, reached by ada from her account; without scripts on the phone."""
    context = browser.new_context(
        base_url=address,
        viewport=WINDOWS[request.param],
        java_script_enabled=request.param == "desk",
    )
    page = context.new_page()
    page.goto("/account/sign-in/?next=/account/")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Organise", exact=True).click()
    yield page
    context.close()


def no_wider_than_its_window(page: Page) -> None:
    """Nothing but tables, which scroll by themselves, may be wider."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def press(page: Page, name: str, why: str) -> None:
    page.get_by_label("Why?").fill(why)
    page.get_by_role("button", name=name).click()


def test_a_person_is_found_suspended_and_reinstated(console: Page) -> None:
    console.get_by_role("link", name="People", exact=True).last.click()
    console.get_by_role("searchbox").fill("mall")
    console.get_by_role("button", name="Search").click()
    console.get_by_role("link", name="mallory").click()
    press(console, "Suspend", "Spams every board.")
    expect(console.locator(".deed-why").first).to_have_text("Spams every board.")
    assert console.request.get("/people/mallory/").status == 404
    press(console, "Reinstate", "A misunderstanding.")
    expect(console.locator(".deed-why").first).to_have_text("A misunderstanding.")
    assert console.request.get("/people/mallory/").status == 200


@pytest.mark.parametrize("path", ["", "people/", "people/mallory/", "actions/", "teams/"])
def test_its_pages_fit_every_window(console: Page, path: str) -> None:
    console.goto(f"/organize/{path}")
    no_wider_than_its_window(console)


@pytest.mark.parametrize("console", ["desk"], indirect=True)
@pytest.mark.parametrize("path", ["", "people/", "people/mallory/", "actions/"])
def test_its_pages_can_be_read_by_everybody(
    console: Page, accessible: Callable[[Page], None], path: str
) -> None:
    console.goto(f"/organize/{path}")
    accessible(console)
