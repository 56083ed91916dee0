"""Flags of countries, for places that name theirs."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale

LANGUAGES = ("en", "de")
"""In which names of countries are known; the codes of ISO 3166 and these are what people write."""
SHORT = {"usa": "US", "u.s.a.": "US", "uk": "GB", "u.k.": "GB", "great britain": "GB"}
# fmt: off
STATES = frozenset(
    ["AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS",
     "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY",
     "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV",
     "WI", "WY"]
)
# fmt: on
"""Codes of states, some of which are a country's too: in "Albany, CA" they tell nothing."""
_FIRST = ord("\N{REGIONAL INDICATOR SYMBOL LETTER A}")


def flag_of(place: str) -> str:
    """The flag of the country that a place is called by or ends with, "" where none is known.

    "Berlin, Germany", "Deutschland" and "Tokyo, JP" have one; "Berlin" has none.
    """
    country = _country_of(place)
    return "".join(chr(_FIRST + ord(letter) - ord("A")) for letter in country)


@lru_cache(maxsize=1_000)
def _country_of(place: str) -> str:
    """The code of the country, or ""."""
    last = place.rpartition(",")[2].strip()
    if last.upper() in _codes() and last.upper() not in STATES:
        return last.upper()
    return _names().get(_folded(last), "")


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().removeprefix("the "))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha() and code != "ZZ")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return dict(_named()) | SHORT


def _named() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in _codes():
                yield _folded(name), code
                yield _folded(name.replace("&", "and")), code
