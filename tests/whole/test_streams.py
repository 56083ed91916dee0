"""Raw streams from a producer's process to WebSockets of other processes."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from websockets import Origin
from websockets.sync.client import ClientConnection, connect

from tests.processes import Process, manage
from tests.redis_server import RedisServer, serve_redis
from tests.whole.serving import SECONDS, Place, place

pytestmark = pytest.mark.crash

WATCH = {"client": "w", "method": "streams.watch", "params": ["ecg-good"]}
RUNNING = {"client": "r", "method": "streams.running"}


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    yield from serve_redis(tmp_path_factory.mktemp("redis"))


@contextmanager
def producer(site: Place, *options: str) -> Iterator[Process]:
    program = manage("stream", "ecg-good", "--sample", *options)
    with Process(program, site.environment) as process:
        yield process


@contextmanager
def socket(site: Place, *frames: dict[str, Any]) -> Iterator[ClientConnection]:
    url = site.url.replace("http", "ws") + "/ws"
    with connect(url, origin=Origin(site.url), open_timeout=SECONDS) as line:
        for frame in frames:
            line.send(json.dumps(frame))
            assert "error" not in json.loads(line.recv(SECONDS))
        yield line


def received(line: ClientConnection, client: str, count: int) -> list[Any]:
    """The data of the next so many messages of that client."""
    found: list[Any] = []
    while len(found) < count:
        told = json.loads(line.recv(SECONDS))
        if told["client"] == client:
            found.append(told["data"])
    return found


def watched(line: ClientConnection, count: int = 300) -> Sequence[str]:
    """Messages of the heartbeat, in order, a row in seven milliseconds."""
    messages: list[str] = received(line, "w", count)
    times = [int(each.partition("|")[0]) for each in messages]
    assert all(later - earlier >= 6 for earlier, later in pairwise(times))
    assert {each.count("|") for each in messages} == {2}
    return messages


def ends(line: ClientConnection) -> float:
    """Seconds until the stream is told to be over."""
    began = time.monotonic()
    while received(line, "r", 1) != [[]]:
        pass
    return time.monotonic() - began


def test_without_redis_a_stream_reaches_the_site_by_its_api(tmp_path: Path) -> None:
    with place(tmp_path / "data") as site:
        site.start()
        site.made("createuser", "octo")
        token = site.made("createtoken", "octo")["token"]
        with socket(site, RUNNING, WATCH) as line:
            with producer(site, "--token", token):
                assert received(line, "r", 1) == [["ecg-good"]]
                watched(line)
            assert ends(line) < 4


def test_with_redis_it_reaches_every_process(tmp_path: Path, redis: RedisServer) -> None:
    redis.empty()
    with (
        place(tmp_path / "data", JULY_REDIS_URL=redis.url) as site,
        place(tmp_path / "data", JULY_REDIS_URL=redis.url) as other,
    ):
        site.start()
        other.start()
        with socket(site, RUNNING, WATCH) as near, socket(other, RUNNING, WATCH) as far:
            with producer(site):
                assert received(near, "r", 1) == [["ecg-good"]]
                messages = watched(near)
                assert set(watched(far)) & set(messages)
            assert ends(near) < 4
            assert ends(far) < 4
        with redis.client() as client:
            assert client.xlen("july:events") < 100


@pytest.mark.skipif(shutil.which("redis-cli") is None, reason="there is no redis-cli here")
def test_what_anybody_publishes_shows_up(tmp_path: Path, redis: RedisServer) -> None:
    with place(tmp_path / "data", JULY_REDIS_URL=redis.url) as site:
        site.start()
        with socket(site, WATCH | {"params": ["testing"]}) as line:
            command = ["redis-cli", "-p", str(redis.port), "publish", "testing", "awdawd 2"]
            subprocess.run(command, check=True, capture_output=True)
            assert received(line, "w", 1) == ["awdawd 2"]
