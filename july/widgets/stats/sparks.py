"""A row of numbers as a line with the ground below it. Lengths are percent of the drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

TOP, BOTTOM = 6.0, 97.0
"""Where the highest number and nothing lie, so that the stroke has room."""


@dataclass(frozen=True, slots=True)
class Spark:
    """The line, and the ground that it bounds."""

    line: str
    ground: str


def every_day(days: Mapping[str, int], first: date, last: date) -> list[int]:
    """The numbers of all days from the first to the last, 0 where none is told."""
    length = (last - first).days + 1
    return [days.get((first + timedelta(days=each)).isoformat(), 0) for each in range(length)]


def spark(numbers: Sequence[int]) -> Spark:
    """The line through those numbers, of which there must be some."""
    most = max(numbers) or 1
    places = [
        (round(100 * index / max(len(numbers) - 1, 1), 2), _y(each / most))
        for index, each in enumerate(numbers)
    ]
    if len(places) == 1:
        places.append((100.0, places[0][1]))
    line = "M" + "L".join(f"{x},{y}" for x, y in places)
    return Spark(line, f"{line}L100,100L0,100Z")


def _y(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share, 2)
