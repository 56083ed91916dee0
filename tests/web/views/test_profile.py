"""The profile: what is kept of what people write, what they are told, and who gets to see it."""

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from webtest import TestApp, TestResponse, Upload

from july import config
from july.people.actions import Profile, save_person
from july.people.models import Person, Team
from july.people.queries import find_person, find_team
from tests.conftest import Site

SignIn = Callable[..., TestResponse]


@pytest.fixture
def account(pages: TestApp, octo: str, sign_in: SignIn) -> TestApp:
    """A browser in which octo is signed in."""
    sign_in("octo", "tentacles-8")
    return pages


def person(name: str = "octo") -> Person:
    found = find_person(name)
    assert found is not None
    return found


def fill(pages: TestApp, **values: str) -> TestResponse:
    """Send the profile with these values and all others as they are."""
    form = pages.get("/account/profile/").forms["profile"]
    for name, value in values.items():
        form[name] = value
    return form.submit(expect_errors=True)


def png(colour: str = "green") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(file, "PNG")
    return file.getvalue()


def send_picture(pages: TestApp, data: bytes) -> TestResponse:
    form = pages.get("/account/profile/").forms["picture-form"]
    form["picture"] = Upload("me.png", data, "image/png")
    return form.submit(expect_errors=True)


def test_strangers_are_sent_to_the_form_and_back(pages: TestApp) -> None:
    answer = pages.get("/account/profile/", status=302)
    assert answer.location.endswith("?next=%2Faccount%2Fprofile%2F")


def test_what_is_said_is_kept_and_shown(account: TestApp) -> None:
    links = "example.org/octo\nhttp://octo.example"
    page = fill(account, title="Octavia", about="I code.\nA lot.", links=links).follow()
    assert "Kept." in page.text
    form = page.forms["profile"]
    assert form["links"].value == "https://example.org/octo\nhttp://octo.example"
    hub = account.get("/people/octo/").html
    assert hub.find("h1").text == "Octavia"
    assert "A lot." in hub.text
    (link, _) = hub.select(".own-links a")
    assert (link["href"], link.text) == ("https://example.org/octo", "example.org/octo")
    assert "nofollow" in link["rel"]


def test_to_keep_what_is_there_changes_nothing(account: TestApp) -> None:
    before = person()
    fill(account)
    assert person() == before


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "x" * 101, "room for 100"),
        ("about", "x" * 1001, "room for 1000"),
        ("links", "javascript:alert(1)", "is no link"),
        ("links", "\n".join("abcdef"), "room for 5"),
        ("location", "...", "no letter or digit"),
        ("team", "!", "no letter or digit"),
        ("time_zone", "Mars/Olympus", "no time zone"),
        ("about", "a\0b", "Null characters"),
    ],
)
def test_what_can_not_be_is_told_beside_its_field_and_nothing_is_kept(
    account: TestApp, field: str, value: str, told: str
) -> None:
    before = person()
    form = account.get("/account/profile/").forms["profile"]
    form["title"] = "Somebody else"
    if field == "time_zone":
        form[field].force_value(value)
    else:
        form[field] = value
    page = form.submit(status=400)
    place = page.html.find(id=f"{field}-error")
    assert told in place.text
    assert place["id"] in page.html.find(id=field)["aria-describedby"]
    assert page.html.find(id=field)["aria-invalid"] == "true"
    assert [each["id"] for each in page.html.select(".field-error")] == [f"{field}-error"]
    assert person() == before


def test_who_moves_sees_it_settle(site: Site, account: TestApp) -> None:
    site.push(site.commit())
    site.drain()
    page = fill(account, location="北京").follow()
    assert page.html.find(id="settling").text == "Berlin and 北京 are being counted again…"
    site.drain()
    again = account.get(page.request.path_qs).html.find(id="settling")
    assert again.text == "Berlin and 北京 have been counted again."
    assert "settling-done" in again["class"]
    assert [row["slug"] for row in site.board("locations")] == ["北京"]
    assert account.get("/account/profile/").html.find(id="settling") is None


def test_places_are_found_without_scripts(account: TestApp, mallory: str) -> None:
    save_person("nora", Profile(location="Lagos, Nigeria"))
    form = account.get("/account/profile/").forms["profile"]
    form["location"], form["about"] = "lag", "Half written"
    page = form.submit("find", value="location")
    (found,) = page.html.select(".found button")
    assert found["value"] == "Lagos, Nigeria"
    assert page.forms["profile"]["about"].value == "Half written"
    page = page.forms["profile"].submit("choose-location")
    form = page.forms["profile"]
    assert (form["location"].value, form["about"].value) == ("Lagos, Nigeria", "Half written")
    form.submit(status=302)
    assert person().location == "lagos-nigeria"


def test_a_name_that_nobody_has_used_is_said_to_be_new(account: TestApp) -> None:
    form = account.get("/account/profile/").forms["profile"]
    form["team"] = "Night Owls"
    page = form.submit("find", value="team")
    assert "Nobody has used this name yet" in page.html.select_one(".found").text


