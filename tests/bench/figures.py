"""Figures, and the rows in which they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be: at least so much, or below it."""

    bound: float
    at_least: bool = False

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<'} {short(self.bound)}"

    def is_met(self, value: float) -> bool:
        """Whether a figure is what it should be."""
        return value >= self.bound if self.at_least else value < self.bound


def below(bound: float) -> Aim:
    """An aim from below."""
    return Aim(bound)


def at_least(bound: float) -> Aim:
    """An aim from above."""
    return Aim(bound, at_least=True)


def heading(title: str) -> None:
    """Print what the rows below it are about."""
    print(f"\n{title:<52}{'value':>10} {'unit':<10}{'aim':>9}  {'':<7}{'floor':>9}{'ratio':>8}")


def row(
    name: str, value: float, unit: str, *, aim: Aim | None = None, floor: float | None = None
) -> None:
    """Print one figure, whether it meets its aim, and its ratio to a floor of the same run."""
    met = "" if aim is None else "met" if aim.is_met(value) else "missed"
    beside = "" if not floor else f"{short(floor):>9}{short(value / floor):>8}"
    aimed = "" if aim is None else str(aim)
    line = f"  {name:<50}{short(value):>10} {unit:<10}{aimed:>9}  {met:<7}{beside}"
    print(line.rstrip(), flush=True)


def remark(text: str) -> None:
    """Print a line that explains rows."""
    print(f"  ({text})", flush=True)


def short(value: float) -> str:
    """A figure with three significant digits, or all before its point."""
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so great a share of all is not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def middle(values: Sequence[float]) -> float:
    """The median."""
    return median(values)
