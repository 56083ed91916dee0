"""Signatures of Bitbucket Cloud.

Source: https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/
"""

from july.hosts.host import Headers, header
from july.hosts.signing import is_signed

HEADER = "x-hub-signature"


def verify(headers: Headers, body: bytes, secret: str) -> bool:
    """Whether the body is signed with `secret`, in X-Hub-Signature, made with SHA-256."""
    return is_signed(header(headers, HEADER), body, secret, prefix="sha256=")
