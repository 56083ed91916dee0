"""How a game stands, in words."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from july.hubs.games import shown
from july.lib import clock
from july.testing.site import JULYTHON

LATE = "Over but late commits count for 10 hours more"


@pytest.mark.parametrize(
    ("now", "state", "headline"),
    [
        (datetime(2026, 6, 28, 9, tzinfo=UTC), "next", "3 days to go"),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), "next", "1 day to go"),
        (datetime(2026, 7, 1, tzinfo=UTC), "running", "30 days left"),
        (datetime(2026, 7, 30, 12, tzinfo=UTC), "running", "1 day left"),
        (datetime(2026, 7, 31, 23, tzinfo=UTC), "running", "Last day"),
        (datetime(2026, 8, 1, 2, tzinfo=UTC), "closing", LATE),
        (datetime(2026, 8, 1, 12, tzinfo=UTC), "over", "Over since 31 July 2026"),
    ],
)
def test_a_game_tells_what_matters_today(now: datetime, state: str, headline: str) -> None:
    with clock.freeze(now):
        told = shown(JULYTHON)
    assert (told.state, told.headline) == (state, headline)


@pytest.mark.parametrize(
    ("now", "headline"),
    [
        (datetime(2026, 6, 28, 9, tzinfo=UTC), "3 Tage bis zum Start"),
        (datetime(2026, 7, 30, 12, tzinfo=UTC), "1 Tag übrig"),
        (datetime(2026, 7, 31, 23, tzinfo=UTC), "Letzter Tag"),
        (datetime(2026, 8, 1, 2, tzinfo=UTC), "Vorbei aber späte Commits zählen noch 10 Stunden"),
        (datetime(2026, 8, 1, 12, tzinfo=UTC), "Vorbei seit 31. Juli 2026"),
    ],
)
def test_a_game_tells_it_in_the_language_of_the_reader(now: datetime, headline: str) -> None:
    with clock.freeze(now), override("de"):
        assert shown(JULYTHON).headline == headline
