"""Texts and addresses that come from outside, made safe to store and to link to."""

import re
from urllib.parse import SplitResult, urlsplit

# A NUL and half of a surrogate pair are legal in JSON, but neither can be stored everywhere or
# written as UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BLANK_OR_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
USUAL_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 1000
# An owner read from a path is kept in keys and indexes like any other.
LONGEST_PATH = 300
# RFC 1035, 2.3.4.
LONGEST_HOST = 253


def storable(text: str) -> str:
    """`text` with U+FFFD in place of every NUL and every lone surrogate."""
    return _UNSTORABLE.sub("\ufffd", text)


def web_url(text: str) -> str:
    """`text` if it is an http or https address, else "".

    User name, password, fragment and slashes at the end go: what is left may be shown to everybody.
    """
    parts = _split(text)
    if parts is None:
        return ""
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=place, fragment="").geturl().rstrip("/")


def site_of(url: str) -> str:
    """The host name in `url`, lower case, with its port unless it is the usual one; "" if none."""
    parts = _split(url)
    if parts is None or parts.hostname is None:
        return ""
    usual = parts.port in {None, USUAL_PORTS[parts.scheme]}
    return parts.hostname if usual else f"{parts.hostname}:{parts.port}"


def path_of(url: str) -> tuple[str, ...]:
    """The parts of the path of `url`, none if it is longer than a name may be.

    `https://example.org/ada/engine.git` has `("ada", "engine")`.
    """
    parts = _split(url)
    if parts is None or len(parts.path) > LONGEST_PATH:
        return ()
    return tuple(part for part in parts.path.removesuffix(".git").split("/") if part)


def _split(url: str) -> SplitResult | None:
    if len(url) > LONGEST_URL or _BLANK_OR_CONTROL.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        valid = parts.scheme in USUAL_PORTS and 0 < len(host) <= LONGEST_HOST and parts.port != 0
    except ValueError:
        return None
    return parts if valid else None
