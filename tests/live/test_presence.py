"""Who is watching: counting, leases, and word of changes."""

from collections.abc import Iterator
from threading import Event as Signal
from time import monotonic, sleep

import pytest

from july import bus
from july.bus import Event
from july.live import presence
from july.live.presence import LocalRegister, Presence, Register, SharedRegister
from tests.redis_server import serve_redis


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    for server in serve_redis(tmp_path_factory.mktemp("redis")):
        yield server.url


@pytest.fixture(params=["local", "shared"])
def register(request: pytest.FixtureRequest) -> Register:
    if request.param == "local":
        return LocalRegister()
    shared = SharedRegister(request.getfixturevalue("redis_url"))
    shared._redis.flushdb()
    return shared


def test_everybody_is_counted_once(register: Register) -> None:
    assert register.add(["a", "b"]) == 2
    assert register.add(["b", "c"]) == 1
    assert register.count() == 3
    assert register.remove(["a", "nobody"]) == 1
    assert register.count() == 2


def test_who_is_not_mentioned_any_more_is_gone(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.add(["a"])
    monkeypatch.setattr(presence, "LEASE_SECONDS", -1)
    register.add(["b"])
    assert register.count() == 1


def test_changes_are_told_together_and_late() -> None:
    own = Presence(LocalRegister(), grace=0.1)
    told: list[Event] = []
    first = Signal()

    def hear(event: Event) -> None:
        told.append(event)
        first.set()

    stop = bus.listen(hear)
    began = monotonic()
    own.connected(["a"])
    own.disconnected(["a"])
    own.connected(["a"])
    assert first.wait(5)
    assert monotonic() - began >= 0.1
    own.connected(["a"])  # still there: nothing to tell
    own.disconnected(["unknown"])
    sleep(0.2)
    stop()
    assert [event.channels for event in told] == [("presence",)]
