"""Short-lived tokens that whoever knows a key makes and checks: `EXPIRES.SIGNATURE`."""

import hashlib
import hmac

from july.lib import clock

LIFE = 300
"""Seconds that a token lasts."""


def make_token(key: str, purpose: str) -> str:
    """A token for `purpose`, which is signed and does not stand in it."""
    expires = str(int(clock.now().timestamp()) + LIFE)
    return f"{expires}.{_signature(key, purpose, expires)}"


def is_token(key: str, purpose: str, token: str) -> bool:
    """Whether `token` was made with `key` for `purpose`, and lasts still."""
    expires, _, signature = token.partition(".")
    made = _signature(key, purpose, expires)
    if not expires.isdecimal() or not hmac.compare_digest(made.encode(), signature.encode()):
        return False
    return int(expires) >= clock.now().timestamp()


def _signature(key: str, purpose: str, expires: str) -> str:
    """Signs with a key of its own, so that nothing else which the site signs is such a token."""
    own = hmac.digest(key.encode(), b"july.lib.tokens", hashlib.sha256)
    return hmac.new(own, f"{expires} {purpose}".encode(), hashlib.sha256).hexdigest()
