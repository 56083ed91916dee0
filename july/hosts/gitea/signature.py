"""Signatures of Gitea, Forgejo and Gogs.

Source: https://docs.gitea.com/usage/webhooks
"""

from july.errors import BadRequest
from july.hosts.bodies import json_bytes
from july.hosts.host import Headers, header
from july.hosts.signing import is_signed

HEADERS = ("x-forgejo-signature", "x-gitea-signature", "x-gogs-signature")


def verify(headers: Headers, body: bytes, secret: str) -> bool:
    """Whether the delivery is signed with `secret`: bare hexadecimal HMAC-SHA256.

    It is made over the JSON, even where that is sent inside a form.
    """
    try:
        message = json_bytes(headers, body)
    except BadRequest:
        return False
    return is_signed(header(headers, *HEADERS), message, secret)
