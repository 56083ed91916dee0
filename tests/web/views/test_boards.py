"""The five boards."""

from collections.abc import Callable
from datetime import date

import pytest
from webtest import TestApp, TestResponse

from july.contest.actions import create_game
from july.contest.totals import BOARDS
from july.people.actions import Profile, save_person
from july.testing.site import Site


@pytest.fixture
def crowd(site: Site) -> None:
    """Seven people, three in Porto, the later ones with more commits."""
    for number in range(1, 8):
        place = "Porto" if number % 2 == 0 else "Lagos"
        save_person(f"p{number}", Profile(location=place), [f"p{number}@example.org"])
        site.push(*(site.commit(f"p{number}@example.org") for _ in range(number)))
    site.drain()


def names(page: TestResponse) -> list[str]:
    return [link.text for link in page.html.select(".board .who a")]


@pytest.mark.parametrize("kind", BOARDS)
def test_each_board_ranks_its_things(site: Site, pages: TestApp, octo: str, kind: str) -> None:
    site.push(site.commit())
    site.drain()
    page = pages.get(f"/{kind}/")
    assert [cell.text for cell in page.html.select("td.rank")] == ["1"]
    link = page.html.select_one(".board .who a")["href"]
    assert pages.get(link).status_int == 200


@pytest.mark.usefixtures("crowd")
def test_pages_follow_each_other_without_a_gap(pages: TestApp) -> None:
    page = pages.get("/people/?limit=3")
    seen = names(page)
    while following := page.html.select_one("a[rel=next]"):
        page = pages.get(following["href"] + "&limit=3")
        seen += names(page)
    assert seen == [f"p{number}" for number in range(7, 0, -1)]
    assert "Back to the top" in page.text


@pytest.mark.usefixtures("crowd")
def test_people_can_be_filtered_by_location(pages: TestApp) -> None:
    page = pages.get("/people/")
    form = page.forms["filter"]
    form["location"] = "porto"
    answer = form.submit()
    assert names(answer) == ["p6", "p4", "p2"]
    assert answer.forms["filter"]["location"].value == "porto"


@pytest.mark.usefixtures("crowd")
def test_people_can_be_filtered_by_language(site: Site, pages: TestApp) -> None:
    site.push(*(site.commit(f"p{number}@example.org", files=["a.rs"]) for number in (2, 5)))
    site.drain()
    form = pages.get("/people/").forms["filter"]
    form["language"] = "rust"
    assert names(form.submit()) == ["p5", "p2"]
    assert names(pages.get("/people/?q=p&language=rust")) == ["p5", "p2"]


def test_people_of_a_place_with_nobody_are_none(pages: TestApp) -> None:
    page = pages.get("/people/?location=nowhere")
    assert "Nobody here." in page.text


def test_an_unknown_game_is_not_found(pages: TestApp) -> None:
    page = pages.get("/people/?game=julython-1999", status=404)
    assert "julython-1999" in page.text


@pytest.mark.parametrize("query", ["cursor=made-up", "limit=0", "limit=101", "limit=many"])
def test_a_cursor_or_limit_that_cannot_be_is_a_bad_request(pages: TestApp, query: str) -> None:
    assert pages.get(f"/people/?{query}", status=400).html.find("h1")


@pytest.mark.parametrize("name", ["game", "location", "team", "language"])
@pytest.mark.parametrize("value", ["x" * 2000, "%00"])
def test_a_slug_that_nothing_can_have_is_not_found(pages: TestApp, name: str, value: str) -> None:
    pages.get(f"/people/?{name}={value}", status=404)


@pytest.fixture
def as_p1(pages: TestApp, crowd: None, sign_in: Callable[..., TestResponse]) -> TestApp:
    """A browser in which p1, who is last, is signed in."""
    save_person("p1", Profile(password="tentacles-8"))
    assert sign_in("p1", "tentacles-8").status_int == 302
    return pages


def test_the_viewers_row_is_marked_and_one_jump_away(as_p1: TestApp) -> None:
    page = as_p1.get("/people/?limit=3")
    assert page.html.select("tr.own") == []
    jump = page.html.find("a", string="Jump to me")["href"]
    there = as_p1.get(jump.replace("?", "?limit=3&"))
    row = there.html.find(id="here")
    assert row.select_one(".who a").text == "p1"
    assert "you" in row.text
    assert names(there) == ["p1"]


@pytest.mark.usefixtures("crowd")
def test_who_is_on_no_board_is_told_so(pages: TestApp) -> None:
    assert "nobody has no place on this board" in pages.get("/people/?at=nobody").text


@pytest.mark.usefixtures("crowd")
def test_people_are_found_by_how_a_word_of_their_name_begins(pages: TestApp) -> None:
    save_person("p3", Profile(title="Zoë van Dam"))
    form = pages.get("/people/").forms["filter"]
    form["q"] = "ZOE d"
    answer = form.submit()
    assert [cell.text for cell in answer.html.select("td.rank")] == ["5"]
    assert answer.html.select_one(".board .who a")["href"] == "/people/p3/"
    assert names(pages.get("/people/?q=p4")) == ["p4"]
    assert names(pages.get("/people/?q=p&location=porto")) == ["p6", "p4", "p2"]
    assert "Nobody here." in pages.get("/people/?q=dam+x").text


@pytest.mark.parametrize(
    ("kind", "text"),
    [("projects", "hello"), ("teams", "pyth"), ("locations", "BERL"), ("languages", "py")],
)
def test_everything_else_is_found_by_name_too(
    site: Site, pages: TestApp, octo: str, kind: str, text: str
) -> None:
    site.push(site.commit())
    site.drain()
    assert len(names(pages.get(f"/{kind}/?q={text}"))) == 1
    assert names(pages.get(f"/{kind}/?q=xyz")) == []


def test_the_board_of_a_past_game_is_still_there(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    create_game(site.game("august", date(2026, 8, 3), date(2026, 8, 31)))
    with site.later(days=25):
        assert names(pages.get("/people/?game=august")) == []
        page = pages.get("/people/?game=julython-2026")
    assert names(page) == ["Octo Cat"]
    assert page.html.select_one(".board .who a")["href"].endswith("?game=julython-2026")


@pytest.mark.usefixtures("crowd")
def test_a_board_says_who_moved_since_yesterday(site: Site, pages: TestApp) -> None:
    with site.later(days=1):
        site.push(*(site.commit("p6@example.org") for _ in range(3)))
        site.drain()
        page = pages.get("/people/")
    assert page.html.select_one(".moved-up .quiet").text == "up 1 place since yesterday"
