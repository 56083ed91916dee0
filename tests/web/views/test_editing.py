"""Arranging a hub by the forms of its page, and the buttons to star and follow it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from webtest import TestApp, TestResponse

from july import main
from july.hubs.actions import change_layout
from july.hubs.contract import NARROW, WIDE
from july.hubs.layouts import MOST, Layout
from july.hubs.placement import Placement
from july.hubs.queries import editing_of, marks_of_person, state_of
from july.hubs.registry import registry
from july.hubs.subjects import find_subject
from july.people.actions import Profile, save_person
from july.people.queries import find_person
from july.people.tokens import create_token
from july.testing.site import Site

pytestmark = pytest.mark.usefixtures("few_widgets")

SignIn = Callable[..., TestResponse]
EDIT = "/people/octo/edit/"
PASSWORD = "tentacles-8"


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """People's pages begin with few widgets, whatever ships with July."""
    narrow = ("calendar", "projects", "subscriptions")
    placements = (*(Placement(id, id, NARROW) for id in narrow), Placement("feed", "feed", WIDE))
    monkeypatch.setitem(registry._defaults, "people", placements)


@pytest.fixture
def signed_in(site: Site, octo: str, ada: str, mallory: str) -> Callable[[str], TestApp]:
    """A browser in which that person is signed in."""

    def enter(name: str) -> TestApp:
        save_person(name, Profile(password=PASSWORD))
        browser = TestApp(main.app)
        form = browser.get("/account/sign-in/").forms["sign-in"]
        form["name"], form["password"] = name, PASSWORD
        form.submit(status=302)
        return browser

    return enter


@pytest.fixture
def mine(signed_in: Callable[[str], TestApp]) -> TestApp:
    """octo's own browser."""
    return signed_in("octo")


def press(page: TestResponse, name: str, value: str, **more: str) -> TestResponse:
    """Send the form of the page's buttons as that button does."""
    form = page.html.find(id="arrange")
    fields = {each["name"]: each["value"] for each in form.find_all("input")}
    answer: TestResponse = page.test_app.post(
        form["action"], fields | {name: value} | more, expect_errors=True
    )
    return answer


def ids(page: TestResponse, column: str) -> list[str]:
    return [card["data-id"] for card in page.html.select(f"[data-column={column}] > .card")]


def settings_of(page: TestResponse, id: str) -> Any:
    """The form of a widget's settings."""
    button = f'name="configure" value="{id}"'
    return next(form for form in page.forms.values() if button in form.text)


# Who may


def test_strangers_are_led_to_the_form_and_back(pages: TestApp, octo: str) -> None:
    answer = pages.get(EDIT, status=302)
    assert answer.location.endswith("/account/sign-in/?next=%2Fpeople%2Focto%2Fedit%2F")
    assert "edit/" not in str(pages.get("/people/octo/").html.find(id="marks"))


@pytest.mark.parametrize(
    ("who", "where", "allowed"),
    [
        ("octo", "/people/octo/", True),
        ("mallory", "/people/octo/", False),
        ("ada", "/people/octo/", True),
        ("octo", "/teams/pythons/", True),
        ("mallory", "/teams/pythons/", False),
        ("octo", "/locations/berlin/", False),
        ("octo", "/", False),
        ("octo", "/games/julython-2026/", False),
        ("ada", "/", True),
        ("ada", "/games/julython-2026/", True),
        ("ada", "/languages/python/", True),
    ],
)
def test_owners_may_and_others_may_not(
    signed_in: Callable[[str], TestApp], who: str, where: str, allowed: bool
) -> None:
    browser = signed_in(who)
    leads_on = browser.get(where).html.select_one("#marks a[href$='edit/']") is not None
    assert leads_on == allowed
    token = browser.get(where).html.find("input", {"name": "csrfmiddlewaretoken"})["value"]
    status = 302 if allowed else 403
    browser.get(f"{where}edit/", status=200 if allowed else 403)
    fields = {"csrfmiddlewaretoken": token, "version": "0", "add": "feed"}
    browser.post(f"{where}edit/", fields, status=status)
    kind, _, slug = where.strip("/").partition("/")
    assert editing_of(find_subject(kind or "site", slug)).version == int(allowed)


def test_a_form_of_another_site_changes_nothing(mine: TestApp) -> None:
    mine.post(EDIT, {"version": "0", "remove": "feed"}, status=403)
    mine.post("/people/octo/star/", {"on": "1"}, status=403)
    assert editing_of(find_subject("people", "octo")).version == 0


