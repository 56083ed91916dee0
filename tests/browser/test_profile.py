"""From the front page to another town, to a picture of one's own, and into a team."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import findings
from tests.browser.conftest import Served, create_game, manage, serving

pytestmark = pytest.mark.browser
PASSWORD = "a garden of kettles"
PATIENCE = 20_000
"""Milliseconds until both sides of a move have been counted."""
LOOKS = 40
"""As many, half a second apart, have those who have to load the page again."""


@dataclass(frozen=True)
class Visitor:
    """Somebody with a commit, in Berlin, and what their browser shows."""

    name: str
    page: Page
    scripts: bool

    def sign_in(self) -> None:
        """From the front page."""
        self.page.goto("/")
        self.page.get_by_role("link", name="Sign in", exact=True).click()
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")

    def open_profile(self) -> None:
        """From wherever they are."""
        self.page.get_by_role("banner").get_by_role("link", name=self.name).click()
        self.page.get_by_role("link", name="Profile", exact=True).click()

    def write(self, label: str, text: str) -> None:
        """Fill a field."""
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, name: str) -> None:
        """Press a button of the page."""
        self.page.get_by_role("main").get_by_role("button", name=name).click()

    def wait_for(self, text: str) -> None:
        """Wait until the line about the move says so; without scripts by loading it again."""
        line = self.page.locator("#settling")
        for _ in range(0 if self.scripts else LOOKS):
            if text in line.inner_text():
                break
            self.page.wait_for_timeout(500)
            self.page.reload()
        expect(line).to_contain_text(text, timeout=PATIENCE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site with a game."""
    data = tmp_path_factory.mktemp("profile")
    create_game(data)
    for name in ("yara", "zora"):
        own = ("--email", f"{name}@example.org", "--password", PASSWORD)
        manage(data, "createuser", name, *own, "--location", "Berlin, Germany")
    with serving(data) as url:
        served = Served(url)
        for name in ("yara", "zora"):
            served.push(f"The first of {name}", email=f"{name}@example.org")
        yield served


@pytest.fixture
def visit(browser: Browser, site: Served) -> Iterator[Callable[[str, bool], Visitor]]:
    """Opens the browser of somebody; what its console complains of fails the test."""
    contexts, complaints = [], []

    def note(text: str) -> None:
        # Chromium itself tells that a form was refused.
        if "status of 400" not in text:
            complaints.append(text)

    def begin(name: str, scripts: bool) -> Visitor:
        context = browser.new_context(base_url=site.url, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: note(message.text))
        visitor = Visitor(name, page, scripts)
        visitor.sign_in()
        return visitor

    yield begin
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("name", "place", "scripts"),
    [("yara", "北京", True), ("zora", "São Paulo", False)],
    ids=["scripts", "no-scripts"],
)
def test_somebody_moves_and_sees_both_sides_counted_again(
    visit: Callable[[str, bool], Visitor], name: str, place: str, scripts: bool
) -> None:
    visitor = visit(name, scripts)
    visitor.open_profile()
    visitor.write("Location", place)
    visitor.press("Keep it")
    visitor.wait_for(f"Berlin, Germany and {place} have been counted again.")
    page = visitor.page
    page.get_by_role("link", name="Locations").click()
    rows = page.get_by_role("main").get_by_role("row")
    expect(rows.filter(has_text=place)).to_contain_text("11")
    page.get_by_role("main").get_by_role("link", name=place, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(place)
    expect(page.get_by_role("main")).to_contain_text(name, ignore_case=True)


def test_names_of_places_are_offered_while_one_types(
    visit: Callable[[str, bool], Visitor],
) -> None:
    visitor = visit("yara", True)
    visitor.open_profile()
    visitor.write("Location", "")
    visitor.page.get_by_label("Location", exact=True).press_sequentially("germ")
    offered = visitor.page.locator("#location-names option")
    expect(offered).to_have_attribute("value", "Berlin, Germany")
    assert findings(visitor.page) == []


def test_names_of_places_are_found_by_a_button_without_scripts(
    visit: Callable[[str, bool], Visitor],
) -> None:
    visitor = visit("yara", False)
    visitor.open_profile()
    visitor.write("Location", "germ")
    visitor.press("Find locations")
    visitor.press("Berlin, Germany")
    field = visitor.page.get_by_label("Location", exact=True)
    assert field.input_value() == "Berlin, Germany"


def test_to_press_enter_in_a_field_keeps_the_profile(
    visit: Callable[[str, bool], Visitor],
) -> None:
    visitor = visit("yara", False)
    visitor.open_profile()
    visitor.write("Name", "Yara N.")
    visitor.page.get_by_label("Name", exact=True).press("Enter")
    expect(visitor.page.get_by_role("status").first).to_have_text("Kept.")
    assert visitor.page.get_by_label("Name", exact=True).input_value() == "Yara N."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_picture_is_sent_and_seen(visit: Callable[[str, bool], Visitor], scripts: bool) -> None:
    visitor = visit("zora", scripts)
    visitor.open_profile()
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "green" if scripts else "navy").save(file, "PNG")
    sent = {"name": "me.png", "mimeType": "image/png", "buffer": file.getvalue()}
    visitor.page.get_by_label("Another one").set_input_files(sent)  # type: ignore[arg-type]
    visitor.press("Take this picture")
    shown = visitor.page.get_by_alt_text("Your picture")
    expect(shown).to_have_attribute("src", re.compile(r"/people/zora/picture\?v=\w+"))
    answer = visitor.page.request.get(str(shown.get_attribute("src")))
    assert answer.headers["content-type"] == "image/webp"


def test_somebody_is_invited_into_a_team_that_is_closed_to_all_others(
    visit: Callable[[str, bool], Visitor],
) -> None:
    founder, guest = visit("yara", True), visit("zora", False)
    founder.open_profile()
    founder.write("Team", "Night Owls")
    founder.press("Keep it")
    founder.page.goto("/teams/night-owls/")
    founder.page.get_by_role("link", name="Members").click()
    founder.press("Only with the link")
    assert findings(founder.page) == []
    link = founder.page.locator(".copyable code").inner_text()
    guest.open_profile()
    guest.write("Team", "night owls")
    guest.press("Keep it")
    expect(guest.page.locator("#team-error")).to_contain_text("takes whom its members invite")
    guest.page.goto(re.sub(r"^https?://[^/]+", "", link))
    guest.press("Yes, I join")
    expect(guest.page.locator(".people-list")).to_contain_text("zora")
    founder.page.reload()
    founder.page.get_by_label("Who looks after the team").select_option("zora")
    founder.press("Hand it over")
    expect(founder.page.locator(".facts").first).to_contain_text("Looked after by zora")
    founder.press("Leave the team")
    expect(founder.page.locator(".people-list")).not_to_contain_text("Yara")
