"""A real Redis for the bus and the cache of many processes."""

from collections.abc import Iterator

import pytest

from tests.redis_server import RedisServer, serve_redis


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    yield from serve_redis(tmp_path_factory.mktemp("redis"))


@pytest.fixture
def redis(server: RedisServer) -> Iterator[RedisServer]:
    """An empty Redis that runs, whatever the last test did to it."""
    if not server.runs:
        server.start()
    server.empty()
    yield server
    server.go_on()
