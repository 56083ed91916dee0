"""The punch card: hours of the week."""

from hypothesis import given, settings
from hypothesis import strategies as st

from july.testing.site import Site
from july.widgets.punchcard.dots import WIDEST, dots, habit
from tests.widgets.conftest import Look

CARD = st.lists(st.lists(st.integers(0, 9_999), min_size=24, max_size=24), min_size=7, max_size=7)


@settings(max_examples=50, deadline=None)
@given(CARD)
def test_dots_lie_in_their_own_hours_and_keep_the_sum(card: list[list[int]]) -> None:
    drawn = dots(card)
    assert sum(dot.commits for dot in drawn) == sum(map(sum, card))
    assert len({(dot.x, dot.y) for dot in drawn}) == len(drawn)
    for dot in drawn:
        assert dot.weekday / 7 < dot.y / 100 < (dot.weekday + 1) / 7
        assert dot.hour / 24 < dot.x / 100 < (dot.hour + 1) / 24
        assert 0 < dot.radius <= WIDEST


@settings(max_examples=50, deadline=None)
@given(CARD)
def test_more_commits_never_make_a_smaller_dot(card: list[list[int]]) -> None:
    by_commits = sorted(dots(card), key=lambda dot: dot.commits)
    radii = [dot.radius for dot in by_commits]
    assert radii == sorted(radii)


@settings(max_examples=50, deadline=None)
@given(CARD)
def test_what_stands_out_is_true(card: list[list[int]]) -> None:
    found = habit(card)
    if found is None:
        assert not any(map(any, card))
        return
    assert card[found.weekday][found.hour] == max(map(max, card))
    assert 25 <= found.share <= 100
    assert 0 <= found.weekend <= 100


def test_hours_are_those_of_the_authors_own_clock(site: Site, octo: str, look: Look) -> None:
    site.push(
        site.commit(timestamp="2026-07-13T23:30:00+02:00"),
        site.commit(timestamp="2026-07-12T10:00:00-07:00"),
        site.commit(timestamp="2026-07-13T23:10:00+09:00"),
    )
    box = look("punchcard", "people", octo)
    assert "67% of the commits are made in the evening. 33% on weekends." in box.html
    assert "The busiest hour: Monday, 23:00." in box.html
    assert "<title>Sunday, 10:00: 1 commit</title>" in box.html


def test_without_commits_there_is_no_card(octo: str, look: Look) -> None:
    assert look("punchcard", "people", octo).html == ""
