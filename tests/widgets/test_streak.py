"""Days on end."""

import itertools
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from july.testing.site import Site
from july.widgets.streak.beads import RADIUS, WIDTH, beads
from tests.widgets.conftest import Look
from tests.widgets.reading import words_of

FIRST = date(2026, 7, 1)


@settings(max_examples=50, deadline=None)
@given(st.sets(st.integers(0, 30)), st.integers(0, 30))
def test_beads_lie_on_the_thread_and_join_what_follows(busy: set[int], last: int) -> None:
    days = {(FIRST + timedelta(days=each)).isoformat() for each in busy}
    drawn = beads(days, FIRST, FIRST + timedelta(days=last))
    assert len(drawn) == min(last + 1, 14)
    assert drawn[-1].day == FIRST + timedelta(days=last)
    assert all(RADIUS <= bead.x <= WIDTH - RADIUS for bead in drawn)
    assert [bead.full for bead in drawn] == [bead.day.isoformat() in days for bead in drawn]
    for before, bead in itertools.pairwise(drawn):
        assert bead.joined == (before.full and bead.full)


def on(site: Site, *days: int) -> None:
    site.push(*(site.commit(timestamp=f"2026-07-{day:02}T09:00:00Z") for day in days))


def test_a_streak_that_runs_says_how_long_and_until_when(site: Site, octo: str, look: Look) -> None:
    on(site, 2, 11, 12, 13)
    words = words_of(look("streak", "people", octo))
    assert "3 days on end, since 11 July 2026" in words
    assert "A commit before" in words
    assert "carries it on." in words
    assert "The longest so far: 3 days, 11\N{EN DASH}13 July 2026." in words


def test_a_streak_that_is_broken_can_begin_anew(site: Site, octo: str, look: Look) -> None:
    on(site, 2, 3)
    words = words_of(look("streak", "people", octo))
    assert "No streak runs just now: a commit today begins one." in words
    assert "The longest so far: 2 days, 2\N{EN DASH}3 July 2026." in words


def test_who_has_no_commit_has_no_streak(octo: str, look: Look) -> None:
    assert look("streak", "people", octo).html == ""
