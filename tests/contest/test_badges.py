from datetime import date

import pytest

from july.contest.badges import Totals, badges_of
from july.testing.site import JULYTHON

MONTH = [date(2026, 7, day).isoformat() for day in range(1, 32)]


def badges(
    days: dict[str, int], firsts: dict[str, int] | None = None, languages: str = ""
) -> dict[str, str | None]:
    spoken = dict.fromkeys(languages.split(), 1)
    had = Totals("octo", days, firsts or {}, spoken, {}, sum(days.values()), 0)
    earned = badges_of(had, JULYTHON)
    return {badge.slug: badge.day for badge in earned}


def test_nothing_earns_nothing() -> None:
    assert badges({}) == {}


def test_the_first_commit_is_worth_a_badge() -> None:
    assert badges({"2026-07-03": 1}) == {"commits-1": "2026-07-03"}


def test_a_badge_has_the_day_on_which_it_was_earned() -> None:
    assert badges({"2026-07-09": 90, "2026-07-02": 9, "2026-07-04": 1}) == {
        "commits-1": "2026-07-02",
        "commits-10": "2026-07-04",
        "commits-31": "2026-07-09",
        "commits-100": "2026-07-09",
    }


@pytest.mark.parametrize(
    ("count", "earned"), [(4, []), (5, ["projects-5"]), (49, ["projects-5", "projects-10"])]
)
def test_projects_are_counted_on_the_day_they_were_met(count: int, earned: list[str]) -> None:
    found = badges({}, {"2026-07-05": count})
    assert found == dict.fromkeys(earned, "2026-07-05")


def test_a_week_on_end_is_a_streak() -> None:
    found = badges(dict.fromkeys([*MONTH[:3], *MONTH[10:19]], 1))
    assert found["streak-7"] == "2026-07-17"
    assert "streak-14" not in found


def test_every_day_of_the_game_is_a_badge_of_its_own() -> None:
    found = badges(dict.fromkeys(MONTH, 1))
    assert found["every-day"] == found["streak-31"] == "2026-07-31"
    assert "every-day" not in badges(dict.fromkeys(MONTH[1:], 1))


def test_five_languages_make_a_polyglot() -> None:
    assert badges({}, languages="c go python rust sql") == {"polyglot": None}
    assert badges({}, languages="c go python rust") == {}
