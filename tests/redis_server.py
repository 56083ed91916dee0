"""A Redis of the test's own: a real server on a free port, which can be killed and come back."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.ports import free_port

SECONDS = 10.0
PROGRAM = shutil.which("redis-server")


class RedisServer:
    """Keeps every change on the disk, so that what it has acknowledged outlives a kill."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def runs(self) -> bool:
        return self._process is not None

    def client(self) -> Redis:
        return Redis.from_url(self.url, protocol=2, socket_timeout=SECONDS)

    def listening(self) -> tuple[str, ...]:
        """The options that say where it listens."""
        return "--port", str(self.port)

    def start(self) -> None:
        """Start, and return when it answers."""
        assert PROGRAM is not None
        self._process = subprocess.Popen(
            [
                *(PROGRAM, *self.listening(), "--bind", "127.0.0.1", "--save", ""),
                *("--appendonly", "yes", "--appendfsync", "always", "--dir", str(self._folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "redis-server does not answer"
            time.sleep(0.01)

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(SECONDS)
            self._process = None

    def stall(self) -> None:
        """Let it answer nothing, and close nothing either."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again, if it was stalled."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def lose(self) -> None:
        """Remove what it kept on the disk."""
        shutil.rmtree(self._folder / "appendonlydir", ignore_errors=True)

    def empty(self) -> None:
        with closing(self.client()) as client:
            client.flushall()

    def _answers(self) -> bool:
        with closing(self.client()) as client:
            try:
                return bool(client.ping())
            except RedisError:  # refused, or loading what it kept
                return False


def serve_redis(folder: Path) -> Iterator[RedisServer]:
    """A running server, ended afterwards; where there is none the test is left out and says so."""
    yield from running(RedisServer(folder))


def running(server: RedisServer) -> Iterator[RedisServer]:
    """That server while it runs; where there is none the test is left out and says so."""
    if PROGRAM is None:
        reason = "there is no redis-server here (Debian: apt install redis-server)"
        if os.environ.get("CI") == "true":  # noqa: TID251 - a switch of the tests, not of July
            pytest.fail(reason)
        pytest.skip(reason)
    server.start()
    try:
        yield server
    finally:
        server.kill()
