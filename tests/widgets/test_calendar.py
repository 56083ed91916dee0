"""The calendar of a game, and of a year."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import ModuleType

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from hypothesis import given, settings
from hypothesis import strategies as st

from july.contest.actions import create_game
from july.contest.games import Game
from july.hubs.calendars import STRIP_CELL
from july.lib import clock
from july.testing.site import Site
from july.widgets.calendar.year import HEIGHT, WIDTH, halves
from tests.widgets.conftest import Look


@settings(max_examples=50, deadline=None)
@given(st.dates(date(2001, 1, 1), date(2040, 1, 1)), st.lists(st.integers(0, 364), unique=True))
def test_a_year_has_all_its_days_inside_and_each_for_itself(last: date, busy: list[int]) -> None:
    days = [
        {"day": (last - timedelta(days=each)).isoformat(), "commits": each + 1, "points": 1}
        for each in busy
    ]
    first = last - timedelta(days=364)
    with clock.freeze(datetime(last.year, last.month, last.day, 12, tzinfo=UTC)):
        drawn = halves({"first": first.isoformat(), "last": last.isoformat(), "days": days})
    cells = [(index, cell) for index, half in enumerate(drawn) for cell in half.cells]
    assert [cell.day for _, cell in cells] == [first + timedelta(days=each) for each in range(365)]
    assert sum(cell.commits for _, cell in cells) == sum(each + 1 for each in busy)
    assert len({(half, cell.x, cell.y) for half, cell in cells}) == 365
    across, down = STRIP_CELL
    assert all(0 <= cell.x <= WIDTH - across for _, cell in cells)
    assert all(0 < cell.y <= HEIGHT - down for _, cell in cells)
    assert cells[-1][1].x == WIDTH - across
    for half in drawn:
        places = [x for x, _ in half.months]
        assert all(after - before >= 3 * across for before, after in itertools.pairwise(places))


def test_a_year_spans_games(site: Site, octo: str, look: Look) -> None:
    create_game(Game("january-2026", "January 2026", date(2026, 1, 1), date(2026, 1, 31)))
    site.push(
        site.commit(timestamp="2026-01-10T12:00:00Z"),
        site.commit(timestamp="2026-07-03T12:00:00Z"),
        site.commit(timestamp="2026-07-03T13:00:00Z"),
    )
    box = look("calendar", "people", octo, span="year")
    assert box.title == "A year of days"
    assert "3 commits on 2 days of the last year. Most on 3 July 2026: 2." in box.html


def test_an_empty_year_says_so(octo: str, look: Look) -> None:
    assert "No commits in the last year." in look("calendar", "people", octo, span="year").html


def test_a_game_has_no_other_year_than_its_days(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit())
    site.drain()
    box = look("calendar", "games", "julython-2026", span="year")
    assert box.title == "Days"
    assert "1 commit on 1 day of Julython 2026" in box.html


@pytest.fixture
def pages_of_days() -> Iterator[None]:
    """Each day of a person has a page."""
    urls = ModuleType("urls_of_days")
    pattern = path("people/<slug:name>/days/<slug:day>/", lambda request: HttpResponse())
    urls.urlpatterns = [pattern]  # type: ignore[attr-defined]  # what Django looks for
    with override_settings(ROOT_URLCONF=urls):
        yield


@pytest.mark.parametrize("span", ["game", "year"])
def test_a_day_leads_to_what_was_done_where_that_has_a_page(
    span: str, site: Site, octo: str, look: Look, pages_of_days: None
) -> None:
    site.push(site.commit(timestamp="2026-07-03T12:00:00Z"))
    html = look("calendar", "people", octo, span=span).html
    # Once on the drawing, past which the keyboard goes, and once in the list below.
    assert html.count('href="/people/octo/days/2026-07-03/" tabindex="-1"') == 1
    assert html.count('href="/people/octo/days/') == 2
    assert "days/" not in look("calendar", "languages", "python").html
