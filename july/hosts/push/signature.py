"""The signature of July's own format."""

from july.hosts.host import Headers, header
from july.hosts.signing import is_signed

HEADER = "x-july-signature"


def verify(headers: Headers, body: bytes, secret: str) -> bool:
    """Whether the body is signed with `secret`, in X-July-Signature."""
    return is_signed(header(headers, HEADER), body, secret, prefix="sha256=")
