"""Redis over TLS: its certificate is checked, by the authority that the site names."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from redis import Redis

from july.bus import SharedBus
from july.bus.cache import SharedCache
from july.config import load
from july.errors import Unavailable
from july.lib import clock
from tests.bus.listening import listening
from tests.redis_server import SECONDS, RedisServer, running


class Authority:
    """Signs certificates, as an organisation does for its own servers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "July's tests")])
        own = self._certificate(self._name, self._key).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self._folder = folder
        self.file = self._write("authority.pem", own.sign(self._key, hashes.SHA256()))

    def server_files(self) -> tuple[Path, Path]:
        """Certificate and key of a server on this machine."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Redis")])
        here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
        made = self._certificate(name, key).add_extension(here, critical=False)
        return self._write("server.pem", made.sign(self._key, hashes.SHA256())), self._write_key(
            key
        )

    def _certificate(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey
    ) -> x509.CertificateBuilder:
        now = clock.now()
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )

    def _write(self, name: str, certificate: x509.Certificate) -> Path:
        path = self._folder / name
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def _write_key(self, key: ec.EllipticCurvePrivateKey) -> Path:
        path = self._folder / "server.key"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return path


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
