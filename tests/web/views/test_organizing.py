"""The organisers' console: lists, pages of things with their history, and what can be done."""

import pytest
from webtest import TestApp, TestResponse

from july import main
from july.audit import acting, entries_by
from july.people.actions import Profile, save_person, suspend
from july.people.queries import find_person, find_team
from july.people.reports import CLOSED, Reported, find_report, report
from july.people.roles import Role, grant, role_of
from july.testing.site import Site
from july.web.desks import DESKS


@pytest.fixture
def pages(site: Site) -> TestApp:
    """The pages, for ada, who organises."""
    save_person("ada", Profile(title="Ada", password="analytical-1", organizer=True), [])
    save_person("mallory", Profile(title="Mallory <b>", location="Munich"), [])
    return signed_in("ada", "analytical-1")


def signed_in(name: str, password: str) -> TestApp:
    pages = TestApp(main.app)
    form = pages.get("/account/sign-in/").forms["sign-in"]
    form["name"], form["password"] = name, password
    form.submit()
    return pages


def press(pages: TestApp, path: str, action: str, why: str = "as agreed") -> TestResponse:
    page = pages.get(path)
    token = page.html.select_one("[name=csrfmiddlewaretoken]")["value"]
    said = {"csrfmiddlewaretoken": token, "action": action, "why": why}
    return pages.post(path, said, expect_errors=True)


@pytest.mark.parametrize("name", DESKS)
def test_every_desk_has_a_list(site: Site, octo: str, pages: TestApp, name: str) -> None:
    site.push(site.commit())
    assert pages.get(f"/organize/{name}/").html.select_one("h1").text == str(DESKS[name].title)


@pytest.mark.parametrize("name", DESKS)
def test_every_thing_in_a_list_has_a_page(site: Site, octo: str, pages: TestApp, name: str) -> None:
    site.push(site.commit())
    report(Reported("people", "mallory", "Mallory", "mallory"), octo, "spam")
    for link in pages.get(f"/organize/{name}/").html.select("tbody th a"):
        assert pages.get(link["href"]).html.select_one("h1").text


def test_nobody_else_sees_it(site: Site, octo: str, pages: TestApp) -> None:
    others = TestApp(main.app)
    assert others.get("/organize/").location.endswith("/account/sign-in/?next=%2Forganize%2F")
    others = signed_in(octo, "tentacles-8")
    for path in ("/organize/", "/organize/people/", "/organize/people/mallory/"):
        others.get(path, status=403)


def test_people_are_found_by_what_they_are_called(pages: TestApp) -> None:
    found = pages.get("/organize/people/", {"search": "mall"}).html.select("tbody th")
    assert [cell.text for cell in found] == ["mallory"]


def test_what_people_write_is_shown_as_text(pages: TestApp) -> None:
    assert "Mallory &lt;b&gt;" in pages.get("/organize/people/mallory/").text


def test_a_person_is_suspended_for_a_reason_that_others_read(pages: TestApp) -> None:
    press(pages, "/organize/people/mallory/", "suspend", "Spams every board.")
    mallory = find_person("mallory")
    assert mallory is not None
    assert mallory.disabled
    page = pages.get("/organize/people/mallory/")
    assert page.html.select_one(".deeds .deed-why").text == "Spams every board."
    assert [entry.what for entry in entries_by("ada")] == ["suspend"]


def test_without_a_reason_nothing_is_done(pages: TestApp) -> None:
    answer = press(pages, "/organize/people/mallory/", "suspend", "  ")
    assert answer.status_int == 400
    assert "Say why" in answer.html.select_one("[role=alert]").text
    assert entries_by("ada") == []


def test_what_makes_no_sense_any_more_is_refused(pages: TestApp) -> None:
    with acting("somebody"):
        suspend("mallory")
    assert press(pages, "/organize/people/mallory/", "suspend").status_int == 400


def test_what_was_done_can_be_taken_back(pages: TestApp) -> None:
    press(pages, "/organize/people/mallory/", "suspend")
    press(pages, "/organize/people/mallory/", "reinstate")
    mallory = find_person("mallory")
    assert mallory is not None
    assert not mallory.disabled


def test_a_team_that_waits_is_found_on_the_dashboard_and_let_in(pages: TestApp) -> None:
    save_person("mallory", Profile(team="Night Owls"), [])
    team = find_team("night-owls")
    assert team is not None
    team.waits = True
    team.put()
    link = pages.get("/organize/").html.select_one("a[href='/organize/teams/night-owls/']")
    press(pages, link["href"], "approve")
    team = find_team("night-owls")
    assert team is not None
    assert not team.waits


def test_a_report_is_closed_and_leaves_the_dashboard(site: Site, octo: str, pages: TestApp) -> None:
    filed = report(Reported("people", "mallory", "Mallory", "mallory"), octo, "spam", "See!")
    page = pages.get(f"/organize/reports/{filed.id}/")
    assert "See!" in page.text
    press(pages, f"/organize/reports/{filed.id}/", "close")
    closed = find_report(filed.id)
    assert closed is not None
    assert closed.state == CLOSED
    assert "Nobody has anything" in pages.get("/organize/").text


def test_long_lists_have_pages(site: Site, pages: TestApp) -> None:
    for number in range(60):
        save_person(f"person-{number:02}", Profile(), [])
    first = pages.get("/organize/people/")
    second = pages.get("/organize/people/" + first.html.select_one("a[rel=next]")["href"])
    names = [cell.text for page in (first, second) for cell in page.html.select("tbody th")]
    assert len(names) == len(set(names)) == 62


@pytest.mark.parametrize("query", ["filter=none", "cursor=broken"])
def test_what_is_no_page_of_a_list_is_refused(pages: TestApp, query: str) -> None:
    pages.get(f"/organize/people/?{query}", status=400)


@pytest.mark.parametrize("path", ["/organize/nothing/", "/organize/people/nobody/"])
def test_what_is_not_there_is_not_found(pages: TestApp, path: str) -> None:
    pages.get(path, status=404)


def test_a_moderator_lets_teams_in_and_suspends_nobody(site: Site, octo: str) -> None:
    grant(octo, Role.MODERATOR)
    pages = signed_in(octo, "tentacles-8")
    save_person("mallory", Profile(team="Night Owls"), [])
    team = find_team("night-owls")
    assert team is not None
    team.waits = True
    team.put()
    buttons = pages.get("/organize/people/mallory/").html.select(".deed button")
    assert buttons == []
    press(pages, "/organize/teams/night-owls/", "approve")
    refused = press(pages, "/organize/people/mallory/", "suspend")
    assert refused.status_int == 403
    mallory, team = find_person("mallory"), find_team("night-owls")
    assert mallory is not None
    assert team is not None
    assert (bool(mallory.disabled), team.waits) == (False, False)


def test_a_reader_sees_everything_and_changes_nothing(site: Site, octo: str) -> None:
    grant(octo, Role.READER)
    save_person("mallory", Profile(team="Night Owls"), [])
    pages = signed_in(octo, "tentacles-8")
    for name in DESKS:
        pages.get(f"/organize/{name}/")
    assert press(pages, "/organize/teams/night-owls/", "approve").status_int == 403


def test_roles_are_given_from_the_console(pages: TestApp) -> None:
    press(pages, "/organize/people/mallory/", "grant-moderator", "helps in the evenings")
    assert role_of(find_person("mallory")) is Role.MODERATOR
    assert "moderator" in pages.get("/organize/people/mallory/").text
