"""Finding names by how their words begin, whatever their case and accents."""

import re
import unicodedata

MOST_WORDS = 10
LONGEST_WORD = 40
LAST = "\U0010ffff"
"""Sorts behind everything that a word may go on with."""
_WORD = re.compile(r"[^\W_]+")


def words_of(*names: str | None) -> list[str]:
    """The words by which a thing with these names is found, each once."""
    folded = unicodedata.normalize("NFKD", " ".join(name for name in names if name).casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    words = (word[:LONGEST_WORD] for word in _WORD.findall(plain))
    return list(dict.fromkeys(words))[:MOST_WORDS]


def fits(words: list[str], wanted: list[str]) -> bool:
    """Whether each wanted word is the beginning of one of the words."""
    return all(any(word.startswith(each) for word in words) for each in wanted)
