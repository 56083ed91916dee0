"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of all benchmarks."""

    seconds: float = 8.0
    """How long one rate is measured."""
    rounds: int = 3
    """How often, of which the median is printed."""
    commits: tuple[int, int] = (10_000, 1_000_000)
    """Stored commits of the small and the large data set."""
    players: int = 100_000
    large_push: int = 2_000
    feed_pushes: int = 300
    crashes: int = 50


QUICK = Scale(
    seconds=2.0,
    rounds=1,
    commits=(10_000, 100_000),
    players=20_000,
    large_push=500,
    feed_pushes=60,
    crashes=3,
)
