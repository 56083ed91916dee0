"""`boards.around`, `boards.place` and `boards.movement`."""

from typing import Any

import pytest

from july.errors import BadField, NotFound
from july.live.services import services
from july.live.services.own import boards
from july.testing.site import Site
from tests.live.services.asking import channels

assert boards  # importing it registers all of them


def test_around_a_thing_are_rows_of_its_board(played: Site) -> None:
    rows = services.boards.people()
    assert services.boards.around("people", "Octo") == rows
    assert services.boards.around("people", "octo", below=0) == rows[:1]
    assert services.boards.around("people", "mallory", above=0) == rows[1:]
    assert services.boards.around("people", "nobody") == []


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        ("projects", "push-octo-hello"),
        ("teams", "pythons"),
        ("locations", "berlin"),
        ("languages", "python"),
    ],
)
def test_everything_on_a_board_has_neighbours(played: Site, kind: str, slug: str) -> None:
    assert services.boards.around(kind, slug) == services.boards.page(kind)["models"]


def test_a_place_is_a_rank_and_the_page_that_has_it(played: Site) -> None:
    assert services.boards.place("people", "octo") == {"rank": 1, "cursor": None}
    place = services.boards.place("people", "mallory", limit=1)
    assert place["rank"] == 2
    rows = services.boards.people(limit=1, cursor=place["cursor"])
    assert [(row["rank"], row["slug"]) for row in rows] == [(2, "mallory")]
    assert services.boards.place("people", "nobody") == {"rank": None, "cursor": None}


def test_movement_is_told_by_slug(played: Site) -> None:
    assert services.boards.movement("projects") == {}
    with played.later(days=1):
        played.push(*(played.commit() for _ in range(3)), repository="Octo/Other")
        played.push(played.commit(), repository="octo/third")
        played.drain()
        assert services.boards.movement("projects") == {
            "push-octo-other": 1,
            "push-octo-hello": -1,
            "push-octo-third": None,
        }
        first = services.boards.page("projects", limit=1)
        assert services.boards.movement("projects", limit=1, cursor=first["next"]) == {
            "push-octo-hello": -1
        }


def test_without_a_game_nothing_stands_anywhere(engines: object, context: None) -> None:
    assert services.boards.around("people", "octo") == []
    assert services.boards.place("people", "octo") == {"rank": None, "cursor": None}
    assert services.boards.movement("people") == {}


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["games", "x"], "kind"),
        (["people", 3], "slug"),
        (["people", "octo", None, -1], "above"),
        (["people", "octo", None, 2, 51], "below"),
    ],
)
def test_wrong_arguments_are_named(site: Site, arguments: list[Any], field: str) -> None:
    with pytest.raises(BadField) as caught:
        services.boards.around(*arguments)
    assert caught.value.field == field


def test_a_game_there_is_not_is_told(site: Site) -> None:
    for method in (services.boards.around, services.boards.place):
        with pytest.raises(NotFound):
            method("people", "octo", "other")
    with pytest.raises(NotFound):
        services.boards.movement("people", "other")


@pytest.mark.parametrize("method", ["boards.around", "boards.place"])
def test_places_listen_to_the_board_and_its_surveys(site: Site, method: str) -> None:
    game = "julython-2026"
    assert channels(method, "people", "octo", game) == (
        f"game:{game}",
        f"board:{game}/people",
        f"ranks:{game}",
    )
    assert channels(method, "teams", "a", game) == (f"board:{game}/teams", f"ranks:{game}")
    assert channels("boards.movement", "teams", game) == channels(method, "teams", "a", game)
    assert channels(method, "people", "octo", "not-yet") == ("games",)
