"""Redis over TLS: its certificate is checked, by the authority that the site names."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from redis import Redis

from july.bus import SharedBus
from july.bus.cache import SharedCache
from july.config import load
from july.errors import Unavailable
from tests.bus.listening import listening
from tests.certificates import Authority
from tests.redis_server import SECONDS, RedisServer, running


class TlsRedisServer(RedisServer):
    """A Redis that speaks nothing but TLS."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        super().__init__(folder)
        self._authority = authority
        self._certificate, self._key = authority.server_files()

    @property
    def url(self) -> str:
        return f"rediss://127.0.0.1:{self.port}/0"

    def client(self) -> Redis:
        file = str(self._authority.file)
        return Redis.from_url(self.url, protocol=2, socket_timeout=SECONDS, ssl_ca_certs=file)

    def listening(self) -> tuple[str, ...]:
        files = ("--tls-cert-file", str(self._certificate), "--tls-key-file", str(self._key))
        return "--port", "0", "--tls-port", str(self.port), "--tls-auth-clients", "no", *files


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls") / "an authority & more")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[RedisServer]:
    yield from running(TlsRedisServer(tmp_path_factory.mktemp("redis"), authority))


def address(redis: RedisServer, data: Path, authority: Path | None) -> str:
    """The address of Redis as July's settings have it."""
    named = {} if authority is None else {"JULY_REDIS_CA": str(authority)}
    environ = {"JULY_DATA": str(data), "JULY_REDIS_URL": redis.url, **named}
    found = load(environ).redis_url
    assert found is not None
    return found


def test_events_travel_by_tls(redis: RedisServer, tmp_path: Path, authority: Authority) -> None:
    bus = SharedBus(address(redis, tmp_path, authority.file))
    with closing(bus), listening(bus) as ear:
        told = bus.publish(["commits"], "commit", {"hash": "abc"})
        assert ear.until(told) == [told]


def test_values_are_cached_by_tls(redis: RedisServer, tmp_path: Path, authority: Authority) -> None:
    cache = SharedCache(address(redis, tmp_path, authority.file), {"KEY_PREFIX": "test"})
    cache.set("points", 42)
    assert cache.get("points") == 42
    cache.disconnect()


def test_who_names_no_authority_does_not_trust_that_redis(
    redis: RedisServer, tmp_path: Path
) -> None:
    with closing(SharedBus(address(redis, tmp_path, None))) as bus, pytest.raises(Unavailable):
        bus.publish(["commits"], "commit", {})


def test_a_redis_that_another_authority_vouches_for_is_not_trusted(
    redis: RedisServer, tmp_path: Path
) -> None:
    other = Authority(tmp_path / "other")
    bus = SharedBus(address(redis, tmp_path, other.file))
    with closing(bus), pytest.raises(Unavailable):
        bus.publish(["commits"], "commit", {})
