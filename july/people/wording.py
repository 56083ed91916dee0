"""What people may write about themselves: words that a site does not want, and too many links.

The rules are data: `JULY_BLOCKED_WORDS` names a file with a word or phrase a line, and
`JULY_MOST_LINKS` says how many links one text may hold.
"""

import re
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from july.config import settings
from july.errors import BadField

_LINK = re.compile(r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.|\bmailto:)", re.IGNORECASE)
_MARKS = "Mn", "Cf"
"""Accents and what nobody sees: neither makes another word."""


def require_decent(text: str, *, field: str) -> str:
    """`text`, if the site's rules let people write it about themselves.

    Raises BadField that names the field, with the word or the number of links that is too much.
    """
    word = blocked_word(text, settings().blocked_words)
    if word is not None:
        message = _("%(field)s: not with the word “%(word)s”, please; this site does not show it.")
        raise BadField(message % {"field": field, "word": word}, field=field)
    most = settings().most_links
    if links_in(text) > most:
        message = ngettext(
            "%(field)s: there may be %(most)s link in it at the most.",
            "%(field)s: there may be %(most)s links in it at the most.",
            most,
        )
        raise BadField(message % {"field": field, "most": most}, field=field)
    return text


def links_in(text: str) -> int:
    """How many links a text holds, whether or not anything would make them such."""
    return len(_LINK.findall(unicodedata.normalize("NFKC", text)))


def blocked_word(text: str, rules: tuple[str, ...]) -> str | None:
    """The first of the blocked words in a text, None if there is none.

    A rule is a whole word or phrase, however it is written: case, accents and invisible characters
    make no difference. A * at its end or beginning stands for more letters: `casino*`.
    """
    if not rules:
        return None
    found = _pattern(rules).search(folded(text))
    return found[0] if found else None


def folded(text: str) -> str:
    """`text` as words are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (each for each in plain if unicodedata.category(each) not in _MARKS)
    return " ".join("".join(kept).split())


@lru_cache(maxsize=4)
def _pattern(rules: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_as_pattern, rules)))


def _as_pattern(rule: str) -> str:
    word = re.escape(folded(rule.strip("*")))
    before = "" if rule.startswith("*") else r"(?<!\w)"
    after = "" if rule.endswith("*") else r"(?!\w)"
    return f"{before}{word}{after}"
