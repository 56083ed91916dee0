"""Writing on a picture, in whatever fonts have the letters."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from PIL.ImageDraw import ImageDraw

from july.lib.texts import one_line
from july.web.cards import fonts

# Spaces, and what joined characters that are gone.
_LOOSE = re.compile("[\\u200c\\u200d]*\\s[\\s\\u200c\\u200d]*")
BOLD = 26
"""A letter this high gets a stroke one wide: most fonts at hand have no bold of their own."""


@dataclass(frozen=True, slots=True)
class Style:
    """How something is written."""

    size: int
    colour: str
    bold: bool = False

    @property
    def stroke(self) -> float:
        """Width of the line around each letter."""
        return self.size / BOLD / 2 if self.bold else 0


def drawable(text: str) -> str:
    """`text` with the characters that a font at hand has, accents gone where they must; or ""."""
    kept = "".join(map(_drawable, one_line(text)))
    return _LOOSE.sub(" ", kept).strip() if any(map(str.isalnum, kept)) else ""


def _drawable(character: str) -> str:
    if character.isspace() or fonts.font_of(character):
        return character
    base = unicodedata.normalize("NFKD", character)
    return "".join(each for each in base if fonts.font_of(each) and not unicodedata.combining(each))


def runs(text: str) -> list[tuple[Path | None, str]]:
    """The text in stretches of one font each: one for all of it, if any font has all of it."""
    for path in fonts.fonts():
        if all(character.isspace() or fonts.has(path, character) for character in text):
            return [(path, text)]
    stretches: list[tuple[Path | None, str]] = []
    for character in text:
        found = fonts.font_of(character)
        path = (
            found[0] if found and not _joins(character) else stretches[-1][0] if stretches else None
        )
        if stretches and stretches[-1][0] == path:
            stretches[-1] = (path, stretches[-1][1] + character)
        else:
            stretches.append((path, character))
    return stretches


def _joins(character: str) -> bool:
    """Whether it belongs to the character before it."""
    return character.isspace() or bool(unicodedata.combining(character))


def length(text: str, style: Style) -> float:
    """How wide the text is, in pixels."""
    found = ((fonts.font(path, style.size), part) for path, part in runs(text))
    return sum(font.getlength(part) for font, part in found if font)


def write(draw: ImageDraw, at: tuple[float, float], text: str, style: Style) -> float:
    """Write on the line at that height, from there on; gives where it ends."""
    x, y = at
    for path, part in runs(text):
        font = fonts.font(path, style.size)
        if font is None:
            continue
        draw.text(
            (x, y), part, style.colour, font, anchor="ls",
            stroke_width=style.stroke, stroke_fill=style.colour,
        )  # fmt: skip
        x += font.getlength(part)
    return x


def fitted(text: str, style: Style, room: float) -> str:
    """The text, cut with an ellipsis where it is too wide."""
    if length(text, style) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if length(text[:middle].rstrip() + "…", style) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"
