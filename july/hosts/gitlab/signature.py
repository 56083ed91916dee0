"""How GitLab proves who it is: a token in clear, or signatures of Standard Webhooks.

Sources: https://docs.gitlab.com/user/project/integrations/webhooks/
and https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from july.hosts.host import Headers, header
from july.hosts.signing import is_same, key_of
from july.lib import clock

SIGNING_SECRET = "whsec_"  # noqa: S105 - how such a secret begins
# A recorded delivery can't be sent again later than this.
TOLERANCE_SECONDS = 300


def verify(headers: Headers, body: bytes, secret: str, now: datetime | None = None) -> bool:
    """Whether the delivery knows `secret`.

    A secret that begins with `whsec_` is a signing key: `webhook-signature` must be made with it,
    not over five minutes before or after `now`. Any other secret is the token in `X-Gitlab-Token`.
    A delivery without a signature may bring a signing key as token: it was pasted there.
    """
    if not secret:
        return False
    if secret.startswith(SIGNING_SECRET) and header(headers, "webhook-signature"):
        return _is_fresh(headers, now or clock.now()) and _is_signed(headers, body, secret)
    return is_same(header(headers, "x-gitlab-token"), secret)


def _is_fresh(headers: Headers, now: datetime) -> bool:
    stamp = header(headers, "webhook-timestamp")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    return abs(now.timestamp() - int(stamp)) <= TOLERANCE_SECONDS


def _is_signed(headers: Headers, body: bytes, secret: str) -> bool:
    """Whether one of the signatures fits: there are several while a key is being replaced."""
    try:
        key = base64.b64decode(secret.removeprefix(SIGNING_SECRET), validate=True)
    except (binascii.Error, ValueError):
        return False
    if not key:
        return False
    message_id, stamp = header(headers, "webhook-id"), header(headers, "webhook-timestamp")
    message = key_of(f"{message_id}.{stamp}.") + body
    digest = hmac.new(key, message, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(digest).decode()
    return any(
        is_same(given, expected) for given in header(headers, "webhook-signature").split(" ")
    )
