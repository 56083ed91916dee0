"""Calendars as drawings."""

from datetime import UTC, date, datetime, timedelta

from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from july.contest.games import Game
from july.hubs import calendars
from july.hubs.calendars import Calendar, Cell
from july.lib import clock
from july.testing.site import JULYTHON


def drawn(game: Game, **days: int) -> Calendar:
    told = [
        {"day": f"2026-07-{name[1:]}", "commits": count, "points": count}
        for name, count in days.items()
    ]
    with clock.freeze(datetime(2026, 7, 14, 12, tzinfo=UTC)):
        return calendars.drawn(game, {"days": told})


def cell_of(calendar: Calendar, day: date) -> Cell:
    return next(cell for cell in calendar.cells if cell.day == day)


def test_a_month_is_a_sheet_with_a_row_a_week(context: None) -> None:
    sheet = drawn(JULYTHON, d01=1)
    assert sheet.layout == "sheet"
    assert len(sheet.cells) == 31
    wednesday, thursday, next_wednesday = (cell_of(sheet, date(2026, 7, day)) for day in (1, 2, 8))
    assert thursday.y == wednesday.y
    assert next_wednesday.x == wednesday.x


def test_a_long_game_is_a_strip_of_at_most_a_year(context: None) -> None:
    strip = drawn(Game("long", "Long", date(2020, 1, 1), date(2030, 12, 31)), d13=1)
    assert strip.layout == "strip"
    assert len(strip.cells) == 371
    assert strip.cells[-1].day == date(2026, 7, 14)


def test_the_warmest_day_is_warmest_and_an_empty_one_cold(context: None) -> None:
    sheet = drawn(JULYTHON, d02=1, d03=10, d04=20)
    levels = [cell_of(sheet, date(2026, 7, day)).level for day in (1, 2, 3, 4)]
    assert levels == [0, 1, 2, 4]


def test_a_few_commits_do_not_look_like_many(context: None) -> None:
    sheet = drawn(JULYTHON, d02=1, d03=2)
    assert cell_of(sheet, date(2026, 7, 3)).level == 1


def test_todays_few_commits_leave_the_other_days_as_they_are(context: None) -> None:
    without, busy = drawn(JULYTHON, d02=50, d03=60), drawn(JULYTHON, d02=50, d03=60, d14=1)
    assert cell_of(busy, date(2026, 7, 2)).level == cell_of(without, date(2026, 7, 2)).level == 1


def test_days_to_come_are_blank(context: None) -> None:
    assert cell_of(drawn(JULYTHON, d02=1), date(2026, 7, 15)).level == -1


def test_the_summary_says_it_without_a_drawing(context: None) -> None:
    assert drawn(JULYTHON, d02=1, d03=10).summary == (
        "11 commits on 2 days of Julython 2026; most on 3 July 2026: 10 commits."
    )


def test_no_commits_is_said_too(context: None) -> None:
    assert drawn(JULYTHON).summary == "No commits yet in Julython 2026."


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 500))
def test_cells_of_any_game_lie_inside_and_never_on_each_other(first: date, days: int) -> None:
    drawing = calendars.drawn(Game("g", "G", first, first + timedelta(days)), {"days": []})
    across, down = drawing.cell
    places = {(cell.x, cell.y) for cell in drawing.cells}
    assert len(places) == len(drawing.cells)
    assert all(0 <= x <= drawing.width - across for x, _ in places)
    assert all(0 < y <= drawing.height - down for _, y in places)


def test_the_names_of_days_and_months_are_those_of_the_reader(context: None) -> None:
    with override("de"):
        sheet = drawn(JULYTHON, d02=1)
        strip = drawn(Game("long", "Long", date(2026, 3, 1), date(2026, 7, 31)), d13=1)
    assert [label.text for label in sheet.labels] == ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
    assert [label.text for label in strip.labels] == ["Feb", "Mär", "Apr", "Mai", "Jun", "Jul"][1:]


def test_the_summary_is_a_sentence_in_another_language_too(context: None) -> None:
    with override("de"):
        assert drawn(JULYTHON, d02=1, d03=10).summary == (
            "11 Commits in Julython 2026, verteilt auf 2 Tage;"
            " die meisten am 3. Juli 2026: 10 Commits."
        )
