"""Ranks, neighbours and pages: the same places as the board's own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from google.cloud import ndb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from july.contest import ranks
from july.contest.audit import repair
from july.contest.boards import BoardRow, board, forget_everything, touch
from july.contest.models import Ranks, Standing
from july.contest.movement import movement
from july.contest.ranks import around, page_with, rank_of, survey_soon
from july.contest.rows import new_standing
from july.lib import clock
from july.testing.site import JULYTHON, Site

GAME = JULYTHON.slug


@pytest.fixture
def close(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place on the board is kept every three rows, so that small boards have many."""
    monkeypatch.setattr(ranks, "EVERY", 3)


def standing(name: str, points: int, reached: int) -> Standing:
    made = new_standing(GAME, "people", name)
    made.slug = made.name = name
    made.points, made.reached = points, reached
    return made


def fill(scores: list[tuple[int, int]]) -> list[str]:
    """A board with these points, reached at these times; gives the names."""
    names = [f"person-{number}" for number in range(len(scores))]
    ndb.put_multi([standing(name, *score) for name, score in zip(names, scores, strict=True)])
    touch(GAME, ["people"])
    return names


def everybody() -> list[BoardRow]:
    return list(_everybody())


def _everybody() -> Iterator[BoardRow]:
    cursor = None
    while True:
        page = board("people", GAME, limit=7, cursor=cursor)
        yield from page.rows
        cursor = page.next
        if cursor is None:
            return


def survey(site: Site) -> None:
    survey_soon(GAME)
    site.drain()


def test_ranks_are_those_of_the_board(site: Site, close: None) -> None:
    fill([(number * 7 % 20, number) for number in range(50)])
    survey(site)
    for row in everybody():
        assert rank_of("people", GAME, row.slug) == row.rank


def test_a_small_board_has_ranks_without_a_survey(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit(), site.commit(), site.commit("mallory@example.org"))
    assert rank_of("people", GAME, "octo") == 1
    assert rank_of("people", GAME, "mallory") == 2
    assert rank_of("people", GAME, "nobody") is None


def test_neighbours_are_rows_of_the_board(site: Site, close: None) -> None:
    fill([(100 - number, number) for number in range(30)])
    survey(site)
    rows = everybody()
    assert around("people", GAME, "person-0") == rows[:3]
    assert around("people", GAME, "person-12") == rows[10:15]
    assert around("people", GAME, "person-12", above=0, below=4) == rows[12:17]
    assert around("people", GAME, "person-29", above=5) == rows[24:]
    assert around("people", GAME, "nobody") == []


@pytest.mark.parametrize("limit", [1, 4, 10, 100])
def test_a_page_is_found_that_has_the_row(site: Site, close: None, limit: int) -> None:
    fill([(number // 4, number) for number in range(40)])
    ranks_of_all = {row.slug: row.rank for row in everybody()}
    survey(site)
    for name in ("person-39", "person-17", "person-0"):
        found = page_with("people", GAME, name, limit)
        assert found is not None
        rank, cursor = found
        page = board("people", GAME, limit=limit, cursor=cursor)
        assert rank == ranks_of_all[name]
        assert {row.slug: row.rank for row in page.rows}[name] == rank
        assert page.rows[0].rank % limit == 1 % limit


def test_somebody_who_overtakes_is_found_before_the_next_survey(site: Site, close: None) -> None:
    fill([(100 - number, number) for number in range(30)])
    survey(site)
    standing("person-29", 98, 99).put()
    touch(GAME, ["people"])
    assert rank_of("people", GAME, "person-29") == 4
    assert [row.slug for row in around("people", GAME, "person-29", above=1, below=1)] == [
        "person-2",
        "person-29",
        "person-3",
    ]


def test_places_are_further_apart_on_a_board_that_is_long(
    site: Site, close: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks, "MOST_PLACES", 4)
    fill([(100 - number, number) for number in range(50)])
    survey(site)
    kept = ndb.Key(Ranks, f"{GAME}/people").get()
    assert (kept.every, len(kept.places)) == (12, 4)
    assert [rank_of("people", GAME, f"person-{number}") for number in (0, 11, 12, 49)] == [
        1, 12, 13, 50,
    ]  # fmt: skip


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    scores=some.lists(some.tuples(some.integers(0, 4), some.integers(0, 4)), max_size=25),
    moved=some.dictionaries(some.integers(0, 24), some.integers(0, 6), max_size=3),
)
def test_whatever_moves_ranks_agree_once_surveyed(
    ranked: Site, scores: list[tuple[int, int]], moved: dict[int, int]
) -> None:
    ndb.delete_multi(Standing.query().fetch(keys_only=True))
    names = fill(scores)
    survey(ranked)
    for number, points in moved.items():
        if number < len(names):
            standing(names[number], points, 5).put()
    forget_everything()
    survey(ranked)
    rows = everybody()
    assert {row.slug: rank_of("people", GAME, row.slug) for row in rows} == {
        row.slug: row.rank for row in rows
    }


@pytest.fixture
def ranked(site: Site, close: None) -> Site:
    return site


def test_a_push_has_the_boards_surveyed(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    assert ndb.Key(Ranks, f"{GAME}/people").get().leaders == ["octo"]
    assert ndb.Key(Ranks, f"{GAME}/teams").get().leaders == ["pythons"]
    assert site.waiting(ranks.FIX_RANKS) == 0


def test_many_pushes_cost_few_surveys(site: Site, octo: str) -> None:
    for _ in range(5):
        site.push(site.commit())
    site.drain()
    key = ndb.Key("Mark", f"{ranks.FIX_RANKS}|{GAME}")
    assert key.get().generation <= 2


def test_a_recount_that_mends_something_has_the_boards_surveyed(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    repair(JULYTHON)
    assert site.waiting(ranks.FIX_RANKS) == 0
    standing("ghost", 3, 1).put()
    repair(JULYTHON)
    assert site.waiting(ranks.FIX_RANKS) == 1


# Movement


def moved(kind: str = "people") -> dict[str, int | None]:
    return movement(kind, GAME, board(kind, GAME))


def test_on_the_first_day_nobody_has_moved(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    assert moved() == {}


def test_movement_is_that_since_the_day_began(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit(), repository="octo/hello")
    site.push(site.commit("mallory@example.org"), repository="mallory/world")
    site.drain()
    with site.later(days=1):
        assert moved() == {"octo": 0, "mallory": 0}
        site.push(site.commit("mallory@example.org"), site.commit("x@example.org"))
        site.drain()
        assert moved() == {"mallory": 1, "octo": -1}
        assert moved("projects") == {"push-octo-hello": 0, "push-mallory-world": 0}
        site.push(site.commit("z@example.org"), repository="z/new")
        site.drain()
        assert moved("projects")["push-z-new"] is None
        assert moved() == {"mallory": 1, "octo": -1}
    with site.later(days=2):
        assert moved() == {"mallory": 0, "octo": 0}


def test_a_day_begins_as_the_last_one_ended(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit())
    site.drain()
    site.push(site.commit("mallory@example.org"), site.commit("mallory@example.org"))
    site.drain()
    with site.later(days=3):
        site.push(site.commit(), site.commit())
        site.drain()
        assert moved() == {"octo": 1, "mallory": -1}


def test_the_days_are_those_of_utc(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    midnight = clock.now().replace(hour=0) + timedelta(days=1)
    with clock.freeze(midnight - timedelta(seconds=1)):
        assert moved() == {}
    with clock.freeze(midnight):
        assert moved() == {"octo": 0}
