"""The race: points over time."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from july.testing.site import Site
from july.widgets.race.lines import TICKS, lines, scale, ticks
from tests.widgets.conftest import Look

POINTS = st.integers(1, 31).flatmap(
    lambda days: st.lists(
        st.lists(st.integers(0, 10**6), min_size=days, max_size=days).map(sorted),
        min_size=1,
        max_size=10,
    )
)


@settings(max_examples=50, deadline=None)
@given(POINTS)
def test_lines_never_leave_the_drawing_and_never_fall(points: list[list[int]]) -> None:
    most = max(map(max, points))
    for line, numbers in zip(lines(points, most), points, strict=True):
        places = [[float(place) for place in each.split(",")] for each in line.path[1:].split("L")]
        assert len(places) == len(numbers) + 1
        assert places[0] == [0, 100]
        assert places[-1] == [100, line.end]
        assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in places)
        assert sorted(y for _, y in places) == [y for _, y in places][::-1]


@settings(max_examples=50, deadline=None)
@given(POINTS)
def test_names_stand_in_order_and_none_on_another(points: list[list[int]]) -> None:
    labels = [line.label for line in lines(points, max(map(max, points)))]
    apart = [after - before for before, after in itertools.pairwise(labels)]
    assert all(0 < label < 100 for label in labels)
    assert apart == pytest.approx([100 / len(points)] * len(apart), abs=0.02)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9))
def test_a_scale_has_few_round_steps_up_to_the_most(most: int) -> None:
    steps = scale(most)
    assert steps[0] == 0
    assert steps[-1] <= most
    assert len(steps) <= TICKS + 1
    assert len({after - before for before, after in itertools.pairwise(steps)}) <= 1
    assert all(re.fullmatch(r"(1|2|25|5)?0*", str(after - steps[0])) for after in steps[1:2])
    assert all(0 <= tick.y <= 100 for tick in ticks(most))


def test_whoever_leads_is_named_with_the_lead(
    site: Site, octo: str, mallory: str, look: Look
) -> None:
    site.push(*(site.commit() for _ in range(3)), site.commit("mallory@example.org"))
    html = look("race").html
    assert "Octo Cat leads with 13 points on 14 July 2026, 2 ahead of mallory." in html
    assert html.count('class="race-name ') == 2


def test_those_who_share_the_lead_are_both_named(
    site: Site, octo: str, mallory: str, look: Look
) -> None:
    site.push(site.commit(), site.commit("mallory@example.org"))
    assert "Octo Cat and mallory have 11 points each on 14 July 2026." in look("race").html


def test_one_alone_leads_too(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit())
    assert "Octo Cat leads with 11 points on 14 July 2026." in look("race").html


def test_all_points_stand_in_a_table_the_last_day_first(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit(timestamp="2026-07-12T12:00:00Z"), site.commit())
    table = look("race").html.partition("<tbody>")[2]
    rows = re.findall(r"<th scope=\"row\">(.*?)</th><td class=\"figure\">(.*?)</td>", table)
    assert rows[:4] == [
        ("14 July 2026", "12"),
        ("13 July 2026", "11"),
        ("12 July 2026", "11"),
        ("11 July 2026", "0"),
    ]


def test_another_board_has_its_own_race(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit())
    box = look("race", board="projects")
    assert box.title == "The race of projects"
    assert "octo/hello" in box.html


def test_before_the_first_commit_there_is_no_race(octo: str, look: Look) -> None:
    assert look("race").html == ""
