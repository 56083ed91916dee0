"""The pages in German, on a phone: as whole as those in English."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import TODAY, Served
from tests.browser.test_pages import sign_in
from tests.catalogues import LOCALE, read_catalogue

pytestmark = pytest.mark.browser

ADDRESSES = (
    "/",
    "/people/",
    "/people/?team=nobody",
    "/people/?q=oct",
    "/people/?at=stranger",
    f"/people/octo/days/{TODAY}/",
    "/people/octo/days/2020-01-01/",
    "/people/octo/",
    "/projects/push-octo-hello/",
    "/teams/pythons/",
    "/locations/berlin/",
    "/languages/",
    "/languages/python/",
    "/boards/",
    "/games/",
    "/games/now/",
    "/people/octo/w/calendar/",
    "/live/",
    "/pulse/",
    "/plugins/",
    "/help/",
    "/help/join/",
    "/help/hooks/",
    "/help/hooks/github/",
    "/help/hooks/push/",
    "/help/rules/",
    "/help/faq/",
    "/help/api/",
    "/help/privacy/",
    "/help/style/",
    "/help/sharing/",
    "/account/sign-in/",
    "/account/sign-up/",
    "/account/password/forgotten/",
    "/offline/?language=LANGUAGE",
    "/embed/boards/people/?language=LANGUAGE",
)
OWN = (
    "/",
    "/people/octo/",
    "/people/octo/edit/",
    "/account/profile/",
    "/teams/pythons/members/",
)
"""Pages that say more to who is signed in."""
FOREIGN = (
    "code, pre, kbd, b, script, template, [lang]:not(html), .face, .drawn, "
    ".line-message, .line-reported"
)
"""Is the same in every language: code, words on the forms of git hosts, what people wrote."""
TEXTS = """foreign => {
    const seen = [], attributes = ["aria-label", "title", "alt", "placeholder", "data-label"];
    const walk = (element) => {
        for (const name of attributes) seen.push(element.getAttribute(name) ?? "");
        for (const node of element.childNodes) {
            if (node.nodeType === Node.TEXT_NODE) seen.push(node.data);
            else if (node.matches && !node.matches(foreign)) walk(node);
        }
    };
    walk(document.body);
    seen.push(document.title, document.querySelector("meta[name=description]")?.content ?? "");
    return seen.map((text) => text.replace(/\\s+/g, " ").trim());
}"""
NAMES = (
    "July",
    "Julython",
    "Right now",
    "Berlin",
    "Pythons",
    "Octo",
    "octo",
    "Ada",
    "Carla with a name that needs its room",
    "Carla",
)


@pytest.fixture(scope="module")
def same_in_both() -> frozenset[str]:
    """Texts of the catalogues that German borrows as they are: `Commits`, `Live`."""
    catalogues = [
        read_catalogue(path) for path in sorted((LOCALE / "de" / "LC_MESSAGES").glob("*.po"))
    ]
    return frozenset(
        str(text.id) for texts in catalogues for text in texts if text.id == text.string
    )


def on_a_phone(browser: Browser, served: Served, locale: str) -> BrowserContext:
    return browser.new_context(
        base_url=served.url,
        locale=locale,
        timezone_id="Europe/Berlin",
        viewport={"width": 360, "height": 740},
    )


@pytest.fixture(scope="module")
def visitors(browser: Browser, served: Served) -> Iterator[tuple[Page, Page]]:
    """Two who only look: on a phone in Berlin, and on one with another language."""
    with (
        on_a_phone(browser, served, "de-DE") as berlin,
        on_a_phone(browser, served, "en-GB") as elsewhere,
    ):
        yield berlin.new_page(), elsewhere.new_page()


@pytest.fixture
def german(browser: Browser, served: Served) -> Iterator[Page]:
    """A phone in Berlin."""
    with on_a_phone(browser, served, "de-DE") as context:
        yield context.new_page()


@pytest.fixture
def english(browser: Browser, served: Served) -> Iterator[Page]:
    """The same with another language."""
    with on_a_phone(browser, served, "en-GB") as context:
        yield context.new_page()


def texts_of(page: Page) -> set[str]:
    return set(page.evaluate(TEXTS, FOREIGN))


def left_in_english(german: Page, english: Page, same_in_both: frozenset[str]) -> list[str]:
    """What stands on both pages and is more than a name, a figure or a borrowed word."""
    shared = texts_of(german) & texts_of(english) - same_in_both
    return sorted(text for text in shared if _is_a_text(text))


def _is_a_text(text: str) -> bool:
    for name in NAMES:
        text = text.replace(name, "")
    return len([word for word in text.split() if word.isalpha() and len(word) > 1]) > 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_all_in_german_and_fits_a_phone(
    visitors: tuple[Page, Page], same_in_both: frozenset[str], address: str
) -> None:
    german, english = visitors
    german.goto(address.replace("LANGUAGE", "de"))
    english.goto(address.replace("LANGUAGE", "en"))
    assert german.locator("html").get_attribute("lang") == "de"
    assert german.evaluate("document.documentElement.scrollWidth") == 360
    assert left_in_english(german, english, same_in_both) == []


def sign_in_german(page: Page, password: str = "tentacles-8") -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("Name").fill("octo")
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()


@pytest.mark.parametrize("address", OWN)
def test_a_page_of_ones_own_is_all_in_german(
    german: Page,
    english: Page,
    accessible: Callable[[Page], None],
    same_in_both: frozenset[str],
    address: str,
) -> None:
    sign_in(english)
    sign_in_german(german)
    german.goto(address)
    english.goto(address)
    assert german.evaluate("document.documentElement.scrollWidth") == 360
    assert left_in_english(german, english, same_in_both) == []
    accessible(german)


def test_a_person_finds_their_account_in_german(
    german: Page, english: Page, accessible: Callable[[Page], None], same_in_both: frozenset[str]
) -> None:
    sign_in(english)
    sign_in_german(german)
    for path in ("/account/", "/account/repositories/", "/account/tokens/"):
        german.goto(path)
        english.goto(path)
        assert left_in_english(german, english, same_in_both) == []
    german.goto("/account/repositories/")
    german.get_by_label("Git-Host").select_option(label="Jeder andere Git-Server")
    german.get_by_role("button", name="Neuer Hook").click()
    expect(german.get_by_text("wird nur einmal gezeigt").first).to_be_visible()
    english.goto(german.url.replace("new/", ""))
    english.get_by_role("link", name="Any git server").click()
    german.goto(english.url)
    assert german.evaluate("document.documentElement.scrollWidth") == 360
    assert left_in_english(german, english, same_in_both) == []
    accessible(german)


def test_a_wrong_password_is_told_in_german(german: Page) -> None:
    sign_in_german(german, "another")
    expect(german.get_by_role("alert")).to_contain_text("Es gibt niemanden mit diesem Namen")


def test_an_address_that_leads_nowhere_says_so_in_german(
    german: Page, english: Page, accessible: Callable[[Page], None], same_in_both: frozenset[str]
) -> None:
    for page in (german, english):
        page.goto("/people/stranger/")
    expect(german.get_by_role("heading", level=1)).to_have_text("Unter dieser Adresse ist nichts")
    assert left_in_english(german, english, same_in_both) == []
    accessible(german)


def test_a_commit_that_arrives_is_told_as_the_server_tells_it(german: Page, served: Served) -> None:
    german.goto("/live/")
    expect(german.locator("[data-live]")).to_have_text("live")
    served.push("Gerade eben", "", email="stranger@example.org")
    lines = german.locator("ol.feed > li")
    expect(lines.first.locator(".line-person")).to_have_text("noch niemand")
    expect(lines.first.locator("time")).to_have_text("gerade eben")
    arrived = lines.first.inner_text()
    german.reload()
    assert lines.first.inner_text() == arrived


def test_the_pause_counts_in_german(german: Page, served: Served) -> None:
    german.goto("/live/")
    expect(german.locator("[data-live]")).to_have_text("live")
    expect(german.locator("[data-lines]")).to_have_attribute("aria-busy", "false")
    german.get_by_role("button", name="Pause").click()
    served.push("One that waits")
    expect(german.locator("[data-pause]")).to_have_text("Weiter (1 neu)")


def test_the_pulse_tells_hours_and_figures_in_german(german: Page, served: Served) -> None:
    german.goto("/pulse/")
    expect(german.locator("[data-text]")).to_contain_text("Die meisten in einer Minute")
    expect(german.locator("[data-rate=hour] .rate-commits")).to_contain_text("Commits")
    expect(german.locator("[data-zone]").first).to_have_text("deine Zeit")
