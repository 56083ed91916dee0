"""Pages about one thing."""

import json

import pytest
from webtest import TestApp

from july.people.actions import Profile, save_person
from july.people.queries import find_person
from july.projects.queries import find_project
from july.testing.site import Site


def test_a_person_has_totals_days_projects_and_commits(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit(), site.commit())
    page = pages.get("/people/octo/").html
    totals = {row.dt.text: row.dd.text for row in page.select(".totals div")}
    assert totals == {"Points": "12", "Rank": "1", "Commits": "2", "Projects": "1", "Days": "1"}
    assert page.select_one(".calendar figcaption").text.startswith("2 commits on 1 day")
    assert [item.a.text for item in page.select(".shares li")] == ["octo/hello"]
    assert len(page.select("ol.feed > li")) == 2
    assert page.select_one("ol.feed")["data-feed"] == "person:octo"


def test_a_persons_addresses_are_nowhere_on_their_page(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit())
    assert "@" not in pages.get("/people/octo/").text


def test_a_name_in_capitals_leads_to_the_person(pages: TestApp, octo: str) -> None:
    assert pages.get("/people/OCTO/", status=301).location.endswith("/people/octo/")


def test_a_disabled_person_has_no_page(pages: TestApp, octo: str) -> None:
    person = find_person(octo)
    assert person
    person.disabled = True
    person.put()
    pages.get("/people/octo/", status=404)


def test_about_is_text(pages: TestApp, octo: str) -> None:
    person = find_person(octo)
    assert person
    person.about = "<b>me</b>"
    person.put()
    assert pages.get("/people/octo/").html.select_one(".about").text == "<b>me</b>"


def test_a_project_has_its_people_and_the_way_to_its_repository(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit(), site.commit("stranger@example.org"))
    page = pages.get("/projects/push-octo-hello/").html
    assert [item.a.text for item in page.select(".shares li")] == ["Octo Cat"]
    assert page.select_one(".facts a")["href"] == "https://git.example.org/octo/hello"
    totals = {row.dt.text: row.dd.text for row in page.select(".totals div")}
    assert totals["People"] == "2"


def test_an_old_address_of_a_project_leads_to_the_new(site: Site, pages: TestApp) -> None:
    site.push(site.commit())
    body = site.body(site.commit(), repository="octo/hello")
    body["repository"]["name"] = "octo/goodbye"
    site.api.post("/api/v1/push", json.dumps(body), content_type="application/json")
    answer = pages.get("/projects/push-octo-hello/", status=301)
    assert answer.location.endswith("/projects/push-octo-goodbye/")


def test_a_project_that_became_private_has_no_page(site: Site, pages: TestApp) -> None:
    site.push(site.commit())
    project = find_project("push-octo-hello")
    assert project
    project.private = True
    project.put()
    pages.get("/projects/push-octo-hello/", status=404)


@pytest.mark.parametrize(("kind", "slug"), [("teams", "pythons"), ("locations", "berlin")])
def test_a_team_and_a_location_have_their_people(
    site: Site, pages: TestApp, octo: str, kind: str, slug: str
) -> None:
    site.push(site.commit())
    site.drain()
    page = pages.get(f"/{kind}/{slug}/").html
    assert [link.text for link in page.select(".members-widget .who a")] == ["Octo Cat"]
    assert page.select_one(".totals-main dd").text == "11"


def test_a_place_without_commits_has_a_page_all_the_same(pages: TestApp, octo: str) -> None:
    assert "Nobody has scored here yet." in pages.get("/teams/pythons/").text


def test_a_place_in_another_script_has_a_page(pages: TestApp) -> None:
    save_person("li", Profile(location="北京"), ["li@example.org"])
    assert pages.get("/locations/%E5%8C%97%E4%BA%AC/").html.find("h1").text == "北京"


def test_a_language_has_its_name_and_points(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit(files=["a.cpp"]))
    site.drain()
    page = pages.get("/languages/cpp/").html
    assert page.find("h1").text == "C++"
    assert page.select_one(".totals-main dd").text == "1"


def test_a_known_language_without_commits_has_a_page(pages: TestApp) -> None:
    assert pages.get("/languages/python/").html.find("h1").text == "Python"


@pytest.mark.parametrize("kind", ["people", "projects", "teams", "locations", "languages", "games"])
@pytest.mark.parametrize("slug", ["nobody", "x" * 290, "x" * 2000, "%00", "a|b", "~"])
def test_what_does_not_exist_is_not_found(pages: TestApp, kind: str, slug: str) -> None:
    pages.get(f"/{kind}/{slug}/", status=404)


def test_everybody_has_a_picture_that_may_be_kept(pages: TestApp) -> None:
    answer = pages.get("/people/whoever/picture.svg")
    assert answer.content_type == "image/svg+xml"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")


def test_a_game_has_the_head_of_each_board(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    page = pages.get("/games/julython-2026/").html
    assert len(page.select(".board")) == 5
    assert "Julython 2026" in pages.get("/games/").html.find("h3").text
