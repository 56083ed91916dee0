"""The pulse: an hour by the minute."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from july.live.pulse import listening
from july.testing.site import Site
from july.widgets.pulse.bars import LOWEST, MINUTES, bars, minutes_of
from tests.widgets.conftest import Look


@pytest.fixture(autouse=True)
def nothing_heard_before() -> Iterator[None]:
    """The pulse is counted along, in memory, from the first look on."""
    listening.end()
    yield
    listening.end()


UNTIL = int(datetime(2026, 7, 14, 12, tzinfo=UTC).timestamp())
MINUTES_OF_COMMITS = st.lists(st.integers(0, 5_000), min_size=MINUTES, max_size=MINUTES)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3_700), st.integers(1, 900))))
def test_no_commit_is_lost_on_the_way_into_minutes(beats: list[tuple[int, int]]) -> None:
    told = [(UNTIL - ago, commits, 1) for ago, commits in beats]
    minutes = minutes_of(told, UNTIL)
    assert len(minutes) == MINUTES
    assert sum(minutes) == sum(commits for _, commits in beats)


def test_a_commit_of_a_minute_ago_stands_in_the_last_minute_but_one() -> None:
    assert minutes_of([(UNTIL - 60, 3, 3), (UNTIL, 1, 1)], UNTIL)[-2:] == [3, 1]


@settings(max_examples=50, deadline=None)
@given(MINUTES_OF_COMMITS)
def test_bars_stay_inside_and_apart_and_the_busiest_minute_is_the_highest(
    minutes: list[int],
) -> None:
    drawn = bars(minutes)
    assert sum(bar.commits for bar in drawn) == sum(minutes)
    for bar in drawn:
        assert bar.x >= 0
        assert bar.x + bar.width <= 100
        assert LOWEST <= bar.height <= 100
        assert bar.y + bar.height == pytest.approx(100)
    assert all(a.x + a.width < b.x for a, b in itertools.pairwise(drawn))
    if drawn:
        assert max(drawn, key=lambda bar: bar.height).commits == max(minutes)


def test_a_push_beats_and_is_said_in_words(site: Site, octo: str, look: Look) -> None:
    look("pulse")
    site.push(site.commit(), site.commit())
    box = look("pulse")
    assert sum((box.data or {})["minutes"]) == 2
    assert "2 commits in the last hour." in box.html
    assert box.html.count("<rect") == 1
    assert 'href="/pulse/"' in box.html


def test_a_quiet_hour_says_so(octo: str, look: Look) -> None:
    assert "Quiet: no commits in the last hour." in look("pulse", "people", octo).html


def test_the_pulse_of_a_thing_leads_to_its_own(octo: str, look: Look) -> None:
    assert 'href="/pulse/?channel=person:octo"' in look("pulse", "people", octo).html
