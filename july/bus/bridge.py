"""Hears raw streams on the pub/sub of Redis, whatever becomes of Redis meanwhile.

https://redis.io/docs/latest/develop/pubsub/
"""

import logging
from collections.abc import Callable
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from july.bus.events import Event
from july.bus.persistence import SECONDS, Persistent
from july.bus.raw import LONGEST_MESSAGE, is_key, unnumbered_event
from july.bus.stream import bounded

logger = logging.getLogger(__name__)

EVERY_KEY = "*"
PATIENCE_SECONDS = 1.0
"""How long one wait for a message takes, and with it a stop."""


class Bridge(Persistent):
    """A thread that tells `hear` every message of every raw stream, from when it listens on.

    What is said while Redis is away is said to nobody.
    """

    def __init__(self, url: str, hear: Callable[[Event], None]) -> None:
        super().__init__("july-bridge")
        self._redis: Any = Redis.from_url(url, socket_keepalive=True, **bounded(SECONDS))
        self._hear = hear

    def _turn(self) -> None:
        with self._redis.pubsub() as pubsub:
            pubsub.psubscribe(EVERY_KEY)
            while not self._stopping.is_set():
                message = pubsub.get_message(timeout=PATIENCE_SECONDS)
                if message is None:
                    continue
                if message["type"] == "psubscribe":
                    self._failures = 0
                    self._known.set()
                elif message["type"] == "pmessage":
                    self._take(message["channel"], message["data"])

    def _take(self, channel: bytes, data: bytes) -> None:
        """Pass a message on, unless it is none of a raw stream: many share one Redis."""
        key = channel.decode("utf-8", "replace")
        if not is_key(key) or self._stopping.is_set():
            return
        if len(data) > LONGEST_MESSAGE:
            logger.debug("A message of %d bytes on %s is too long to be passed on", len(data), key)
            return
        self._hear(unnumbered_event(key, data.decode("utf-8", "replace")))

    def _close(self) -> None:
        self._redis.close()

    def _note_outage(self, error: RedisError) -> None:
        logger.warning("Redis is away (%s); raw streams are not heard until it is back", error)
