"""What is missing for the next badges."""

from collections.abc import Mapping
from dataclasses import dataclass

from july.contest.own_badges import COMMITS, LANGUAGES, PROJECTS, STREAKS

STEPS = {
    "commits": COMMITS,
    "projects": PROJECTS,
    "streak": STREAKS,
    "polyglot": (LANGUAGES,),
}
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Step:
    """The next badge of a sort."""

    sort: str
    at: int
    reached: int
    """How many of `at` there are."""

    @property
    def missing(self) -> int:
        """How many more it takes."""
        return self.at - self.reached


def next_steps(reached: Mapping[str, int], earned: Mapping[str, int]) -> list[Step]:
    """The nearest ones, by the share that is still missing.

    `reached` is how many there are of each sort, `earned` the greatest that each sort has been
    awarded for: a streak that was broken begins anew.
    """
    steps = [
        Step(sort, at, min(count, at - 1))
        for sort, count in reached.items()
        if (at := _next(sort, max(count, earned.get(sort, 0))))
    ]
    return sorted(steps, key=lambda step: (step.missing / step.at, step.at))[:SHOWN]


def _next(sort: str, count: int) -> int | None:
    return next((at for at in STEPS[sort] if at > count), None)
