"""A hub arranged by keyboard, mouse and finger, without scripts, and in two windows."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
EDIT = "/people/octo/edit/"


def sign_in(page: Page, onward: str = EDIT) -> None:
    page.goto(f"/account/sign-in/?next={onward}")
    page.get_by_label("Name").fill("octo")
    page.get_by_label("Password").fill("tentacles-8")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def ids(page: Page, column: str) -> list[str]:
    cards: list[str] = page.locator(f"[data-column={column}] > .card").evaluate_all(
        "cards => cards.map(card => card.dataset.id)"
    )
    return cards


def saved(page: Page, version: int) -> None:
    """Waits until the page shows that version."""
    expect(page.locator("[data-editor]")).to_have_attribute("data-version", str(version))


def version(page: Page) -> int:
    return int(page.locator("[data-editor]").get_attribute("data-version") or "")


def tidy(page: Page) -> None:
    """Leaves four widgets, whatever ships with July."""
    kept = {"calendar", "projects", "subscriptions", "feed"}
    for id in [*ids(page, "narrow"), *ids(page, "wide")]:
        if id not in kept:
            now = version(page)
            page.locator(f"[name=remove][value={id}]").click()
            saved(page, now + 1)


@pytest.fixture
def editor(browser: Browser, served: Served) -> Iterator[Page]:
    """octo's page to arrange, which the test leaves as it was."""
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page)
    expect(page.locator(".grip").first).to_be_visible()
    tidy(page)
    yield page
    page.goto(EDIT)
    now = version(page)
    reset = page.get_by_role("button", name="Reset")
    if reset.get_attribute("aria-disabled") is None:
        reset.click()
        saved(page, now + 1)
    context.close()
    # Chromium itself notes each form that is refused.
    assert [each for each in complaints if "status of 400" not in each] == []


def test_a_hub_is_edited_with_the_keyboard_alone(editor: Page) -> None:
    page, keys, now = editor, editor.keyboard, version(editor)
    said = page.locator("[data-said]")

    def tab_to(target: Locator) -> None:
        for _ in range(80):
            if target.evaluate("element => element === document.activeElement"):
                return
            keys.press("Tab")
        pytest.fail("the keyboard does not get there")

    tab_to(page.locator("#e-projects .grip"))
    keys.press("Space")
    expect(said).to_have_text("Picked up. Projects: Narrow column, place 2 of 3.")
    keys.press("ArrowUp")
    expect(said).to_have_text("Projects: Narrow column, place 1 of 3.")
    keys.press("ArrowRight")
    expect(said).to_have_text("Projects: Wide column, place 1 of 2.")
    keys.press("Space")
    saved(page, now + 1)
    assert ids(page, "wide") == ["projects", "feed"]
    expect(page.locator("#e-projects .grip")).to_be_focused()
    keys.press("Enter")
    keys.press("ArrowDown")
    keys.press("Escape")
    expect(said).to_have_text("Put back. Projects: Wide column, place 1 of 2.")
    assert ids(page, "wide") == ["projects", "feed"]

    tab_to(page.locator("#e-feed summary"))
    keys.press("Enter")
    tab_to(page.locator("#e-feed [name=s-limit]"))
    keys.press("ControlOrMeta+a")
    keys.type("5000")
    keys.press("Enter")
    field = page.locator("#e-feed [name=s-limit]")
    expect(field).to_be_focused()
    expect(field).to_have_value("5000")
    expect(page.locator("#e-feed .field-error")).to_be_visible()
    keys.press("ControlOrMeta+a")
    keys.type("5")
    keys.press("Enter")
    saved(page, now + 2)
    expect(page.locator("#e-feed .card-words")).to_contain_text("Commits: 5")

    tab_to(page.locator("[name=add][value=calendar]"))
    keys.press("Enter")
    saved(page, now + 3)
    expect(page.locator("#e-calendar-2 .grip")).to_be_focused()
    tab_to(page.locator("#e-calendar-2 [name=remove]"))
    keys.press("Enter")
    saved(page, now + 4)
    expect(said).to_have_text("Removed. Undo brings it back.")
    expect(page.locator("#e-subscriptions .grip")).to_be_focused()

    page.goto("/people/octo/")
    expect(page.locator(".hub-wide > .widget").first).to_have_id("w-projects")
    expect(page.locator("#w-feed li.line")).to_have_count(5)


def test_walking_away_from_a_widget_puts_it_back(editor: Page) -> None:
    before = ids(editor, "narrow")
    editor.locator("#e-projects .grip").focus()
    editor.keyboard.press("Space")
    editor.keyboard.press("ArrowRight")
    editor.keyboard.press("Tab")
    assert ids(editor, "narrow") == before
    expect(editor.locator("[data-said]")).to_contain_text("Put back.")


