"""Email addresses: how July tells that two are the same."""

import re
import unicodedata

from july.errors import BadField
from july.lib.names import is_usable

_PLAUSIBLE = re.compile(r"[^@\s]+@[^@\s]+\Z")
LONGEST = 254


def normalize(address: str) -> str:
    """`address` as July compares it: without space around it, in lower case.

    "" stays "", and so becomes what can be nobody's address because it can't be stored as one.
    """
    found = unicodedata.normalize("NFC", address.strip()).casefold()[:LONGEST]
    return found if is_usable(found) else ""


def require_address(text: str, *, field: str = "email") -> str:
    """`text` normalised. Raises BadField if it can't be an address."""
    address = normalize(text)
    if len(text.strip()) > LONGEST or not _PLAUSIBLE.match(address):
        raise BadField(
            f"{text!r} is no email address; expected one like octo@example.org.", field=field
        )
    return address
