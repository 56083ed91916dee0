"""Cached values that all processes of a site share, in Redis: a backend of Django's cache.

Nothing depends on the cache. While Redis is away a look is a miss, and what is put there is lost;
or another backend does instead, which `OPTIONS` may name as `meanwhile`.
"""

import hashlib
import hmac
import logging
import pickle
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import islice
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings as django_settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.redis import RedisCache
from django.utils.module_loading import import_string
from redis import Redis
from redis.exceptions import RedisError

from july.bus.stream import bounded

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

SECONDS = 0.25
"""How long a look may take; working a page out takes less than much more."""
PAUSE = 1.0
"""Seconds for which nobody asks again after Redis did not answer."""
AT_ONCE = 500
MAC_BYTES = 32


class SharedCache(BaseCache):
    """Django's Redis cache, which never fails and never takes long."""

    def __init__(self, url: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        others = dict(params.get("OPTIONS", {}))
        meanwhile = others.pop("meanwhile", None)
        options = {**bounded(SECONDS), "serializer": Sealed}
        # As a list, because a text would be split where a password has a comma.
        self._shared = RedisCache([url], {**params, "OPTIONS": options})
        self._meanwhile: BaseCache = (
            import_string(meanwhile)(url, {**params, "OPTIONS": others})
            if meanwhile
            else DummyCache(url, params)
        )
        self._redis = _reachability(url)

    def get(self, key: object, default: object = None, version: int | None = None) -> object:
        """What is kept under `key`, or `default`."""
        return self._do(lambda cache: cache.get(key, default, version))

    def set(
        self,
        key: object,
        value: object,
        timeout: object = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Keep `value` under `key`."""
        self._do(lambda cache: cache.set(key, value, timeout, version))

    def add(
        self,
        key: object,
        value: object,
        timeout: object = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Keep `value` under `key` if nothing is there; gives whether it was."""
        return bool(self._do(lambda cache: cache.add(key, value, timeout, version)))

    def touch(
        self, key: object, timeout: object = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep what is under `key` for longer."""
        return bool(self._do(lambda cache: cache.touch(key, timeout, version)))

    def delete(self, key: object, version: int | None = None) -> bool:
        """Forget what is kept under `key`."""
        return bool(self._do(lambda cache: cache.delete(key, version)))

    def incr(self, key: object, delta: int = 1, version: int | None = None) -> int:
        """Add to a number that is kept under `key`. Raises ValueError if there is none.

        A number that was 0 is kept for the usual time from now on. So is one that ended while it
        was looked for: Redis would begin it again, and keep it for ever.
        """
        counted = int(self._do(lambda cache: cache.incr(key, delta, version)))
        if counted == delta:
            self.touch(key, version=version)
        return counted

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        """What is kept under those of `keys` under which anything is."""
        wanted = list(keys)
        found: dict[Any, Any] = self._do(lambda cache: cache.get_many(wanted, version))
        return found

    def set_many(
        self, data: Mapping[Any, Any], timeout: object = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        """Keep every value under its key."""
        failed: list[Any] = self._do(lambda cache: cache.set_many(data, timeout, version))
        return failed

    def clear(self) -> None:
        """Forget everything in this cache, and nothing else that is in Redis."""
        self._do(lambda cache: self._clear_shared() if cache is self._shared else cache.clear())

    def disconnect(self) -> None:
        """Close the connections; the next look makes new ones."""
        self._client().connection_pool.disconnect()

    def _do(self, action: Callable[[Any], Result]) -> Result:
        if self._redis.may_be_asked():
            try:
                done = action(self._shared)
            except RedisError as error:
                self._redis.note_silence(error)
            else:
                self._redis.note_answer()
                return done
        return action(self._meanwhile)

    def _clear_shared(self) -> None:
        # Django's own would empty the whole database, events included.
        redis = self._client()
        found = redis.scan_iter(match=f"{self.key_prefix}:*", count=AT_ONCE)
        while keys := list(islice(found, AT_ONCE)):
            redis.unlink(*keys)

    def _client(self) -> Redis:
        client: Redis = self._shared._cache.get_client(None, write=True)  # noqa: SLF001 - no other
        return client


class Sealed:
    """Writes values with a seal of the site's key: what others put into Redis is never unpickled.

    Numbers stay numbers, so that Redis can count.
    """

    def __init__(self) -> None:
        self._key = f"july.bus.cache {django_settings.SECRET_KEY}".encode()

    def dumps(self, value: object) -> bytes | int:
        """The value as Redis keeps it."""
        if type(value) is int:
            return value
        pickled = pickle.dumps(value)
        return self._seal(pickled) + pickled

    def loads(self, data: bytes) -> object:
        """The value, or None if somebody else wrote it."""
        if data.lstrip(b"-").isdigit():
            return int(data)
        seal, pickled = data[:MAC_BYTES], data[MAC_BYTES:]
        if not hmac.compare_digest(seal, self._seal(pickled)):
            return None
        return pickle.loads(pickled)  # noqa: S301 - it bears our seal

    def _seal(self, pickled: bytes) -> bytes:
        return hmac.digest(self._key, pickled, hashlib.sha256)


class Reachability:
    """Whether Redis answers, for all threads: after a silence one of them tries, once a second."""

    def __init__(self) -> None:
        self._silent = False
        self._next_try = 0.0
        self._lock = Lock()

    def may_be_asked(self) -> bool:
        """Whether to ask now."""
        if not self._silent:
            return True
        with self._lock:
            now = monotonic()
            if now < self._next_try:
                return False
            self._next_try = now + PAUSE
            return True

    def note_answer(self) -> None:
        """Redis answered."""
        if self._silent:
            self._silent = False
            logger.info("Redis is back; values are cached again")

    def note_silence(self, error: Exception) -> None:
        """Redis did not answer."""
        with self._lock:
            if not self._silent:
                logger.warning("Redis is away (%s); nothing is cached", error)
            self._silent = True
            self._next_try = monotonic() + PAUSE


# Django makes a cache for every thread that uses one.
@lru_cache(maxsize=8)
def _reachability(url: str) -> Reachability:
    del url
    return Reachability()