def test_a_hub_is_edited_by_mouse(editor: Page) -> None:
    now = version(editor)
    grip = editor.locator("#e-projects .grip").bounding_box()
    goal = editor.locator("#e-feed").bounding_box()
    assert grip
    assert goal
    editor.mouse.move(grip["x"] + 9, grip["y"] + 9)
    editor.mouse.down()
    editor.mouse.move(goal["x"] + 200, goal["y"] + 5, steps=5)
    expect(editor.locator(".in-hand")).to_be_visible()
    assert ids(editor, "wide") == ["projects", "feed"]
    editor.keyboard.press("Escape")
    expect(editor.locator(".in-hand")).to_have_count(0)
    assert ids(editor, "wide") == ["feed"]
    editor.mouse.up()
    assert version(editor) == now

    editor.mouse.move(grip["x"] + 9, grip["y"] + 9)
    editor.mouse.down()
    editor.mouse.move(goal["x"] + 200, goal["y"] + goal["height"] + 30, steps=5)
    editor.mouse.up()
    saved(editor, now + 1)
    assert ids(editor, "wide") == ["feed", "projects"]
    editor.locator("[name=up][value=projects]").click()
    saved(editor, now + 2)
    editor.locator("[name=across][value=calendar]").click()
    saved(editor, now + 3)
    assert ids(editor, "wide") == ["projects", "feed", "calendar"]
    editor.get_by_role("button", name="Undo").click()
    saved(editor, now + 4)
    editor.get_by_role("button", name="Undo").click()
    saved(editor, now + 5)
    assert ids(editor, "wide") == ["feed", "projects"]


def test_a_hub_is_edited_by_finger(browser: Browser, served: Served) -> None:
    context = browser.new_context(
        base_url=served.url, has_touch=True, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    sign_in(page)
    tidy(page)
    now = version(page)
    page.locator("#e-projects .grip").scroll_into_view_if_needed()
    grip = page.locator("#e-projects .grip").bounding_box()
    goal = page.locator("#e-calendar").bounding_box()
    assert grip
    assert goal
    touch = context.new_cdp_session(page)

    def finger(kind: str, *points: dict[str, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [*points]})

    x, y = grip["x"] + 9, grip["y"] + 9
    finger("touchStart", {"x": x, "y": y})
    for part in range(1, 6):
        finger("touchMove", {"x": x, "y": y + (goal["y"] + 4 - y) * part / 5})
    finger("touchEnd")
    saved(page, now + 1)
    assert ids(page, "narrow")[:2] == ["projects", "calendar"]
    page.get_by_role("button", name="Undo").click()
    saved(page, now + 2)
    assert ids(page, "narrow")[:2] == ["calendar", "projects"]
    context.close()


def test_a_hub_is_edited_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    expect(page.locator(".grip").first).to_be_hidden()
    tidy(page)
    now = version(page)
    page.locator("[name=across][value=projects]").click()
    assert ids(page, "wide") == ["feed", "projects"]
    page.locator("#e-feed summary").click()
    page.get_by_label("Commits").fill("0")
    page.locator("[name=configure][value=feed]").click()
    expect(page.locator("#e-feed .field-error")).to_be_visible()
    page.get_by_label("Commits").fill("4")
    page.locator("[name=configure][value=feed]").click()
    expect(page.locator("#e-feed .card-words")).to_contain_text("Commits: 4")
    page.locator("[name=remove][value=calendar]").click()
    page.get_by_role("button", name="Undo").click()
    assert "calendar" in ids(page, "narrow")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("button", name="Reset")).to_have_attribute("aria-disabled", "true")
    assert ids(page, "narrow")[0] == "calendar"
    assert version(page) == now + 5
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nobody_is_shut_out(
    editor: Page, accessible: Callable[[Page], None], scheme: str, width: int
) -> None:
    editor.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    editor.set_viewport_size({"width": width, "height": 800})
    editor.locator("#e-feed summary").click()
    editor.locator("#e-feed [name=s-limit]").fill("0")
    editor.locator("[name=configure][value=feed]").click()
    expect(editor.locator("#e-feed .field-error")).to_be_visible()
    accessible(editor)
    assert editor.evaluate("document.documentElement.scrollWidth") == width
    editor.goto("/people/octo/")
    accessible(editor)


def test_of_two_windows_the_other_is_told_and_loses_nothing(editor: Page) -> None:
    other = editor.context.new_page()
    other.goto(EDIT)
    expect(other.locator(".grip").first).to_be_visible()
    watching = editor.context.new_page()
    watching.goto("/people/octo/")
    expect(watching.locator("[data-live]")).to_have_text("live")
    other.locator("#e-feed summary").click()
    other.locator("#e-feed [name=s-limit]").fill("6")
    now = version(editor)
    editor.locator("[name=across][value=projects]").click()
    saved(editor, now + 1)

    expect(other.locator(".edit-news")).to_contain_text("arranged somewhere else")
    expect(watching.locator(".rearranged")).to_be_visible()
    expect(editor.locator(".edit-news")).to_have_count(0)
    other.get_by_role("button", name="Show").click()
    saved(other, now + 1)
    assert ids(other, "wide") == ["feed", "projects"]
    expect(other.locator("#e-feed [name=s-limit]")).to_have_value("6")
    other.locator("[name=configure][value=feed]").click()
    saved(other, now + 2)
    watching.get_by_role("link", name="Show it").click()
    expect(watching.locator(".hub-wide #w-projects")).to_be_visible()
    expect(watching.locator("#w-feed li.line")).to_have_count(6)


def test_a_star_is_counted_on_every_open_page(editor: Page) -> None:
    other = editor.context.new_page()
    for page in (editor, other):
        page.goto("/teams/pythons/")
    star = editor.get_by_role("button", name="Star")
    expect(star).to_have_attribute("aria-pressed", "false")
    star.click()
    expect(editor.get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "true")
    expect(editor.get_by_role("button", name="Star")).to_be_focused()
    expect(other.locator("[data-stars]")).to_have_text("1")
    editor.get_by_role("button", name="Star").click()
    expect(other.locator("[data-stars]")).to_have_text("0")
