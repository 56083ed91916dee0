"""Names of people, as they stand in addresses."""

import re

from july.errors import BadField

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,37}[a-z0-9])?\Z")
RESERVED = frozenset({"json", "w", "feed", "badge.svg", "settings", "new", "me"})
"""Words that addresses below /people/ need for themselves."""


_ALIKE = {"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "2": "z"}
_LOOKS = str.maketrans({**_ALIKE, **dict.fromkeys("._-", "")})


def look_of(name: str) -> str:
    """What a name looks like at a glance: the same for `0cto`, `oct0` and `oc.to`.

    After the confusable characters of Unicode's TR 39, of which names have only these.
    """
    return name.replace("rn", "m").translate(_LOOKS)


def require_name(text: str, *, field: str = "name") -> str:
    """`text` in lower case. Raises BadField if it can't be a person's name."""
    name = text.strip().lower()
    if not _NAME.match(name) or name in RESERVED:
        raise BadField(
            f"{text!r} can't be a name: 1 to 39 letters a-z, digits, dots, dashes and underscores,"
            " beginning and ending with a letter or digit.",
            field=field,
        )
    return name
