"""The five boards."""

import pytest
from webtest import TestApp, TestResponse

from july.contest.totals import BOARDS
from july.people.actions import Profile, save_person
from tests.conftest import Site


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


def test_people_of_a_place_with_nobody_are_none(pages: TestApp) -> None:
    page = pages.get("/people/?location=nowhere")
    assert "Nobody here." in page.text


def test_an_unknown_game_is_not_found(pages: TestApp) -> None:
    page = pages.get("/people/?game=julython-1999", status=404)
    assert "julython-1999" in page.text


@pytest.mark.parametrize("query", ["cursor=made-up", "limit=0", "limit=101", "limit=many"])
def test_a_cursor_or_limit_that_cannot_be_is_a_bad_request(pages: TestApp, query: str) -> None:
    assert pages.get(f"/people/?{query}", status=400).html.find("h1")


@pytest.mark.parametrize("name", ["game", "location", "team"])
@pytest.mark.parametrize("value", ["x" * 2000, "%00"])
def test_a_slug_that_nothing_can_have_is_not_found(pages: TestApp, name: str, value: str) -> None:
    pages.get(f"/people/?{name}={value}", status=404)