def test_a_page_that_arranges_is_for_no_cache(mine: TestApp) -> None:
    assert "no-store" in mine.get(EDIT).headers["Cache-Control"]


# What the buttons do


def test_buttons_move_add_and_remove(site: Site, mine: TestApp) -> None:
    page = mine.get(EDIT)
    assert ids(page, "narrow")[:2] == ["calendar", "projects"]
    page = press(page, "down", "calendar").follow()
    assert ids(page, "narrow")[:2] == ["projects", "calendar"]
    page = press(page, "across", "projects").follow()
    assert ids(page, "wide") == ["feed", "projects"]
    page = press(page, "up", "projects").follow()
    assert ids(page, "wide") == ["projects", "feed"]
    page = press(page, "move", "calendar", column="wide", position="1").follow()
    assert ids(page, "wide") == ["projects", "calendar", "feed"]
    page = press(page, "remove", "feed").follow()
    assert ids(page, "wide") == ["projects", "calendar"]
    answer = press(page, "add", "calendar")
    assert answer.location.endswith("/people/octo/edit/#e-calendar-2")
    site.push(site.commit())
    site.drain()
    shown = mine.get("/people/octo/").html
    boxes = [box["id"] for box in shown.select(".hub-wide > .widget")]
    assert boxes == ["w-projects", "w-calendar"]


def test_undo_and_reset_are_offered_when_there_is_something(mine: TestApp) -> None:
    def off(page: TestResponse, name: str) -> bool:
        return page.html.find("button", {"name": name}).get("aria-disabled") == "true"

    page = mine.get(EDIT)
    assert (off(page, "undo"), off(page, "reset")) == (True, True)
    page = press(press(page, "remove", "feed").follow(), "remove", "calendar").follow()
    assert (off(page, "undo"), off(page, "reset")) == (False, False)
    page = press(page, "undo", "1").follow()
    assert "calendar" in ids(page, "narrow")
    page = press(page, "reset", "1").follow()
    assert ids(page, "wide") == ["feed"]
    assert off(page, "reset")
    page = press(page, "undo", "1").follow()
    assert ids(page, "wide") == []


def test_nothing_to_undo_is_said(mine: TestApp) -> None:
    answer = press(mine.get(EDIT), "undo", "1")
    assert answer.status_int == 409
    assert "nothing left to undo" in answer.html.select_one("[role=alert]").text


def test_settings_have_a_form_made_from_their_declaration(mine: TestApp) -> None:
    form = settings_of(mine.get(EDIT), "feed")
    assert form["s-limit"].value == "20"
    form["s-limit"] = "3"
    page = form.submit("configure", value="feed").follow()
    assert "Commits: 3" in page.html.select_one("#e-feed .card-words").text
    layout = editing_of(find_subject("people", "octo")).layout
    assert layout.find("feed").settings == {"limit": 3}


def test_a_setting_left_empty_is_as_declared(mine: TestApp) -> None:
    form = settings_of(mine.get(EDIT), "feed")
    form["s-limit"] = ""
    form.submit("configure", value="feed", status=302)
    layout = editing_of(find_subject("people", "octo")).layout
    assert layout.find("feed").settings == {}


@pytest.mark.parametrize("wrong", ["5000", "0", "-1", "many", "<b>1</b>", "9" * 400])
def test_a_setting_that_can_not_be_is_named_beside_its_field(mine: TestApp, wrong: str) -> None:
    form = settings_of(mine.get(EDIT), "feed")
    form["s-limit"] = wrong
    page = form.submit("configure", value="feed", status=400)
    card = page.html.select_one("#e-feed")
    assert card.details.has_attr("open")
    field = card.find("input", {"name": "s-limit"})
    assert field["value"] == wrong
    assert field["aria-invalid"] == "true"
    error = card.select_one(".field-error")
    assert error.text.strip()
    assert error["id"] in field["aria-describedby"]
    assert "<b>1</b>" not in page.text
    assert editing_of(find_subject("people", "octo")).version == 0


