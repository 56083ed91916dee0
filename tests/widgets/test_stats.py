"""Numbers with the days they came from."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from july.testing.site import Site
from july.widgets.stats.sparks import every_day, spark
from tests.widgets.conftest import Look
from tests.widgets.reading import words_of

FIRST = date(2026, 7, 1)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=400))
def test_a_line_stays_inside_from_edge_to_edge(numbers: list[int]) -> None:
    drawn = spark(numbers)
    places = [tuple(map(float, each.split(","))) for each in drawn.line[1:].split("L")]
    assert places[0][0] == 0
    assert places[-1][0] == 100
    assert all(0 < y < 100 for _, y in places)
    assert drawn.ground.startswith(drawn.line)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.integers(0, 40), st.integers(1, 999)))
def test_days_that_are_not_told_are_empty_and_the_sum_is_kept(days: dict[int, int]) -> None:
    told = {(FIRST + timedelta(days=each)).isoformat(): count for each, count in days.items()}
    numbers = every_day(told, FIRST, FIRST + timedelta(days=40))
    assert len(numbers) == 41
    assert sum(numbers) == sum(days.values())


def test_what_stands_out_is_told(site: Site, octo: str, look: Look) -> None:
    site.push(
        site.commit(timestamp="2026-07-03T12:00:00Z"),
        site.commit(timestamp="2026-07-13T11:00:00Z"),
        site.commit(timestamp="2026-07-13T12:00:00Z"),
        site.commit(timestamp="2026-07-14T10:00:00Z"),
    )
    words = words_of(look("stats", "people", octo))
    assert "Commits a day 0.3" in words
    assert "Today 1 so far" in words
    assert "Seven days 3 commits" in words
    assert "Best day 2 13 July" in words
    assert "Busy 3 of 14 days" in words


def test_each_line_is_said_in_words(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit(), site.commit())
    html = look("stats", "people", octo).html
    assert 'aria-label="Commits a day: at most 2, at last 2."' in html
    assert 'aria-label="Points a day: at most 12, at last 12."' in html
