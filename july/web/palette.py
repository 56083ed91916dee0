"""The roles of colour as the style sheet has them, and how well they can be read."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from july.lib.words import Text
from july.web.links import STATIC_ROOT

TEXT, LARGE = 4.5, 3.0
"""Contrast that WCAG 2.2 asks of text, and of large text and what is drawn (1.4.3, 1.4.11)."""

_TOKENS = re.compile(r"@layer tokens \{(.*?)\n\}", re.DOTALL)
_ROLE = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour on the colour behind it."""

    front: str
    back: str
    least: float
    means: Text


PAIRS = (
    Pair("ink", "paper", TEXT, _("Text")),
    Pair("ink", "sheet", TEXT, _("Text on a sheet: cards, fields, menus")),
    Pair("ink", "sunk", TEXT, _("Text on sunken ground: tags, notices, code")),
    Pair("soft", "paper", TEXT, _("What matters less")),
    Pair("soft", "sheet", TEXT, _("The same on a sheet")),
    Pair("soft", "sunk", TEXT, _("The same on sunken ground")),
    Pair("link", "paper", TEXT, _("Links")),
    Pair("link", "sunk", TEXT, _("Links on sunken ground")),
    Pair("on-strong", "strong", TEXT, _("Buttons, the current page in a list")),
    Pair("on-band", "band", TEXT, _("The head of a calendar or a drawing")),
    Pair("sun-ink", "paper", TEXT, _("Points; whoever leads")),
    Pair("sun-large", "paper", LARGE, _("Large figures")),
    Pair("good", "paper", LARGE, _("It worked: edges and dots")),
    Pair("bad", "paper", TEXT, _("It did not: edges, and words about it")),
    Pair("focus", "paper", LARGE, _("The ring around what the keyboard is on")),
    Pair("heat-ink", "heat-1", TEXT, _("A day with few commits")),
    Pair("heat-ink", "heat-2", TEXT, _("A day with some; a running game")),
    Pair("heat-ink-3", "heat-3", TEXT, _("A day with many")),
    Pair("heat-ink-4", "heat-4", TEXT, _("The busiest days")),
)


@dataclass(frozen=True, slots=True)
class Shade:
    """A pair in one scheme: both colours, as #rrggbb, and their contrast."""

    front: str
    back: str
    contrast: float


@lru_cache(maxsize=1)
def schemes() -> tuple[dict[str, str], dict[str, str]]:
    """Role to colour, `#rrggbb`, in the light and in the dark, as july.css has them."""
    text = (STATIC_ROOT / "css" / "july.css").read_text(encoding="utf-8")
    tokens = _TOKENS.search(text)
    light, _, dark = tokens[1].partition("@media") if tokens else ("", "", "")
    in_light = dict(_ROLE.findall(light))
    return in_light, in_light | dict(_ROLE.findall(dark))


def shades() -> list[tuple[Pair, Shade, Shade]]:
    """Every pair, with how it looks in the light and in the dark."""
    light, dark = schemes()
    return [(pair, _shade(pair, light), _shade(pair, dark)) for pair in PAIRS]


def _shade(pair: Pair, colours: dict[str, str]) -> Shade:
    front, back = colours[pair.front], colours[pair.back]
    return Shade(front, back, contrast(front, back))


def contrast(one: str, other: str) -> float:
    """From 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """From 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def schemes_css() -> str:
    """A style sheet in which `.scheme-light` and `.scheme-dark` look so whatever the visitor's."""
    light, dark = schemes()
    return "@layer tokens {\n" + _rule("light", light) + _rule("dark", dark) + "}\n"


def _rule(scheme: str, colours: dict[str, str]) -> str:
    roles = "".join(f" --{role}: {colour};" for role, colour in colours.items())
    return f"  .scheme-{scheme} {{ color-scheme: {scheme};{roles} }}\n"
