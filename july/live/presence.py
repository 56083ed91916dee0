"""Who is watching right now: the open connections of all switchboards.

A switchboard says of each connection that it is there, and again every minute: who has not been
mentioned for a while was held by a process that is gone. Watchers of the number hear of a change a
few seconds late, and all changes together, so that a page that is loaded anew moves nothing.
"""

from collections.abc import Iterable
from functools import lru_cache
from threading import Lock, Timer
from time import monotonic, time
from typing import Any, Protocol

from redis import Redis
from redis.exceptions import RedisError

from july.bus import notices
from july.config import settings
from july.errors import Unavailable

CHANNEL = "presence"
LEASE_SECONDS = 150
"""How long a connection counts after it was last mentioned."""
GRACE_SECONDS = 5.0
"""How late watchers of the number hear of a change."""
MOST_IDS = 1_000
"""Connections in one message."""

_KEY = "july:presence"
_TIMEOUT = 1.0


class Register(Protocol):
    """Where it is written down who is there."""

    def add(self, ids: Iterable[str]) -> int:
        """Note that they are there, for a lease; gives how many were not."""

    def remove(self, ids: Iterable[str]) -> int:
        """Note that they are gone; gives how many were there."""

    def count(self) -> int:
        """How many are there."""


class LocalRegister:
    """In the memory of the one process there is."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._lock = Lock()

    def add(self, ids: Iterable[str]) -> int:
        """Note that they are there, for a lease; gives how many were not."""
        until = monotonic() + LEASE_SECONDS
        with self._lock:
            before = len(self._until)
            self._until.update(dict.fromkeys(ids, until))
            return len(self._until) - before

    def remove(self, ids: Iterable[str]) -> int:
        """Note that they are gone; gives how many were there."""
        with self._lock:
            return sum(self._until.pop(id, None) is not None for id in ids)

    def count(self) -> int:
        """How many are there."""
        now = monotonic()
        with self._lock:
            self._until = {id: until for id, until in self._until.items() if until > now}
            return len(self._until)


class SharedRegister:
    """In Redis, as a sorted set: the end of the lease is the score."""

    def __init__(self, url: str) -> None:
        self._redis: Any = Redis.from_url(  # redis-py's types are no help
            url, protocol=2, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT
        )

    def add(self, ids: Iterable[str]) -> int:
        """Note that they are there, for a lease; gives how many were not. Raises Unavailable."""
        until = time() + LEASE_SECONDS
        return self._ask("zadd", _KEY, dict.fromkeys(ids, until))

    def remove(self, ids: Iterable[str]) -> int:
        """Note that they are gone; gives how many were there. Raises Unavailable."""
        return self._ask("zrem", _KEY, *ids)

    def count(self) -> int:
        """How many are there. Raises Unavailable."""
        self._ask("zremrangebyscore", _KEY, "-inf", time())
        return self._ask("zcard", _KEY)

    def _ask(self, command: str, *arguments: object) -> int:
        try:
            return int(getattr(self._redis, command)(*arguments))
        except RedisError as error:
            message = f"Redis, which counts who is watching, does not answer: {error}"
            raise Unavailable(message) from error


class Presence:
    """The number of open connections, and word of its changes."""

    def __init__(self, register: Register, *, grace: float = GRACE_SECONDS) -> None:
        self._register = register
        self._grace = grace
        self._timer: Timer | None = None
        self._lock = Lock()

    def connected(self, ids: Iterable[str]) -> None:
        """They are there, or still there."""
        if self._register.add(ids):
            self._tell_soon()

    def disconnected(self, ids: Iterable[str]) -> None:
        """They are gone."""
        if self._register.remove(ids):
            self._tell_soon()

    def count(self) -> int:
        """How many are watching."""
        return self._register.count()

    def _tell_soon(self) -> None:
        with self._lock:
            if self._timer is None:
                self._timer = Timer(self._grace, self._tell)
                self._timer.daemon = True
                self._timer.start()

    def _tell(self) -> None:
        with self._lock:
            self._timer = None
        notices.notify([CHANNEL], "presence")


def presence() -> Presence:
    """That of this site."""
    return _presence(settings().redis_url)


@lru_cache(maxsize=2)
def _presence(redis_url: str | None) -> Presence:
    return Presence(LocalRegister() if redis_url is None else SharedRegister(redis_url))
