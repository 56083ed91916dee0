"""Signatures of GitHub.

Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

from july.hosts.host import Headers, header
from july.hosts.signing import is_signed

# GitHub also sends X-Hub-Signature, made with SHA-1, for programs from before 2020. It always comes
# together with the newer one, so a delivery that has only the old one is not from GitHub.
HEADER = "x-hub-signature-256"


def verify(headers: Headers, body: bytes, secret: str) -> bool:
    """Whether the body is signed with `secret`, in X-Hub-Signature-256."""
    return is_signed(header(headers, HEADER), body, secret, prefix="sha256=")
