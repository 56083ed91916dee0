"""Boards that plugins work out: a page, the API, services, and what happens when they fail."""

from typing import Any

import pytest
from webtest import TestApp

from july.api import make_app
from july.contest.boards import BoardRow, Page
from july.contest.games import Game
from july.contest.rankings import Board, page_of
from july.errors import JulyError
from july.hubs.subjects import SITE, find_subject
from july.live.services.own import boards
from july.live.services.own.things import board_channels
from july.testing.site import Site
from july.widgets.leaderboard import widget as leaderboard
from tests.plugins.conftest import Plug

POETS = [
    BoardRow(1, "basho", "Bashō", "https://poets.example.org/basho", 17, commits=3),
    BoardRow(2, "issa", "Issa", "javascript:alert(1)", 12, commits=2),
    BoardRow(3, "buson", "Buson", "", 5, commits=1),
]


def poets(game: Game, limit: int, cursor: str | None) -> Page:
    return page_of(POETS, limit, cursor, f"poets in {game.slug}")


BOARD = Board(
    "poets",
    "Poets",
    "Who wrote most haiku.",
    poets,
    columns=("points", "commits"),
    channels=lambda game: [f"poets:{game.slug}"],
)


def fails(error: object) -> Board:
    def page(_game: Game, _limit: int, _cursor: str | None) -> Page:
        if isinstance(error, Exception):
            raise error
        return error  # type: ignore[return-value]

    return Board("poets", "Poets", "Who wrote most haiku.", page)


def test_it_has_a_page_with_its_columns(site: Site, plug: Plug, pages: TestApp) -> None:
    plug(boards=[BOARD])
    page = pages.get("/boards/poets/").html
    assert page.h1.text == "Poets"
    assert [head.text for head in page.select(".board th[scope=col]")] == [
        "#",
        "Name",
        "Points",
        "Commits",
    ]
    assert [cell.text for cell in page.select(".board td")] == [
        *("1", "17", "3"),
        *("2", "12", "2"),
        *("3", "5", "1"),
    ]


def test_only_addresses_of_pages_become_links(site: Site, plug: Plug, pages: TestApp) -> None:
    plug(boards=[BOARD])
    page = pages.get("/boards/poets/").html
    assert [link["href"] for link in page.select(".who a")] == ["https://poets.example.org/basho"]


def test_its_page_leads_from_stretch_to_stretch(site: Site, plug: Plug, pages: TestApp) -> None:
    plug(boards=[BOARD])
    first = pages.get("/boards/poets/?limit=2")
    assert len(first.html.select(".board tbody tr")) == 2
    second = pages.get(first.html.select_one("a[rel=next]")["href"])
    assert [name.text.strip() for name in second.html.select(".who-text")] == ["Buson"]
    assert second.html.select_one("a[rel=next]") is None


def test_the_api_answers_it_next_to_the_others(site: Site, plug: Plug) -> None:
    plug(boards=[BOARD])
    api = TestApp(make_app())
    answer = api.get("/api/v1/boards/poets?limit=2").json
    assert answer["models"][0] == {
        "rank": 1,
        "slug": "basho",
        "name": "Bashō",
        "url": "https://poets.example.org/basho",
        "points": 17,
        "commits": 3,
        "projects": 0,
        "days": 0,
    }
    (last,) = api.get(answer["next"].removeprefix("http://testserver")).json["models"]
    assert last["slug"] == "buson"
    kinds = api.get("/api/v1/openapi.json").json["paths"]["/boards/{kind}"]["get"]["parameters"][0]
    assert kinds["schema"]["enum"][-1] == "poets"


def test_it_takes_no_filter_and_no_cursor_of_another(site: Site, plug: Plug) -> None:
    plugin = plug(boards=[BOARD])
    with pytest.raises(JulyError, match="can't be filtered by 'team'"):
        boards.page("poets", filters={"team": "pythons"})
    with pytest.raises(JulyError, match="cursor was not given out for this list"):
        boards.page("poets", cursor="made-up")
    assert plugin.faults == []


def test_who_watches_it_is_told_on_the_channels_that_it_names(site: Site, plug: Plug) -> None:
    plug(boards=[BOARD])
    assert board_channels("poets", "julython-2026") == ["poets:julython-2026"]


def test_all_boards_are_listed_where_there_are_more_than_julys(
    site: Site, plug: Plug, pages: TestApp
) -> None:
    assert pages.get("/people/").html.select('.places a[href="/boards/"]') == []
    plug(boards=[BOARD])


def test_the_list_has_julys_own_first(site: Site, plug: Plug, pages: TestApp) -> None:
    plug(boards=[BOARD])
    page = pages.get("/boards/").html
    assert [link["href"] for link in page.select(".doors a")] == [
        "/people/",
        "/projects/",
        "/teams/",
        "/locations/",
        "/languages/",
        "/boards/poets/",
    ]
    assert page.select_one('.places a[aria-current="page"]')["href"] == "/boards/"


def test_julys_own_boards_have_pages_of_their_own(site: Site, plug: Plug, pages: TestApp) -> None:
    assert pages.get("/boards/people/").headers["Location"].endswith("/people/")


def test_none_can_take_the_place_of_julys(site: Site, octo: str, plug: Plug) -> None:
    plugin = plug(boards=[Board("people", "Poets", "Taken.", poets)])
    site.push(site.commit())
    assert [row["slug"] for row in site.board("people")] == ["octo"]
    assert plugin.faults == ["boards: ValueError: there is another Board called 'people'"]


@pytest.mark.parametrize("answer", [RuntimeError("no dictionary"), None, Page(("row",), None)])  # type: ignore[arg-type]
def test_one_that_fails_says_so_and_the_other_pages_work(
    site: Site, plug: Plug, pages: TestApp, answer: object
) -> None:
    plugin = plug(boards=[fails(answer)])
    page = pages.get("/boards/poets/", status=500)
    assert "The board poets can't be worked out now" in page.html.main.text
    assert pages.get("/boards/").status_int == 200
    assert plugin.faults[0].startswith("board poets: ")


def test_a_board_that_nobody_gives_is_not_there(site: Site, plug: Plug, pages: TestApp) -> None:
    assert pages.get("/boards/poets/", status=404)


def test_it_can_be_chosen_for_a_leaderboard(site: Site, plug: Plug) -> None:
    plug(boards=[BOARD])
    subject = find_subject(SITE, "")
    settings: dict[str, Any] = {"board": "poets", "limit": 2, "compact": False}
    data = leaderboard.data(subject, **settings)
    assert [row["slug"] for row in data["rows"]] == ["basho", "issa"]
    assert leaderboard.heading(subject, data, **settings) == "Poets"
    link = leaderboard.link(subject, data, **settings)
    assert link is not None
    assert link.path == "/boards/poets/"
    assert leaderboard.drawing(subject, data, **settings) == {"given": BOARD}


def test_a_leaderboard_of_one_that_is_gone_is_empty(site: Site, plug: Plug) -> None:
    subject = find_subject(SITE, "")
    settings: dict[str, Any] = {"board": "poets", "limit": 2, "compact": False}
    data = leaderboard.data(subject, **settings)
    assert (data["rows"], leaderboard.link(subject, data, **settings)) == ([], None)
    assert list(leaderboard.channels(subject, **settings)) == []
