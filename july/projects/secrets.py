"""Secrets of hooks."""

import base64
import secrets


def new_secret(host: str) -> str:
    """GitLab's can be pasted there as signing token, which is safer, or as secret token."""
    if host == "gitlab":
        return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(32)
