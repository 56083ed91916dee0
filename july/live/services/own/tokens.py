"""`channel.renew`: longer life for an open private channel."""

from july.live import private
from july.live.services.own.reading import checked_text

__all__ = ["renew"]


def renew(token: str) -> str:
    """A fresh token, good for two hours, for one that lasts still. Raises Unauthorized."""
    return private.renew(checked_text(token, "token", private.LONGEST_TOKEN))
