"""Deliveries of July's own format, signed as a git host signs them."""

import hashlib
import hmac


def signed(secret: str, body: bytes) -> dict[str, str]:
    """The headers of a delivery."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-July-Signature": f"sha256={digest}", "Content-Type": "application/json"}
