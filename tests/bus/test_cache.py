"""The cache that processes share, on a real Redis that goes away and comes back."""

import logging
import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache.backends.base import BaseCache

from july.bus import SharedBus, cache
from july.bus.cache import SharedCache
from tests.redis_server import RedisServer

LOCAL = "django.core.cache.backends.locmem.LocMemCache"
Make = Callable[..., BaseCache]


@dataclass(frozen=True)
class Page:
    rows: tuple[str, ...]


@pytest.fixture
def make(redis: RedisServer) -> Iterator[Make]:
    """Makes the cache as another thread or process would see it."""
    cache._reachability.cache_clear()
    caches: list[SharedCache] = []

    def make(prefix: str = "july:cache", **options: str) -> BaseCache:
        params = {"KEY_PREFIX": prefix, "TIMEOUT": 60, "OPTIONS": options}
        caches.append(SharedCache(redis.url, params))
        return caches[-1]

    yield make
    for made in caches:
        made.disconnect()


def test_what_one_process_keeps_another_finds(make: Make) -> None:
    make().set("page", Page(("octo",)), 10)
    assert make().get("page") == Page(("octo",))
    assert make().get_many(["page", "none"]) == {"page": Page(("octo",))}
    make().delete("page")
    assert make().get("page", "nothing") == "nothing"


def test_numbers_are_counted_together(make: Make) -> None:
    assert make().add("tries", 0)
    assert not make().add("tries", 0)
    assert [make().incr("tries") for _ in range(3)] == [1, 2, 3]
    with pytest.raises(ValueError, match="not found"):
        make().incr("none")


def test_a_number_that_ended_while_it_was_counted_ends_again(
    make: Make, redis: RedisServer
) -> None:
    made = make()
    with redis.client() as client:
        client.set("july:cache:1:tries", 0)  # without an end, as Redis begins a number
        assert made.incr("tries") == 1
        assert 0 < client.ttl("july:cache:1:tries") <= 60


def test_a_value_ends_with_its_time(make: Make) -> None:
    make().set("page", "old", 0)
    assert make().get("page") is None


def test_what_is_made_once_is_found_by_everybody(make: Make) -> None:
    assert make().get_or_set("version", lambda: 1, None) == 1
    assert make().get_or_set("version", lambda: 2, None) == 1
    make().set_many({"version": 3, "other": 4}, None)
    assert make().get("version") == 3


def test_forgetting_everything_leaves_what_is_not_of_this_cache(
    make: Make, redis: RedisServer
) -> None:
    bus = SharedBus(redis.url)
    bus.publish(["commits"], "commit", 1)
    bus.close()
    attempts = make("july:attempts")
    attempts.set("tries", 8)
    make().set_many({f"page-{number}": number for number in range(1_200)})
    make().clear()
    assert make().get_many(f"page-{number}" for number in range(1_200)) == {}
    assert attempts.get("tries") == 8
    with redis.client() as client:
        assert client.xlen("july:events") == 1


def test_what_others_put_there_is_never_unpickled(make: Make, redis: RedisServer) -> None:
    made = make()
    made.set("page", "ours")
    (key,) = _keys(redis)
    with redis.client() as client:
        kept = client.get(key)
        assert isinstance(kept, bytes)
        client.set(key, pickle.dumps("theirs"))
        assert made.get("page") is None
        client.set(key, kept[:-1] + b"!")
        assert made.get("page") is None
        client.set(key, kept)
        assert made.get("page") == "ours"


def _keys(redis: RedisServer) -> list[bytes]:
    with redis.client() as client:
        return [key for key in client.scan_iter() if isinstance(key, bytes)]


@pytest.fixture(params=["killed", "stalled"])
def away(request: pytest.FixtureRequest, make: Make, redis: RedisServer) -> BaseCache:
    """A cache that was in use when its Redis went away."""
    made = make()
    made.set("page", 1)
    if request.param == "killed":
        redis.kill()
    else:
        redis.stall()
    return made


def test_without_redis_every_look_is_a_miss(away: BaseCache) -> None:
    assert away.get("page", "nothing") == "nothing"
    away.set("page", 2)
    away.set_many({"page": 3})
    away.clear()
    assert away.get_or_set("page", lambda: 4) == 4
    assert away.get_many(["page"]) == {}
    assert not away.delete("page")
    assert not away.touch("page")


def test_only_the_first_look_waits_for_redis(away: BaseCache) -> None:
    away.get("page")
    began = time.monotonic()
    for _ in range(200):
        away.get("page")
    assert time.monotonic() - began < 20 * cache.SECONDS


def test_a_redis_that_is_away_is_told_once(
    away: BaseCache, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        away.get("page")
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_redis_that_is_back_is_used_again(
    make: Make, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "PAUSE", 0.05)
    made = make()
    redis.kill()
    made.set("page", 1)
    redis.start()
    time.sleep(0.06)
    made.set("page", 2)
    assert make().get("page") == 2


def test_meanwhile_another_cache_may_count(make: Make, redis: RedisServer) -> None:
    attempts = make("july:attempts", meanwhile=LOCAL)
    redis.kill()
    attempts.add("tries", 0)
    assert [attempts.incr("tries") for _ in range(2)] == [1, 2]
    assert make("july:attempts", meanwhile=LOCAL).get("tries") == 2
