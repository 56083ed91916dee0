"""Boards in frames on other sites."""

from collections.abc import Callable
from datetime import date

import pytest
from webtest import TestApp, TestResponse

from july.contest.actions import create_game
from july.contest.games import Game
from july.contest.totals import BOARDS
from july.people.actions import Profile, save_person
from july.testing.site import Site


def names(page: TestResponse) -> list[str]:
    return [link.text for link in page.html.select(".board .who a")]


@pytest.mark.parametrize("kind", BOARDS)
def test_every_board_can_be_framed_by_everybody_and_no_other_page(
    site: Site, pages: TestApp, octo: str, kind: str
) -> None:
    site.push(site.commit())
    site.drain()
    page = pages.get(f"/embed/boards/{kind}/")
    assert len(names(page)) == 1
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers
    assert "frame-ancestors 'none'" in pages.get(f"/{kind}/").headers["Content-Security-Policy"]


def test_a_frame_runs_nothing_and_opens_links_elsewhere(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit())
    page = pages.get("/embed/boards/people/")
    assert not page.html.select("script, form, style, [style]")
    assert page.html.base["target"] == "_blank"
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none';")


def test_nobody_is_recognised_in_a_frame(
    pages: TestApp, octo: str, sign_in: Callable[..., TestResponse]
) -> None:
    sign_in("octo", "tentacles-8")
    page = pages.get("/embed/boards/people/")
    assert not {"Set-Cookie", "Vary"} & set(page.headers)
    assert page.headers["Cache-Control"] == "public, max-age=60"
    assert "octo" not in page.text


def test_it_shows_as_many_rows_as_asked_of_the_game_asked_for(site: Site, pages: TestApp) -> None:
    for number in range(4):
        save_person(f"p{number}", Profile(), [f"p{number}@example.org"])
        site.push(*(site.commit(f"p{number}@example.org") for _ in range(number + 1)))
    create_game(Game("past", "Past", date(2026, 1, 1), date(2026, 1, 31)))
    assert names(pages.get("/embed/boards/people/?limit=2")) == ["p3", "p2"]
    page = pages.get("/embed/boards/people/?game=past")
    assert "Rank 1 is free." in page.text
    assert page.html.h1.a["href"] == "/people/?game=past"


@pytest.mark.parametrize(
    ("query", "status"), [("game=nothing", 404), ("limit=0", 400), ("limit=51", 400)]
)
def test_what_is_wrong_with_the_address_stands_in_the_frame(
    pages: TestApp, query: str, status: int
) -> None:
    page = pages.get(f"/embed/boards/people/?{query}", status=status)
    assert "be shown" in page.html.select_one(".empty-title").text
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]


def test_there_is_no_frame_of_anything_else(pages: TestApp) -> None:
    pages.get("/embed/boards/money/", status=404)


def test_names_are_shown_as_text_in_every_script(site: Site, pages: TestApp) -> None:
    save_person("mallory", Profile(title="<b>北京</b>"), ["mallory@example.org"])
    site.push(site.commit("mallory@example.org"))
    assert names(pages.get("/embed/boards/people/")) == ["<b>北京</b>"]


def test_the_help_has_the_lines_to_copy(
    pages: TestApp, octo: str, sign_in: Callable[..., TestResponse]
) -> None:
    page = pages.get("/help/sharing/")
    assert '<iframe src="http://testserver/embed/boards/people/' in page.html.text
    sign_in("octo", "tentacles-8")
    mine = "(http://testserver/people/octo/badge.svg)](http://testserver/people/octo/)"
    assert mine in pages.get("/help/sharing/").html.text
