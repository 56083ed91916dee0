"""Names as they stand in addresses."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 100
_ACCENTS = frozenset({1, *range(10, 37), *range(200, 256)})
"""Canonical combining classes of marks that a word may do without: accents, and the points of
Hebrew and Arabic. All others are part of the word: vowels of India and Thailand, voiced kana."""
_SELECTORS = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks that nobody sees: they choose between forms of a sign."""


def slugify(text: str) -> str:
    """`text` in lower case, every run of other than letters, digits and dots a dash.

    Letters of every script stay (北京 is a slug), accents go (`São Paulo` -> `sao-paulo`).
    Gives "" if nothing is left.
    """
    decomposed = unicodedata.normalize("NFKD", _SELECTORS.sub("", text))
    plain = "".join(char for char in decomposed if unicodedata.combining(char) not in _ACCENTS)
    composed = unicodedata.normalize("NFC", plain).casefold()
    dashed = re.sub("-+", "-", "".join(_dashed(composed)))
    return dashed.strip("-.")[:LONGEST].rstrip("-.")


def _dashed(text: str) -> Iterator[str]:
    """The signs of which a slug is made, and a dash for each that can't stand in one.

    A mark stands only with the letter that it belongs to.
    """
    carries = False
    for char in text:
        if char.isalnum() or (carries and unicodedata.category(char) in {"Mn", "Mc"}):
            carries = True
            yield char
        else:
            carries = False
            yield char if char == "." else "-"
