"""Authors as git and Mercurial write them in one line."""

import re

from july.hosts.commits import email_of
from july.hosts.values import Author

_NAME_AND_EMAIL = re.compile(r"([^<>]*)<([^<>]*)>\s*", re.DOTALL)


def read_raw_author(raw: str, username: str) -> Author:
    """The author in `Name <email>`. Mercurial let people write just a name or just an address."""
    match = _NAME_AND_EMAIL.fullmatch(raw)
    if match:
        name, email = match[1].strip(), email_of(match[2])
    elif "@" in raw and " " not in raw.strip():
        name, email = "", email_of(raw)
    else:
        name, email = raw.strip(), ""
    return Author(name, email, username.strip() or None)
