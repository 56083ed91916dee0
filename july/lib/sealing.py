"""Texts that are kept so that only who knows the site's key can read them."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken


def seal(key: str, purpose: str, text: str) -> bytes:
    """`text`, encrypted and signed for `purpose`."""
    return _sealer(key, purpose).encrypt(text.encode())


def unseal(key: str, purpose: str, sealed: bytes) -> str | None:
    """What `seal` was given, None if that was with another key or for another purpose."""
    try:
        return _sealer(key, purpose).decrypt(sealed).decode()
    except InvalidToken:
        return None


def _sealer(key: str, purpose: str) -> Fernet:
    """Seals with a key of its own for each purpose."""
    own = hmac.digest(key.encode(), f"july.lib.sealing {purpose}".encode(), hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(own))
