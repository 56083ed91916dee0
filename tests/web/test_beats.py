"""The pulse as figures."""

from datetime import UTC, datetime

from july.web.beats import Stretch, hours, minutes, rates

UNTIL = 1_784_030_400
TOLD = {
    "until": UNTIL,
    "beats": [
        [UNTIL - 3_000, 1, 11],
        [UNTIL - 61, 2, 2],
        [UNTIL - 60, 4, 4],
        [UNTIL - 59, 1, 1],
        [UNTIL, 1, 10],
    ],
}


def test_the_rates_are_of_the_last_second_minute_and_hour() -> None:
    assert [(rate.span, rate.commits, rate.points) for rate in rates(TOLD)] == [
        ("second", 1, 10),
        ("minute", 2, 11),
        ("hour", 9, 28),
    ]


def test_a_minute_adds_up_its_seconds_and_quiet_ones_stay_out() -> None:
    at = [datetime.fromtimestamp(UNTIL - ago, UTC) for ago in (0, 60, 120, 3_000)]
    assert minutes(TOLD) == (
        Stretch(at[0], 1, 10),
        Stretch(at[1], 5, 5),
        Stretch(at[2], 2, 2),
        Stretch(at[3], 1, 11),
    )


def test_an_hour_without_a_commit_has_no_minutes() -> None:
    assert minutes({"until": UNTIL, "beats": []}) == ()


def test_hours_are_told_newest_first() -> None:
    told = {"beats": [[UNTIL - 7_200, 3, 12], [UNTIL, 1, 1]]}
    now, before = (datetime.fromtimestamp(UNTIL - ago, UTC) for ago in (0, 7_200))
    assert hours(told) == (Stretch(now, 1, 1), Stretch(before, 3, 12))
