"""Signatures by HMAC-SHA256, compared in constant time (RFC 2104)."""

import hashlib
import hmac


def is_signed(given: str, message: bytes, secret: str, *, prefix: str = "") -> bool:
    """Whether `given` is `prefix` and the HMAC-SHA256 of `message` under `secret` in hexadecimal.

    An empty secret signs nothing: anybody could have made that signature.
    """
    if not secret:
        return False
    digest = hmac.new(key_of(secret), message, hashlib.sha256).hexdigest()
    return is_same(given, prefix + digest)


def is_same(given: str, expected: str) -> bool:
    """Whether two texts are equal, without telling by the time it takes where they differ."""
    return hmac.compare_digest(key_of(given), key_of(expected))


def key_of(text: str) -> bytes:
    """`text` as bytes; lone surrogates, which a header may bring, do no harm."""
    return text.encode("utf-8", "surrogatepass")