def test_organisers_set_choices_and_switches(signed_in: Callable[[str], TestApp]) -> None:
    browser = signed_in("ada")
    form = settings_of(browser.get("/games/julython-2026/edit/"), "people")
    form["s-board"], form["s-compact"] = "teams", False
    page = form.submit("configure", value="people").follow()
    layout = editing_of(find_subject("games", "julython-2026")).layout
    assert layout.find("people").settings == {"board": "teams", "compact": False}
    assert "Board: Teams" in page.html.select_one("#e-people").text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"remove": "horoscope"},
        {"remove": "'\"><script>alert(1)</script>"},
        {"add": "horoscope"},
        {"add": "head"},
        {"add": "rules"},
        {"configure": "horoscope"},
        {"configure": "subscriptions"},
        {"move": "feed", "column": "middle", "position": "0"},
        {"move": "feed", "column": "wide", "position": "-1"},
        {"move": "feed", "column": "wide", "position": "9" * 500},
        {"remove": "feed", "version": "x"},
        {"remove": "feed", "version": ""},
        {"remove": "feed", "version": "9" * 500},
    ],
)
def test_what_can_not_be_is_refused_with_a_word(mine: TestApp, fields: dict[str, str]) -> None:
    page = mine.get(EDIT)
    name, value = next(iter(fields.items()), ("nothing", ""))
    answer = press(page, name, value, **fields)
    assert 400 <= answer.status_int < 500
    assert answer.html.select_one("[role=alert]").text.strip()
    assert "<script>alert" not in answer.text
    assert editing_of(find_subject("people", "octo")).version == 0


def test_a_full_page_takes_no_more(mine: TestApp) -> None:
    subject, octo = find_subject("people", "octo"), find_person("octo")
    assert octo
    one = editing_of(subject).layout.find("feed")
    many = Layout(tuple(replace(one, id=f"feed-{number}") for number in range(MOST)))
    change_layout(subject, octo, 0, lambda _old: many)
    answer = press(mine.get(EDIT), "add", "feed")
    assert answer.status_int == 400
    assert "at most 30 widgets" in answer.html.select_one("[role=alert]").text


# Two at once


def test_who_arranges_an_older_page_is_told_and_may_do_it_all_the_same(mine: TestApp) -> None:
    older = mine.get(EDIT)
    press(mine.get(EDIT), "remove", "calendar")
    told = press(older, "move", "feed", column="narrow", position="0")
    assert told.status_int == 409
    assert "You changed this page somewhere else" in told.html.select_one("[role=alert]").text
    assert "calendar" not in ids(told, "narrow")
    again = told.html.select_one("[role=alert] form")
    fields = {each["name"]: each["value"] for each in again.find_all("input")}
    page = mine.post(again["action"], fields, status=302).follow()
    assert ids(page, "narrow")[0] == "feed"


def test_what_was_written_into_an_older_form_is_there_still(
    mine: TestApp, signed_in: Callable[[str], TestApp]
) -> None:
    form = settings_of(mine.get(EDIT), "feed")
    press(signed_in("ada").get(EDIT), "remove", "calendar")
    form["s-limit"] = "7"
    told = form.submit("configure", value="feed", status=409)
    assert "ada changed this page" in told.html.select_one("[role=alert]").text
    form = settings_of(told, "feed")
    assert form["s-limit"].value == "7"
    form.submit("configure", value="feed", status=302)
    layout = editing_of(find_subject("people", "octo")).layout
    assert layout.find("feed").settings == {"limit": 7}
    assert "calendar" not in [each.id for each in layout.placements]


# Star and follow


def test_who_is_not_signed_in_is_led_there(pages: TestApp, octo: str) -> None:
    marks = pages.get("/people/octo/").html.find(id="marks")
    assert marks.form is None
    assert marks.a["href"] == "/account/sign-in/?next=/people/octo/"


def test_a_star_is_given_counted_and_taken_back(
    mine: TestApp, signed_in: Callable[[str], TestApp]
) -> None:
    def button(page: TestResponse, what: str) -> Any:
        return page.html.find("button", {"data-mark": what})

    def send(browser: TestApp, what: str) -> TestResponse:
        page = browser.get("/people/mallory/")
        pressed = button(page, what)
        form = pressed.find_parent("form")
        fields = {form.input["name"]: form.input["value"], "on": pressed["value"]}
        return browser.post(form["action"], fields, status=302).follow()

    page = send(mine, "star")
    assert button(page, "star")["aria-pressed"] == "true"
    assert page.html.select_one("[data-stars]").text == "1"
    assert button(page, "follow")["aria-pressed"] == "false"
    assert send(signed_in("ada"), "star").html.select_one("[data-stars]").text == "2"
    assert send(mine, "star").html.select_one("[data-stars]").text == "1"
    assert button(send(mine, "follow"), "follow")["aria-pressed"] == "true"


