"""Medals, and what is missing for the next."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from july.contest.own_badges import COMMITS
from july.testing.site import Site
from july.widgets.badges.medals import METALS, RIMS, SIZE, medal, rim
from july.widgets.badges.next import SHOWN, STEPS, next_steps
from tests.widgets.conftest import Look
from tests.widgets.reading import words_of

REACHED = st.fixed_dictionaries({sort: st.integers(0, 2_000) for sort in STEPS})


@settings(max_examples=50, deadline=None)
@given(st.integers(3, 60), st.floats(0.1, 1))
def test_a_rim_stays_on_its_medal(points: int, depth: float) -> None:
    places = [tuple(map(float, each.split(","))) for each in rim(points, depth)[1:-1].split("L")]
    assert len(places) == 2 * points
    assert all(1 <= x <= SIZE - 1 and 1 <= y <= SIZE - 1 for x, y in places)


@pytest.mark.parametrize("sort", RIMS)
def test_every_sort_has_a_rim_of_its_own(sort: str) -> None:
    others = {rim(*RIMS[other]) for other in RIMS if other != sort}
    assert medal(sort, 5).rim not in others


def test_the_greatest_of_a_sort_is_the_warmest() -> None:
    metals = [medal("commits", at).metal for at in COMMITS]
    assert metals == sorted(metals)
    assert metals[0] == 1
    assert metals[-1] == METALS


def test_what_is_stamped_fits() -> None:
    assert [medal("commits", at).figure for at in (1, 100, 1_000)] == ["1", "100", "1k"]


@settings(max_examples=50, deadline=None)
@given(REACHED)
def test_next_steps_are_few_and_the_nearest_come_first(reached: dict[str, int]) -> None:
    steps = next_steps(reached, {})
    shares = [step.missing / step.at for step in steps]
    assert len(steps) <= SHOWN
    assert shares == sorted(shares)
    for step in steps:
        assert step.at in STEPS[step.sort]
        assert step.missing > 0
        assert step.reached == reached[step.sort]


def test_a_streak_that_was_broken_does_not_earn_the_same_again() -> None:
    (step,) = next_steps({"streak": 2}, {"streak": 7})
    assert (step.at, step.reached) == (14, 2)


def test_who_has_everything_misses_nothing() -> None:
    assert next_steps({sort: steps[-1] for sort, steps in STEPS.items()}, {}) == []


def test_medals_are_named_with_the_day(site: Site, octo: str, look: Look) -> None:
    site.push(*(site.commit() for _ in range(9)))
    words = words_of(look("badges", "people", octo))
    assert "First commit 14 July" in words
    assert "10 commits 1 to go" in words


def test_without_medals_the_first_is_explained(octo: str, look: Look) -> None:
    words = words_of(look("badges", "people", octo))
    assert "The first commit earns the first." in words
    assert "First commit" in words
