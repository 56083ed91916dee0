"""How wide a text is when somebody else draws it, without a font at hand.

The widths are those of DejaVu Sans, which are near enough to Verdana's: thousandths of the font's
size, for the characters from the space to the tilde.
"""

import unicodedata

# fmt: off
_PLAIN = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
)
# fmt: on
_WIDTHS = {chr(number): width for number, width in enumerate(_PLAIN, ord(" "))}
_NONE = frozenset({"Mn", "Me", "Cf"})
"""Categories of what is drawn over its neighbour, or not at all."""
_USUAL, _SQUARE = 650, 1000


def width(text: str, size: float) -> float:
    """The width of `text` in a sans-serif font of that size, in the size's unit."""
    return sum(map(_width, text)) * size / 1000


def _width(character: str) -> int:
    if unicodedata.category(character) in _NONE:
        return 0
    base = unicodedata.normalize("NFKD", character)[0]  # an accent makes no letter wider
    if base in _WIDTHS:
        return _WIDTHS[base]
    return _SQUARE if unicodedata.east_asian_width(base) in "WF" else _USUAL
