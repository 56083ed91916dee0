"""A picture for everybody without one: a small sun of their own, drawn from the name.

Always the same for the same name, made here, so that no page asks another site for it.
"""

import hashlib
from math import cos, pi, sin

SIZE = 64
_MIDDLE = SIZE // 2
# Sky and sun: pairs that stand out from each other and from both themes of the site.
PAIRS = (
    ("#12555c", "#ffc857"),
    ("#8a3b12", "#ffd98a"),
    ("#1f4e79", "#ffb238"),
    ("#5b2c57", "#ffb8a0"),
    ("#2f5d3a", "#f6e27f"),
    ("#f2a100", "#6b2d00"),
    ("#e9633b", "#fff1c9"),
    ("#0f7173", "#f4f1de"),
    ("#3d405b", "#f2cc8f"),
    ("#a63d40", "#ffdf80"),
    ("#f4d35e", "#0d5c63"),
    ("#7a9e3b", "#1e2f0c"),
)


def face(name: str) -> str:
    """The picture of `name` as an SVG document."""
    dice = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    sky, sun = PAIRS[dice[0] % len(PAIRS)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">'
        f'<rect width="{SIZE}" height="{SIZE}" fill="{sky}"/>'
        f'<g fill="{sun}" stroke="{sun}" stroke-linecap="round">'
        f"{_rays(dice)}{_core(dice[3], sky)}</g></svg>"
    )


def _rays(dice: bytes) -> str:
    rays = 5 + dice[1] % 8
    draw = (_beam, _spike, _spark, _pair)[dice[2] % 4]
    turn = dice[4] / 256
    return "".join(draw(2 * pi * (ray + turn) / rays, pi / rays) for ray in range(rays))


def _at(angle: float, radius: float) -> str:
    return f"{_MIDDLE + radius * sin(angle):.1f} {_MIDDLE - radius * cos(angle):.1f}"


def _beam(angle: float, _half: float) -> str:
    return f'<path stroke-width="4" d="M{_at(angle, 18)}L{_at(angle, 25)}"/>'


def _spike(angle: float, half: float) -> str:
    left, right = _at(angle - half * 0.7, 16), _at(angle + half * 0.7, 16)
    return f'<path stroke="none" d="M{left}L{_at(angle, 27)}L{right}z"/>'


def _spark(angle: float, _half: float) -> str:
    x, y = _at(angle, 22).split()
    return f'<circle stroke="none" cx="{x}" cy="{y}" r="3.2"/>'


def _pair(angle: float, half: float) -> str:
    near, far = _at(angle, 17), _at(angle, 21)
    dot = _at(angle + half, 23)
    return f'<path stroke-width="3.5" d="M{near}L{far}"/><path stroke-width="4" d="M{dot}L{dot}"/>'


def _core(die: int, sky: str) -> str:
    disc = f'<circle stroke="none" cx="{_MIDDLE}" cy="{_MIDDLE}" r="12"/>'
    eye = f'<circle stroke="none" fill="{sky}" cx="{_MIDDLE}" cy="{_MIDDLE}" r="5"/>'
    half = f'<path stroke="none" fill="{sky}" d="M23 32a9 9 0 0 0 18 0z"/>'
    return (disc, disc + eye, disc + half)[die % 3]