def test_too_many_new_places_are_refused_beside_their_field(account: TestApp) -> None:
    for number in range(6):
        form = account.get("/account/profile/").forms["profile"]
        form["location"] = f"Town {number}"
        page = form.submit(status=302 if number < 5 else 400)
    assert "or add yours tomorrow" in page.html.find(id="location-error").text


def test_a_team_by_invitation_is_refused_beside_its_field(account: TestApp, mallory: str) -> None:
    save_person("mallory", Profile(team="Owls"))
    team = Team.get_by_id("owls")
    team.by_invitation = True
    team.put()
    page = fill(account, team="Owls")
    assert page.status_int == 400
    assert "ask one of them for the link" in page.html.find(id="team-error").text
    assert person().team == "pythons"


def test_what_is_kept_private_is_shown_nowhere(site: Site, account: TestApp, mallory: str) -> None:
    save_person("octo", Profile(links=("https://octo.example/",)))
    site.push(site.commit(), site.commit("mallory@example.org"))
    form = account.get("/account/profile/").forms["profile"]
    for box in form.fields["shown"]:
        box.checked = False
    form.submit(status=302)
    site.drain()
    told = site.api.get("/api/v1/people/octo").json
    assert (told["location"], told["location_name"], told["links"]) == (None, None, [])
    assert [
        each["name"] for each in site.api.get("/api/v1/people?location=berlin").json["models"]
    ] == ["mallory"]
    assert [row["slug"] for row in site.board("people", location="berlin")] == ["mallory"]
    lines = site.api.get("/api/v1/live?channel=location:berlin").json["models"]
    assert [line["person"]["name"] for line in lines] == ["mallory"]
    hub = account.get("/people/octo/").text
    assert "octo.example" not in hub
    assert (
        "/locations/berlin/"
        not in account.get("/people/octo/w/head/").html.select_one(".portrait").decode()
    )
    assert site.api.get("/api/v1/locations/berlin").json["commits"] == 2


def test_who_hides_when_they_commit_has_no_days(site: Site, account: TestApp) -> None:
    site.push(site.commit())
    save_person("octo", Profile(hidden=("days",)))
    site.drain()
    assert site.api.get("/api/v1/stats/commits?person=octo").json["days"] == []
    day = account.get("/people/octo/days/2026-07-14/")
    assert not day.html.select(".line")
    assert site.board("people")[0]["points"] == 11


def test_times_are_told_in_the_chosen_zone(site: Site, account: TestApp) -> None:
    fill(account, time_zone="Asia/Tokyo")
    site.push(site.commit(timestamp="2026-07-14T10:00:00+00:00"))
    page = account.get("/live/")
    assert page.html.find("html")["data-zone"] == "Asia/Tokyo"
    assert "19:00" in str(page.html.select_one(".line time"))
    account.reset()
    assert "data-zone" not in account.get("/live/").html.find("html").attrs


def test_a_picture_is_taken_shown_and_given_back(site: Site, account: TestApp) -> None:
    drawn = account.get("/people/octo/picture")
    assert drawn.content_type == "image/svg+xml"
    send_picture(account, png()).follow()
    source = account.get("/account/profile/").html.select_one(".picture-form img")["src"]
    answer = account.get(source)
    assert answer.content_type == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    latest = account.get("/people/octo/picture")
    assert latest.body == answer.body
    assert latest.headers["Cache-Control"] == "public, max-age=600"
    told = site.api.get("/api/v1/people/octo").json["picture"]
    assert told == f"http://testserver{source}"
    account.get("/account/profile/").forms["picture-form"].submit("remove")
    assert account.get("/people/octo/picture").body == drawn.body


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Choose a file first"),
        (b"<svg onload=alert(1)>", "take a PNG, JPEG or WebP"),
        (png() + bytes(2_100_000), "at most 2 MB"),
    ],
)
def test_a_picture_that_can_not_be_is_refused_beside_its_field(
    account: TestApp, data: bytes, told: str
) -> None:
    page = send_picture(account, data)
    assert page.status_int == 400
    assert told in page.html.find(id="picture-error").text
    assert person().picture is None


def test_pictures_are_not_taken_without_end(account: TestApp) -> None:
    statuses = [send_picture(account, png()).status_int for _ in range(9)]
    assert statuses == [302] * 8 + [429]


def test_somebody_disabled_has_the_drawn_picture(account: TestApp) -> None:
    send_picture(account, png())
    found = person()
    found.disabled = True
    found.put()
    assert account.get("/people/octo/picture").content_type == "image/svg+xml"


@pytest.fixture
def approving() -> Iterator[None]:
    config.adopt({"JULY_TEAM_APPROVAL": "1"})
    yield
    config.adopt({"JULY_TEAM_APPROVAL": ""})


def test_who_makes_a_team_is_told_that_it_waits(account: TestApp, approving: None) -> None:
    page = fill(account, team="Night Owls").follow()
    assert "Night Owls waits for an organiser" in page.html.text
    team = find_team("night-owls")
    assert team is not None
    assert team.waits
