"""Badges for the README of a project or the page of a person: a small SVG, label and value.

Whoever shows one has fonts of their own, so the words are given the width that the drawing has for
them.
"""

from django.utils.html import escape

from july.lib.glyphs import width
from july.lib.texts import one_line

HEIGHT = 20
LONGEST = 40
"""Characters of a label or a value."""
_FONT_SIZE = 11
_PAD = 7
_MARK = 17
"""Width of the sun before the label."""
_RAYS = "M10 3.6v1.2M10 15.2v1.2M3.6 10h1.2M15.2 10h1.2M5.5 5.5l.8.8M13.7 13.7l.8.8"
_RAYS += "M14.5 5.5l-.8.8M6.3 13.7l-.8.8"
# The band and the sun of the site, and ink that can be read on either.
_BAND, _ON_BAND, _SUN, _ON_SUN, _DULL = "#0d3b40", "#fbf8ec", "#ffb938", "#2b1800", "#dbd8cb"


def badge(label: str, value: str, *, dull: bool = False) -> str:
    """The badge as an SVG document; a dull one tells that there is nothing to tell."""
    label, value = _cut(label), _cut(value)
    spoken = escape(f"{label}: {value}")
    left, right = _room(label) + _MARK, _room(value)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}"'
        f' viewBox="0 0 {left + right} {HEIGHT}" role="img" aria-label="{spoken}">'
        f"<title>{spoken}</title>"
        f'<clipPath id="r"><rect width="{left + right}" height="{HEIGHT}" rx="4"/></clipPath>'
        f'<g clip-path="url(#r)"><path fill="{_BAND}" d="M0 0h{left}v{HEIGHT}H0z"/>'
        f'<path fill="{_DULL if dull else _SUN}" d="M{left} 0h{right}v{HEIGHT}H{left}z"/></g>'
        f'<g transform="translate(2)"><circle cx="10" cy="10" r="3.2" fill="{_SUN}"/>'
        f'<path stroke="{_SUN}" stroke-width="1.6" stroke-linecap="round" d="{_RAYS}"/></g>'
        f'<g font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="{_FONT_SIZE}">'
        f"{_words(label, _MARK, _ON_BAND)}{_words(value, left, _ON_SUN)}</g></svg>"
    )


def _cut(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"


def _room(text: str) -> int:
    return round(width(text, _FONT_SIZE)) + 2 * _PAD


def _words(text: str, x: int, colour: str) -> str:
    return (
        f'<text x="{x + _PAD}" y="14" fill="{colour}" textLength="{_room(text) - 2 * _PAD}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
    )
