"""The fonts of this machine, and which of them has which characters.

Pillow brings one of its own, with the letters of English; everything else is drawn in whatever font
is installed. What no font has is never drawn: a box says nothing.
"""

import os
import re
import unicodedata
from functools import lru_cache
from itertools import islice
from pathlib import Path

from PIL import ImageFont, features
from PIL.ImageFont import FreeTypeFont, Layout

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
MOST_FILES = 5_000
"""Files looked at for fonts."""
MOST_FONTS = 300
"""Fonts tried for a character."""
OWN = None
"""Instead of a path: the font that Pillow brings."""
_PROBE = 16
_NOTHING = "\U0010ffff"
"""No character, so every font draws what it draws for one it does not have."""
_ENDINGS = {".ttf", ".otf", ".ttc"}
_SHOWN_LATE = re.compile(
    r"bold|italic|oblique|mono|serif|light|thin|black|condensed", re.IGNORECASE
)
_NEVER = re.compile(r"lastresort|emoji|symbol", re.IGNORECASE)
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_FIRST_SHAPED, _LAST_SHAPED = 0x0900, 0x109F
"""The scripts of India and its neighbours, whose letters change with those beside them."""


@lru_cache(maxsize=1)
def installed() -> tuple[Path, ...]:
    """The fonts of this machine, plain ones first, those that have most letters among the first."""
    found = (
        Path(folder) / name
        for root in FOLDERS
        for folder, _, names in os.walk(root)
        for name in names
    )
    fonts = [
        path
        for path in islice(found, MOST_FILES)
        if path.suffix.lower() in _ENDINGS and not _NEVER.search(path.name)
    ]
    return tuple(sorted(fonts, key=_order)[:MOST_FONTS])


def _order(path: Path) -> tuple[bool, bool, str]:
    return bool(_SHOWN_LATE.search(path.stem)), "sans" not in path.stem.lower(), path.name


@lru_cache(maxsize=64)
def font(path: Path | None, size: int) -> FreeTypeFont | None:
    """The font in that size, None if it has no such size or can't be read."""
    try:
        found = ImageFont.load_default(size) if path is OWN else ImageFont.truetype(path, size)
    except OSError:
        return None
    return found if isinstance(found, FreeTypeFont) else None


@lru_cache(maxsize=10_000)
def has(path: Path | None, character: str) -> bool:
    """Whether the font has that character."""
    probe = _probe(path)
    if probe is None:
        return False
    return bytes(probe.getmask(character)) != bytes(probe.getmask(_NOTHING))


@lru_cache(maxsize=MOST_FONTS + 1)
def _probe(path: Path | None) -> FreeTypeFont | None:
    """A small copy that looks at each character for itself."""
    if path is OWN:
        return font(OWN, _PROBE)
    try:
        return ImageFont.truetype(path, _PROBE, layout_engine=Layout.BASIC)
    except OSError:
        return None


def fonts() -> tuple[Path | None, ...]:
    """All there are, Pillow's own first."""
    return (OWN, *installed())


@lru_cache(maxsize=2_000)
def font_of(character: str) -> tuple[Path | None] | None:
    """The first font that has the character, in a tuple; None if it can't be drawn."""
    if not _can_be_laid_out(character):
        return None
    return next(((path,) for path in fonts() if has(path, character)), None)


def _can_be_laid_out(character: str) -> bool:
    """Whether this machine writes it in the right direction and joined as it should be."""
    if features.check("raqm"):
        return True
    shaped = _FIRST_SHAPED <= ord(character) <= _LAST_SHAPED
    return not shaped and unicodedata.bidirectional(character) not in _RIGHT_TO_LEFT
