"""The pages of teams and places for members and organisers, and who is refused."""

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from july.people.actions import Profile, save_person
from july.people.models import Team
from july.people.queries import find_person, find_team
from july.testing.site import Site

SignIn = Callable[..., TestResponse]
MEMBERS = "/teams/pythons/members/"


@pytest.fixture
def account(pages: TestApp, octo: str, sign_in: SignIn) -> TestApp:
    """A browser in which octo is signed in."""
    sign_in("octo", "tentacles-8")
    return pages


@pytest.fixture
def organizer(pages: TestApp, octo: str, ada: str, sign_in: SignIn) -> TestApp:
    """A browser in which ada is signed in."""
    save_person("ada", Profile(password="engine-1842"))
    sign_in("ada", "engine-1842")
    return pages


def team_of(name: str) -> str | None:
    person = find_person(name)
    assert person is not None
    team: str | None = person.team
    return team


def press(pages: TestApp, address: str, button: str, **values: str) -> TestResponse:
    """Press a button of a page, perhaps one that the page does not show to who presses it."""
    token = pages.get(address).html.select_one("[name=csrfmiddlewaretoken]")["value"]
    fields = {"csrfmiddlewaretoken": token, button: "1"} | values
    return pages.post(address, fields, expect_errors=True)


def link(pages: TestApp) -> str:
    address: str = pages.get(MEMBERS).html.select_one(".copyable code").text
    return address.removeprefix("http://testserver")


def test_who_opens_the_link_and_says_yes_is_in_the_team(
    site: Site, account: TestApp, sign_in: SignIn
) -> None:
    path = link(account)
    save_person("nora", Profile(password="a garden of kettles"))
    account.reset()
    assert "/account/sign-in/" in account.get(path, status=302).location
    sign_in("nora", "a garden of kettles")
    page = account.get(path)
    assert team_of("nora") is None
    page.forms["join"].submit(status=302)
    assert team_of("nora") == "pythons"
    assert "nora" in account.get(MEMBERS).html.select_one(".people-list").text


def test_the_link_is_shown_to_members_only(
    site: Site, account: TestApp, mallory: str, sign_in: SignIn
) -> None:
    secret = Team.get_by_id("pythons").invitation
    assert secret in account.get(MEMBERS).text
    assert "no-store" in account.get(MEMBERS).headers["Cache-Control"]
    account.reset()
    assert secret not in account.get(MEMBERS).text
    save_person("mallory", Profile(password="mallets-of-doom"))
    sign_in("mallory", "mallets-of-doom")
    assert secret not in account.get(MEMBERS).text


def test_a_link_that_does_not_hold_says_so(account: TestApp) -> None:
    path = link(account)
    press(account, MEMBERS, "renew")
    assert "ask for another link" in account.get(path, status=404).text
    assert link(account) != path


def test_who_leaves_is_in_no_team(site: Site, account: TestApp) -> None:
    press(account, MEMBERS, "leave")
    assert team_of("octo") is None
    page = account.get(MEMBERS)
    assert "Nobody is in this team now" in page.text


def test_a_team_is_handed_over_by_the_form(account: TestApp) -> None:
    save_person("nora", Profile(team="Pythons"))
    form = account.get(MEMBERS).forms["hand-over-form"]
    assert [value for value, *_ in form["to"].options] == ["nora"]
    form.submit("hand-over").follow()
    team = find_team("pythons")
    assert team is not None
    assert team.lead == "nora"
    assert "hand-over-form" not in account.get(MEMBERS).forms


@pytest.mark.parametrize("button", ["renew", "by-invitation", "hand-over", "approve", "refuse"])
def test_a_stranger_to_the_team_changes_nothing_of_it(
    pages: TestApp, octo: str, mallory: str, sign_in: SignIn, button: str
) -> None:
    save_person("mallory", Profile(password="mallets-of-doom"))
    sign_in("mallory", "mallets-of-doom")
    before = find_team("pythons")
    assert press(pages, MEMBERS, button, to="octo").status_int in {400, 403}
    assert find_team("pythons") == before


def test_who_is_not_signed_in_is_sent_to_the_form(pages: TestApp, octo: str) -> None:
    token = pages.get("/account/sign-in/").forms["sign-in"]["csrfmiddlewaretoken"].value
    answer = pages.post(MEMBERS, {"csrfmiddlewaretoken": token, "leave": "1"}, status=302)
    assert "/account/sign-in/" in answer.location
    assert team_of("octo") == "pythons"


def test_a_button_that_there_is_not_is_refused(account: TestApp) -> None:
    assert press(account, MEMBERS, "explode").status_int == 400


def test_organisers_approve_and_refuse_where_they_see_who_waits(
    site: Site, organizer: TestApp, mallory: str
) -> None:
    for slug in ("day-larks", "night-owls"):
        save_person(slug, Profile(team=slug.replace("-", " ").title()))
        team = Team.get_by_id(slug)
        team.waits = True
        team.put()
    page = organizer.get("/account/").click("Teams that wait")
    assert [a.text for a in page.html.select(".waiting-teams li > div > a")] == [
        "Day Larks",
        "Night Owls",
    ]
    press(organizer, "/teams/day-larks/members/", "approve")
    press(organizer, "/teams/night-owls/members/", "refuse")
    site.drain()
    assert "No team waits" in organizer.get("/account/teams/").text
    assert "Waits" not in organizer.get("/teams/day-larks/").html.select_one(".head-widget").text
    organizer.get("/teams/night-owls/", status=404)
    assert team_of("night-owls") is None


def test_nobody_but_organisers_sees_which_teams_wait(account: TestApp) -> None:
    account.get("/account/teams/", status=403)
    assert "Teams that wait" not in account.get("/account/").text


def test_an_organiser_merges_two_locations_by_the_form(site: Site, organizer: TestApp) -> None:
    save_person("nora", Profile(location="Berlin, Germany"))
    page = organizer.get("/locations/berlin/").click("Names")
    form = page.forms["merge-into"]
    form["into"] = "Berlin, Germany"
    page = form.submit().follow()
    assert page.html.select_one(".prose li").text == "Berlin"
    site.drain()
    person = find_person("octo")
    assert person is not None
    assert person.location == "berlin-germany"
    moved = organizer.get("/locations/berlin/?game=julython-2026", status=301)
    assert moved.location.endswith("/locations/berlin-germany/?game=julython-2026")
    told = site.api.get("/api/v1/locations/berlin", status=301)
    assert told.location.endswith("/api/v1/locations/berlin-germany")
    slugs = [model["slug"] for model in site.api.get("/api/v1/locations").json["models"]]
    assert slugs == ["berlin-germany"]


def test_what_can_not_be_merged_is_told(site: Site, organizer: TestApp) -> None:
    form = organizer.get("/teams/pythons/names/").forms["merge-into"]
    form["into"] = "Nobody"
    page = form.submit(status=404)
    assert "nothing called Nobody" in page.html.select_one("[role=alert]").text


def test_nobody_but_organisers_merges(account: TestApp) -> None:
    for kind in ("teams/pythons", "locations/berlin"):
        account.get(f"/{kind}/names/", status=403)
        assert f"/{kind}/names/" not in account.get(f"/{kind}/").text
