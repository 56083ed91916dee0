"""`badge.svg` of people and projects."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from webtest import TestApp, TestResponse

from july.contest.actions import create_game
from july.contest.games import Game
from july.people.queries import find_person
from july.projects.queries import find_project
from july.testing.site import Site


def said(answer: TestResponse) -> str:
    assert answer.content_type == "image/svg+xml"
    return ET.fromstring(answer.body).get("aria-label", "")


def test_a_badge_tells_the_points_in_the_running_game(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit(), site.commit())
    assert said(pages.get("/people/octo/badge.svg")) == "Julython 2026: 12 points"
    assert said(pages.get("/projects/push-octo-hello/badge.svg")) == "Julython 2026: 12 points"


@pytest.mark.parametrize(("show", "told"), [("commits", "1 commit"), ("rank", "rank 1")])
def test_it_tells_commits_or_rank_when_asked(
    site: Site, pages: TestApp, octo: str, show: str, told: str
) -> None:
    site.push(site.commit())
    assert said(pages.get(f"/people/octo/badge.svg?show={show}")) == f"Julython 2026: {told}"


def test_it_tells_of_another_game_when_asked(site: Site, pages: TestApp, octo: str) -> None:
    create_game(Game("past", "J(an)ulython <1>", date(2026, 1, 1), date(2026, 1, 31)))
    site.push(site.commit())
    assert said(pages.get("/people/octo/badge.svg?game=past")) == "J(an)ulython <1>: 0 points"


def test_a_badge_of_nothing_can_be_read_too(pages: TestApp) -> None:
    assert said(pages.get("/people/nobody/badge.svg", status=404)) == "July: no such person"
    assert said(pages.get("/projects/x/badge.svg", status=404)) == "July: no such project"


def test_a_badge_for_a_game_or_figure_there_is_not_says_so(pages: TestApp, octo: str) -> None:
    assert said(pages.get("/people/octo/badge.svg?game=x", status=404)) == "July: no such game"
    asked = pages.get("/people/octo/badge.svg?show=money", status=400)
    assert said(asked) == "July: points, commits or rank?"


def test_disabled_people_and_private_projects_have_none(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit())
    person, project = find_person(octo), find_project("push-octo-hello")
    assert person
    assert project
    person.disabled = project.private = True
    person.put()
    project.put()
    pages.get("/people/octo/badge.svg", status=404)
    pages.get("/projects/push-octo-hello/badge.svg", status=404)


def test_a_badge_may_be_kept_and_asked_for_again(site: Site, pages: TestApp, octo: str) -> None:
    first = pages.get("/people/octo/badge.svg")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert pages.get("/people/octo/badge.svg", headers=tag, status=304).body == b""
    site.push(site.commit())
    assert pages.get("/people/octo/badge.svg", headers=tag).status_int == 200


def test_it_is_the_same_for_everybody_and_carries_no_cookie(
    pages: TestApp, octo: str, sign_in: object
) -> None:
    assert callable(sign_in)
    sign_in("octo", "tentacles-8")
    answer = pages.get("/people/octo/badge.svg")
    assert not {"Set-Cookie", "Vary"} & set(answer.headers)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_names_in_other_scripts_are_told_as_they_are(pages: TestApp, octo: str) -> None:
    create_game(Game("xia", "北京 夏天", date(2026, 9, 1), date(2026, 9, 30)))
    assert said(pages.get("/people/octo/badge.svg?game=xia")) == "北京 夏天: 0 points"


def test_an_address_that_a_project_had_before_still_has_its_badge(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit())
    renamed = site.body(site.commit(), repository="octo/hello")
    renamed["repository"]["name"] = "octo/goodbye"
    site.api.post_json("/api/v1/push", renamed)
    assert said(pages.get("/projects/push-octo-hello/badge.svg")) == "Julython 2026: 12 points"
