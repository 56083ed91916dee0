"""The front page and the feed."""

from collections.abc import Iterator

import pytest
from webtest import TestApp

from july import main
from july.lib import clock
from july.people.actions import Profile, save_person
from july.stores import Stores
from tests.conftest import NOON, Site


@pytest.fixture
def bare(engines: Stores, context: None) -> Iterator[TestApp]:
    """A site without any game."""
    with clock.freeze(NOON):
        yield TestApp(main.app)


def test_a_site_without_a_game_says_how_to_make_one(bare: TestApp) -> None:
    page = bare.get("/")
    assert "manage.py creategame" in page.text
    assert "Rank 1 is free." in page.text
    assert bare.get("/people/").status_int == 200
    assert bare.get("/games/").status_int == 200


def test_a_game_without_commits_shows_its_days_and_an_empty_feed(pages: TestApp) -> None:
    page = pages.get("/")
    assert page.html.select_one(".countdown").text.split() == ["17", "days", "left"]
    assert len(page.html.select(".calendar rect")) == 31
    assert page.html.select_one("[data-empty]")
    assert "Join in three steps" in page.text


def test_what_was_pushed_leads_the_board_and_the_feed(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit(), site.commit(message="The newest\n\nwith a story"))
    page = pages.get("/").html
    row = page.select_one(".board tbody tr")
    assert row.select_one(".who a").text == "Octo Cat"
    assert row.select_one(".points").text == "12"
    lines = page.select("ol.feed > li")
    assert lines[0].select_one(".line-message").text == "The newest"
    assert lines[0].select_one(".line-person")["href"] == "/people/octo/"


def test_each_line_of_a_feed_can_be_reported(site: Site, pages: TestApp, octo: str) -> None:
    commit = site.commit(message="Buy this\n\nnow")
    site.push(commit)
    for address in ("/", "/live/", "/people/octo/"):
        link = pages.get(address).html.select_one("ol.feed > li .line-report")
        assert link["href"] == f"/report/commits/{commit['id']}/"
        assert link.text.strip() == "Report Buy this"


def test_the_feed_tells_what_to_follow(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    feed = pages.get("/").html.select_one("ol.feed")
    assert (feed["data-feed"], feed["data-most"]) == ("commits", "30")


def test_the_feed_holds_thirty_commits(site: Site, pages: TestApp, octo: str) -> None:
    site.push(*(site.commit() for _ in range(35)))
    assert len(pages.get("/").html.select("ol.feed > li")) == 30
    assert len(pages.get("/live/").html.select("ol.feed > li")) == 30


def test_a_commit_of_nobody_is_shown_without_a_link(site: Site, pages: TestApp) -> None:
    site.push(site.commit("stranger@example.org"))
    line = pages.get("/").html.select_one("ol.feed > li")
    assert line.select_one(".line-person").get("href") is None
    assert "stranger@example.org" not in pages.get("/").text


def test_html_in_names_and_messages_is_text(site: Site, pages: TestApp) -> None:
    evil = "<img src=x onerror=alert(1)>"
    save_person("eve", Profile(title=evil, location=evil, team=evil), ["eve@example.org"])
    site.push(site.commit("eve@example.org", message=evil), repository=f"eve/{evil}")
    site.drain()
    project = site.board("projects")[0]["slug"]
    for address in ("/", "/people/", "/teams/", "/people/eve/", f"/projects/{project}/"):
        page = pages.get(address)
        assert evil in page.html.text
        assert not page.html.select("img[onerror]")


def test_a_link_that_is_no_web_address_is_no_link(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit(url="javascript:alert(1)"))
    page = pages.get("/")
    assert page.html.select_one("ol.feed .line-message").get("href") is None
    assert "javascript:" not in page.text


def test_the_name_and_link_of_a_line_stay_on_the_site_whatever_its_host(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit())
    page = pages.get("/", headers={"Host": "localhost"}).html
    assert page.select_one(".board .who a")["href"].startswith("/people/octo/")
    assert page.select_one("ol.feed .line-project")["href"].startswith("/projects/")
