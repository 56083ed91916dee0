"""Texts of other people, made fit for documents that are strict about characters."""

import unicodedata

# They turn the direction of what stands around them.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NEVER = frozenset("\ufffe\uffff\ufeff")


def gettext_noop(text: str) -> str:
    """`text` as it is, but found by `make messages`: it is translated where it is shown."""
    return text


def one_line(text: str) -> str:
    """`text` in one line, without what XML can't hold or what would disturb the text around it."""
    return " ".join("".join(filter(_may_stand, text)).split())


def _may_stand(character: str) -> bool:
    if character in _TURNING or character in _NEVER:
        return False
    # Half characters and controls; those that part words are left for `split`.
    return character.isspace() or unicodedata.category(character) not in {"Cc", "Cs"}
