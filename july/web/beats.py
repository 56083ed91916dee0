"""The pulse as figures and as a table, for whoever does not see the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

MINUTE = 60
SPANS = (("second", 1), ("minute", MINUTE), ("hour", 60 * MINUTE))


@dataclass(frozen=True, slots=True)
class Rate:
    """What happened within the last second, minute or hour."""

    span: str
    commits: int
    points: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happened within one minute, or one hour."""

    began: datetime
    commits: int
    points: int


def rates(told: dict[str, Any]) -> tuple[Rate, ...]:
    """What `pulse.history` told, added up over the last second, minute and hour."""
    return tuple(_rate(span, told["until"] - seconds, told["beats"]) for span, seconds in SPANS)


def minutes(told: dict[str, Any]) -> tuple[Stretch, ...]:
    """What `pulse.history` told, minute by minute, newest first; only those with a commit."""
    by_minute = groupby(told["beats"], key=lambda beat: beat[0] // MINUTE)
    rows = [_minute(number, list(beats)) for number, beats in by_minute]
    return tuple(rows[::-1])


def hours(told: dict[str, Any]) -> tuple[Stretch, ...]:
    """What `pulse.hours` told, newest first; only those with a commit."""
    return tuple(
        Stretch(datetime.fromtimestamp(began, UTC), commits, points)
        for began, commits, points in told["beats"][::-1]
    )


def _rate(span: str, since: int, beats: Sequence[Sequence[int]]) -> Rate:
    counted = [beat for beat in beats if beat[0] > since]
    return Rate(span, sum(beat[1] for beat in counted), sum(beat[2] for beat in counted))


def _minute(number: int, beats: Sequence[Sequence[int]]) -> Stretch:
    began = datetime.fromtimestamp(number * MINUTE, UTC)
    return Stretch(began, sum(beat[1] for beat in beats), sum(beat[2] for beat in beats))
