"""Layouts: which widgets stand where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.errors import BadField, NotFound
from july.hubs.contract import COLUMNS, NARROW, WIDE
from july.hubs.layouts import MOST, Layout, check_layout, default_layout, read_layout
from july.hubs.placement import Placement
from july.hubs.registry import registry
from july.hubs.subjects import KINDS

THREE = Layout(
    (
        Placement("feed", "feed", WIDE),
        Placement("calendar", "calendar", NARROW),
        Placement("projects", "projects", NARROW),
    )
)


def ids(layout: Layout, column: str) -> list[str]:
    return [each.id for each in layout.column(column)]


def test_what_is_added_comes_last_in_its_column_and_has_an_id_of_its_own() -> None:
    feed = registry.find("feed")
    twice = THREE.add(feed, {"limit": 5}).add(feed, {})
    assert ids(twice, WIDE) == ["feed", "feed-2", "feed-3"]
    assert twice.find("feed-2").settings == {"limit": 5}


def test_what_is_moved_stands_where_it_was_put() -> None:
    assert ids(THREE.move("projects", NARROW, 0), NARROW) == ["projects", "calendar"]
    moved = THREE.move("calendar", WIDE, 1)
    assert (ids(moved, WIDE), ids(moved, NARROW)) == (["feed", "calendar"], ["projects"])


MOVES = st.tuples(
    st.sampled_from(["feed", "calendar", "projects"]), st.sampled_from(COLUMNS), st.integers(-2, 9)
)


@given(st.lists(MOVES))
def test_moving_loses_nothing(moves: list[tuple[str, str, int]]) -> None:
    layout = THREE
    for id, column, position in moves:
        layout = layout.move(id, column, position)
        at = ids(layout, column).index(id)
        assert at == max(0, min(position, len(layout.column(column)) - 1))
    assert sorted(each.id for each in layout.placements) == ["calendar", "feed", "projects"]


def test_what_is_not_there_can_be_neither_moved_nor_removed() -> None:
    with pytest.raises(NotFound):
        THREE.move("horoscope", WIDE, 0)
    with pytest.raises(NotFound):
        THREE.remove("horoscope")


def test_a_layout_is_the_same_after_it_was_stored() -> None:
    assert read_layout(THREE.configure("feed", {"limit": 3}).as_json()) == THREE.configure(
        "feed", {"limit": 3}
    )


def test_a_widget_that_is_not_installed_any_more_is_left_out() -> None:
    stored = [*THREE.as_json(), Placement("stars", "horoscope", WIDE).as_json()]
    assert read_layout(stored) == THREE


def test_a_setting_that_can_not_be_any_more_is_left_out() -> None:
    stored = Placement("feed", "feed", WIDE, {"limit": 5000, "colour": "red"}).as_json()
    kept = Placement("feed-2", "feed", WIDE, {"limit": 5, "colour": "red"}).as_json()
    settings = [each.settings for each in read_layout([stored, kept]).placements]
    assert settings == [{}, {"limit": 5}]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_hub_begins_with_a_layout_that_it_can_have(kind: str) -> None:
    layout = check_layout(default_layout(kind), kind)
    assert layout.placements


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Placement("stars", "horoscope", WIDE), "widgets[3].widget"),
        (Placement("head", "head", WIDE), "widgets[3].widget"),
        (Placement("rules", "rules", WIDE), "widgets[3].widget"),
        (Placement("feed", "feed", WIDE), "widgets[3].id"),
        (Placement("feed-2", "feed", "middle"), "widgets[3].column"),
        (Placement("feed-2", "feed", WIDE, {"limit": 5000}), "widgets[3].settings.limit"),
        (Placement("feed-2", "feed", WIDE, {"colour": "red"}), "widgets[3].settings.colour"),
    ],
)
def test_a_layout_that_can_not_be_is_refused_with_the_field_named(
    wrong: Placement, field: str
) -> None:
    with pytest.raises(BadField) as refused:
        check_layout(Layout((*THREE.placements, wrong)), "people")
    assert refused.value.field == field


def test_a_hub_has_room_for_so_many_widgets() -> None:
    many: list[Any] = [Placement(f"feed-{number}", "feed", WIDE) for number in range(MOST + 1)]
    with pytest.raises(BadField, match="at most 30"):
        check_layout(Layout(tuple(many)), "people")
