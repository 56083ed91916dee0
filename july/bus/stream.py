"""The stream in Redis, with an end to every wait.

https://redis.io/docs/latest/develop/data-types/streams/
"""

from collections.abc import Mapping, Sequence
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.retry import Retry

CONNECT_SECONDS = 0.5
LENGTH = 10_000
"""Entries that the stream holds, and somewhat more: Redis drops whole blocks of them."""

Fields = Mapping[bytes, bytes]
Entry = tuple[bytes, Fields]
"""An entry's id and fields, as Redis gives them."""


def bounded(seconds: float) -> dict[str, Any]:
    """Options of a connection on which no answer takes longer than `seconds`.

    Who was disconnected tries once more, at once: a connection that was kept open is closed when
    Redis begins anew. What took too long is not tried again.
    """
    return {
        "protocol": 2,
        "socket_connect_timeout": min(CONNECT_SECONDS, seconds),
        "socket_timeout": seconds,
        "retry": Retry(NoBackoff(), 1, supported_errors=(Disconnected,)),
    }


class Stream:
    """One stream; every method raises RedisError if Redis does not answer in time.

    Connects when it is used, from whatever thread.
    """

    def __init__(self, url: str, name: str, seconds: float, length: int = LENGTH) -> None:
        self._redis: Any = Redis.from_url(url, **bounded(seconds))  # redis-py's types are no help
        self._name = name
        self._length = length

    def add(self, fields: Mapping[str, bytes | str]) -> str:
        """Add an entry, and drop the oldest if there are too many; gives its id."""
        given = self._redis.xadd(self._name, fields, maxlen=self._length, approximate=True)
        return str(given, "ascii")

    def say(self, key: str, messages: Sequence[str]) -> None:
        """Publish `messages` to whoever is subscribed to `key` now; they are kept nowhere."""
        pipeline = self._redis.pipeline(transaction=False)
        for message in messages:
            pipeline.publish(key, message.encode("utf-8", "replace"))
        pipeline.execute()

    def wait(self, after: str, milliseconds: int) -> None:
        """Wait until there is an entry after that id, or the time is over."""
        self._redis.xread({self._name: after}, count=1, block=milliseconds)

    def entries(self, start: str = "-", count: int | None = None) -> Sequence[Entry]:
        """The first entries from that id on."""
        found: Sequence[Entry] = self._redis.xrange(self._name, min=start, count=count)
        return found

    def close(self) -> None:
        """Let go of the connections."""
        self._redis.close()
