"""What somebody did on a given day."""

import pytest
from webtest import TestApp

from july.testing.site import Site

DAY = "2026-07-{}T23:30:00+02:00"


@pytest.fixture
def busy(site: Site, octo: str) -> Site:
    """Octo pushed on three days; a stranger did on one."""
    for day in (9, 12, 13):
        site.push(site.commit(timestamp=DAY.format(f"{day:02}"), message=f"On day {day}"))
    site.push(site.commit("stranger@example.org", timestamp=DAY.format("12")))
    site.drain()
    return site


def test_a_day_has_its_commits_with_points_and_why_they_count(busy: Site, pages: TestApp) -> None:
    page = pages.get("/people/octo/days/2026-07-09/")
    assert page.html.h1.text == "Thursday 9 July 2026"
    assert page.html.select_one(".lead").text == "1 commit, 11 points"
    [commit] = page.html.select(".day-commits li")
    assert commit.select_one(".line-message").text == "On day 9"
    assert commit.time.text == "23:30"
    assert "is the first for this project" in commit.text
    assert "+11" in commit.text


def test_days_lead_to_those_before_and_after_that_have_commits(busy: Site, pages: TestApp) -> None:
    page = pages.get("/people/octo/days/2026-07-12/").html
    assert page.find(rel="prev")["href"] == "/people/octo/days/2026-07-09/"
    assert page.find(rel="next")["href"] == "/people/octo/days/2026-07-13/"
    empty = pages.get("/people/octo/days/2026-07-20/").html
    assert empty.find(rel="prev")["href"] == "/people/octo/days/2026-07-13/"
    assert empty.find(rel="next") is None
    assert "No commit that counts on this day." in empty.text
    assert empty.find("meta", {"name": "robots"})["content"] == "noindex"


def test_a_day_of_a_project_tells_who_and_whose_commit_waits(busy: Site, pages: TestApp) -> None:
    page = pages.get("/projects/push-octo-hello/days/2026-07-12/")
    assert len(page.html.select(".day-commits li")) == 2
    assert page.html.find("a", href="/people/octo/")
    assert page.html.find("a", href="/help/faq/#verdict-orphan")


@pytest.mark.parametrize("day", ["today", "2026-7-1", "2026-02-30", "20260714", "2026-W29-2"])
def test_what_is_no_day_is_not_found(octo: str, pages: TestApp, day: str) -> None:
    pages.get(f"/people/octo/days/{day}/", status=404)


def test_nobodys_day_is_not_found(pages: TestApp) -> None:
    pages.get("/people/nobody/days/2026-07-14/", status=404)


def test_a_name_in_capitals_leads_to_the_day(octo: str, pages: TestApp) -> None:
    answer = pages.get("/people/OCTO/days/2026-07-14/", status=301)
    assert answer.location.endswith("/people/octo/days/2026-07-14/")
