"""Medals: the rim of each sort, worked out from how many points it has and how deep they are."""

from dataclasses import dataclass
from math import cos, pi, sin

from july.contest.own_badges import COMMITS, PROJECTS, STREAKS

SIZE = 48
RADIUS = 22.0
METALS = 4
"""From the palest to the warmest."""
RIMS = {
    "commits": (24, 0.93),
    "projects": (6, 0.9),
    "streak": (8, 0.8),
    "every-day": (16, 0.82),
    "polyglot": (4, 0.82),
}
"""Points of the rim, and the share of the radius at which the notches between them lie."""
PLAIN_RIM = (12, 0.88)
"""That of the badges of plugins."""
STEPS = {"commits": COMMITS, "projects": PROJECTS, "streak": STREAKS}


@dataclass(frozen=True, slots=True)
class Medal:
    """What a medal looks like."""

    rim: str
    metal: int
    """1 to METALS."""
    figure: str
    """What is stamped on it."""


def medal(sort: str, at: int) -> Medal:
    """The medal for so many of that sort."""
    return Medal(rim(*RIMS.get(sort, PLAIN_RIM)), _metal(sort, at), _figure(sort, at))


def rim(points: int, depth: float) -> str:
    """A path around the middle, one point upright."""
    centre = SIZE / 2
    places = []
    for index in range(2 * points):
        length = RADIUS * (depth if index % 2 else 1)
        angle = pi * index / points
        places.append(
            f"{round(centre + length * sin(angle), 1)},{round(centre - length * cos(angle), 1)}"
        )
    return f"M{'L'.join(places)}Z"


def _metal(sort: str, at: int) -> int:
    """The greatest of a sort is the warmest."""
    steps = STEPS.get(sort, (at,))
    return METALS - min(sum(step > at for step in steps), METALS - 1)


def _figure(sort: str, at: int) -> str:
    if sort == "polyglot":
        return "{ }"
    return f"{at // 1_000}k" if at >= 1_000 else str(at)
