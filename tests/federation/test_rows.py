"""Rows of other sites: read whatever they send, and put together."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from july.federation.rows import LARGEST, Row, merged, read_rows

BERLIN = "https://july.berlin.example.org"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)
POINTS = st.lists(st.integers(0, 20), max_size=8)


def told(**changes: Any) -> dict[str, Any]:
    """A row as another site tells it."""
    row = {"rank": 1, "slug": "ada", "name": "Ada", "url": "https://evil.example.org/"}
    return row | {"points": 12, "commits": 3, "projects": 2, "days": 1} | changes


def row(points: int, site: str = "") -> Row:
    return Row(1, "ada", "Ada", "/people/ada/", points, 1, 1, 1, site)


def test_a_row_leads_to_the_site_that_told_it_and_nowhere_else() -> None:
    (read,) = read_rows({"models": [told()]}, "people", site="Berlin", address=BERLIN)
    assert read == Row(1, "ada", "Ada", f"{BERLIN}/people/ada/", 12, 3, 2, 1, "Berlin")


def test_an_address_can_not_be_slipped_in_by_a_slug() -> None:
    (read,) = read_rows({"models": [told(slug="../x?y#z")]}, "people", address=BERLIN)
    assert read.url == f"{BERLIN}/people/..%2Fx%3Fy%23z/"


def test_what_is_no_row_is_left_out() -> None:
    bad = [
        None,
        told(points=-1),
        told(points=True),
        told(points="12"),
        told(points=LARGEST),
        told(name=""),
        told(name="x" * 1000),
        told(slug=None),
        {},
    ]
    assert [each.name for each in read_rows({"models": [*bad, told()]}, "people")] == ["Ada"]


@given(JSON, st.lists(JSON, max_size=3))
def test_whatever_a_site_answers_is_read_without_a_fault(answer: Any, models: list[Any]) -> None:
    assert read_rows(answer, "people") == ()
    assert all(isinstance(each, Row) for each in read_rows({"models": models}, "people"))


@given(POINTS, POINTS, st.integers(1, 10))
def test_merged_are_the_first_of_all_by_points(one: list[int], two: list[int], limit: int) -> None:
    here = tuple(row(points) for points in sorted(one, reverse=True))
    there = tuple(row(points, "Berlin") for points in sorted(two, reverse=True))
    found = merged([here, there], limit)
    assert [each.points for each in found] == sorted([*one, *two], reverse=True)[:limit]
    for each in found:
        assert each.rank == 1 + sum(other.points > each.points for other in (*here, *there))


def test_of_equal_rows_this_sites_stand_first_and_share_the_rank() -> None:
    found = merged([(row(5),), (row(5, "Berlin"), row(3, "Berlin"))], 10)
    assert [(each.rank, each.site) for each in found] == [(1, ""), (1, "Berlin"), (3, "Berlin")]