def mark(browser: TestApp, path: str, what: str, **fields: str) -> TestResponse:
    token = browser.get("/people/octo/").html.find("input", {"name": "csrfmiddlewaretoken"})
    answer: TestResponse = browser.post(
        f"{path}{what}/", {"csrfmiddlewaretoken": token["value"]} | fields, expect_errors=True
    )
    return answer


def test_a_mark_leads_back_to_this_site_only(mine: TestApp) -> None:
    answer = mark(mine, "/people/ada/", "star", on="1", next="https://evil.example.org/")
    assert answer.location.endswith("/people/ada/")
    answer = mark(mine, "/people/ada/", "star", on="1", next="/people/ada/?game=julython-2026")
    assert answer.location.endswith("/people/ada/?game=julython-2026")


@pytest.mark.parametrize("on", ["", "2", "yes", "<b>"])
def test_a_mark_is_on_or_off(mine: TestApp, on: str) -> None:
    assert mark(mine, "/people/ada/", "follow", on=on).status_int == 400
    assert mark(mine, "/people/nobody/", "follow", on="1").status_int == 404
    mine.get("/people/ada/follow/", status=405)


def test_what_one_follows_stands_on_ones_own_pages_for_nobody_else(
    site: Site, mine: TestApp, signed_in: Callable[[str], TestApp]
) -> None:
    site.push(site.commit("mallory@example.org", message="News of mallory"))
    site.drain()
    mark(mine, "/people/mallory/", "follow", on="1")
    mark(mine, "/", "star", on="1")
    assert set(marks_of_person("octo").follows) == {"people|mallory"}
    own = mine.get("/people/octo/").html.find(id="w-subscriptions")
    assert [link["href"] for link in own.select("a")] == ["/people/mallory/", "/"]
    assert "News of mallory" in mine.get("/").html.find(id="w-news").text
    for other in (TestApp(main.app), signed_in("ada"), signed_in("mallory")):
        page = other.get("/people/octo/").html
        assert page.find(id="w-subscriptions") is None
        other.get("/people/octo/w/subscriptions/json", status=404)
        assert "subscriptions" not in other.get("/people/octo/json").text
    assert TestApp(main.app).get("/").html.find(id="w-news") is None


# The API


def test_a_page_is_arranged_by_the_api(site: Site, octo: str) -> None:
    token = {"Authorization": f"Bearer {create_token(octo)}"}
    address = "/api/v1/hubs/people/octo"
    told = site.api.get(address).json
    assert (told["version"], told["default"], told["stars"]) == (0, True, 0)
    widgets = [*reversed(told["widgets"])]
    widgets[0]["settings"] = {"limit": 5}
    answer = site.api.put_json(address, {"version": 0, "widgets": widgets}, headers=token).json
    assert (answer["version"], answer["undo"], answer["widgets"]) == (1, 1, widgets)
    late = site.api.put_json(address, {"version": 0, "widgets": []}, headers=token, status=409).json
    assert late["error"]["field"] == "version"
    assert [each.id for each in state_of(find_subject("people", "octo")).layout.placements] == [
        each["id"] for each in widgets
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"widgets": []}, "version"),
        ({"version": True, "widgets": []}, "version"),
        ({"version": 0}, "widgets"),
        ({"version": 0, "widgets": [{"id": "x", "widget": "feed"}]}, "widgets[0].column"),
        (
            {"version": 0, "widgets": [{"id": "x", "widget": "rules", "column": "wide"}]},
            "widgets[0].widget",
        ),
        ({"version": 0, "widgets": [], "more": 1}, "more"),
    ],
)
def test_the_api_names_the_field_that_is_wrong(
    site: Site, octo: str, body: dict[str, Any], field: str
) -> None:
    token = {"Authorization": f"Bearer {create_token(octo)}"}
    answer = site.api.put_json("/api/v1/hubs/people/octo", body, headers=token, status=400).json
    assert answer["error"]["field"] == field


def test_the_api_knows_who_may(site: Site, octo: str, ada: str) -> None:
    body = {"version": 0, "widgets": []}
    site.api.put_json("/api/v1/hubs/site", body, status=401)
    of_octo = {"Authorization": f"Bearer {create_token(octo)}"}
    site.api.put_json("/api/v1/hubs/site", body, headers=of_octo, status=403)
    of_ada = {"Authorization": f"Bearer {create_token(ada)}"}
    assert site.api.put_json("/api/v1/hubs/site", body, headers=of_ada).json["widgets"] == []
    site.api.get("/api/v1/hubs/people/nobody", status=404)
    site.api.get("/api/v1/hubs/planets/earth", status=404)
