"""Which messages are haiku: three lines of five, seven and five syllables.

Syllables are counted by ear, so a program can only guess. This one counts groups of vowels, and
knows where English writes some that nobody says; docs/index.md has its rules.
"""

import re

LINES = (5, 7, 5)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d")
_VOWELS = re.compile(r"[aeiouyäöü]+")
_SILENT = re.compile(r"(?<=[^aeiouy])e$|(?<=[^aeiouydt])ed$|(?<=[^aeiouysxzcg])(?<!ch|sh)es$")
_SOUNDED = re.compile(r"[^aeiouyl]le[sd]?$")
_APART = re.compile(r"ia|(?<![ts])io|eo|uou|ying|(?<=cr)ea|[^q]ua[lt]")
_DIGITS = {"0": 2, "7": 2}


def haiku_of(message: str) -> tuple[str, str, str] | None:
    """The three lines of a message whose first paragraph is a haiku, else None.

    It may be written on one line or on several: what counts is that words end where lines do.
    """
    words = message.strip().partition("\n\n")[0].split()
    lines: list[str] = []
    for wanted in LINES:
        count, taken = 0, 0
        while count < wanted and taken < len(words):
            count += syllables(words[taken])
            taken += 1
        if count != wanted:
            return None
        lines.append(" ".join(words[:taken]))
        words = words[taken:]
    first, second, third = lines
    return None if any(map(syllables, words)) else (first, second, third)


def syllables(text: str) -> int:
    """How many syllables the words of a text have together."""
    return sum(_of_word(word.lower()) for word in _WORD.findall(text))


def _of_word(word: str) -> int:
    if word.isdigit():
        return _DIGITS.get(word, 1)
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word))
    if _SILENT.search(word) and not _SOUNDED.search(word):
        count -= 1
    return max(count, 1)
