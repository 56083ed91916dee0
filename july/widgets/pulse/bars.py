"""An hour by the minute, as bars. Lengths are percent of the drawing's width and height."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MINUTES = 60
LOWEST = 4.0
"""Height of the bar of a minute with a single commit among many."""
GAP = 0.25
"""Share of a minute's width that stays free."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One minute with commits."""

    x: float
    y: float
    width: float
    height: float
    commits: int
    ago: int
    """Minutes before the last one."""


def minutes_of(beats: Iterable[Sequence[int]], until: int) -> list[int]:
    """Commits in each of the sixty minutes up to `until`, the oldest first, of beats that begin
    with a second and how many commits it had."""
    minutes = [0] * MINUTES
    for second, commits, *_ in beats:
        ago = (until - second) // 60
        minutes[MINUTES - 1 - min(max(ago, 0), MINUTES - 1)] += commits
    return minutes


def bars(minutes: Sequence[int]) -> tuple[Bar, ...]:
    """A bar for each minute with commits; the highest takes all of the height."""
    step = 100 / len(minutes)
    most = max(minutes)
    return tuple(
        Bar(
            x=round((index + GAP / 2) * step, 3),
            y=round(100 - height, 3),
            width=round((1 - GAP) * step, 3),
            height=round(height, 3),
            commits=commits,
            ago=len(minutes) - 1 - index,
        )
        for index, commits in enumerate(minutes)
        if (height := max(100 * commits / most, LOWEST) if commits else 0)
    )
