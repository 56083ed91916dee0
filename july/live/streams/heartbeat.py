"""A heartbeat to try raw streams with: one second of two leads, made by a formula.

Each wave of a beat is a bell curve at its time, which is how McSharry and others describe one (A
dynamical model for generating synthetic electrocardiogram signals, IEEE Transactions on Biomedical
Engineering 50, 2003). It is nobody's heart.
"""

from math import exp

from july.live.streams.rows import Row

ROWS = 129
"""One in 7 ms: 0.9 s of a pulse of 66 a minute."""

Wave = tuple[float, float, float]
"""When in the beat (0 to 1), how wide in the same measure, and how high in millivolts."""

FIRST_LEAD: tuple[Wave, ...] = (
    (0.24, 0.025, 0.15),
    (0.365, 0.008, -0.12),
    (0.39, 0.010, 1.10),
    (0.415, 0.009, -0.28),
    (0.64, 0.045, 0.32),
)
SECOND_LEAD: tuple[Wave, ...] = (
    (0.24, 0.025, 0.08),
    (0.37, 0.009, 0.10),
    (0.395, 0.011, -0.85),
    (0.42, 0.012, 0.22),
    (0.65, 0.050, -0.18),
)


def heartbeat() -> tuple[Row, ...]:
    """The rows of one beat: two leads in millivolts. Its end joins its beginning."""
    moments = [index / ROWS for index in range(ROWS)]
    return tuple(
        Row((f"{_height(FIRST_LEAD, at):.4f}", f"{_height(SECOND_LEAD, at):.4f}")) for at in moments
    )


def _height(lead: tuple[Wave, ...], at: float) -> float:
    return sum(height * exp(-(((at - when) / width) ** 2) / 2) for when, width, height in lead)
