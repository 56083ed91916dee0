"""Points over time as lines. Lengths are percent of the drawing's width and height, down from its
upper edge."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

TICKS = 4
"""At most so many lines across, besides that of nothing."""
ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing's way from nothing."""

    path: str
    end: float
    """Where it ends."""
    label: float
    """Where its name stands: the names stand in equal steps, in the order of the lines."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across, and how many points it stands for."""

    y: float
    points: int


def scale(most: int) -> list[int]:
    """Round numbers from 0 to at most `most`, in equal steps."""
    least = max(most, 1) / TICKS
    magnitude = 10 ** int(log10(least)) if least >= 1 else 1
    step = next(int(each * magnitude) for each in ROUND if _fits(each * magnitude, least))
    return list(range(0, most + 1, step))


def _fits(step: float, least: float) -> bool:
    return step >= least and step == int(step)


def lines(points: Sequence[Sequence[int]], top: int) -> tuple[Line, ...]:
    """A line for each sequence, which begins at 0 before its first number, below `top` points."""
    return tuple(
        Line(
            path="M0,100" + "".join(f"L{x},{_y(each, top)}" for x, each in _across(numbers)),
            end=_y(numbers[-1], top) if numbers else 100,
            label=round(100 * (place + 0.5) / len(points), 2),
        )
        for place, numbers in enumerate(points)
    )


def ticks(top: int) -> tuple[Tick, ...]:
    """The lines across below `top` points, at round numbers."""
    return tuple(Tick(_y(step, top), step) for step in scale(top))


def _across(numbers: Sequence[int]) -> list[tuple[float, int]]:
    return [(round(100 * day / len(numbers), 2), each) for day, each in enumerate(numbers, start=1)]


def _y(points: int, top: int) -> float:
    return round(100 * (1 - points / max(top, 1)), 2)
