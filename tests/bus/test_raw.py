"""Raw streams and notices between processes, on a real Redis: they cost the commits nothing."""

import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest

from july.bus import Event, LocalBus, SharedBus, persistence, raw, shared
from july.bus.notices import NOTIFY
from july.bus.stream import LENGTH
from july.channel.names import OF_ONE_THING, PLAIN, PRIVATE
from july.contest.notices import GAMES
from july.errors import BadField, Unavailable
from july.live import presence, running
from tests.bus.listening import Ear, eventually, listening
from tests.redis_server import RedisServer

Bus = LocalBus | SharedBus


@pytest.fixture
def make(redis: RedisServer) -> Iterator[Callable[[], SharedBus]]:
    """Makes a bus as each process has one."""
    made: list[SharedBus] = []

    def make() -> SharedBus:
        made.append(SharedBus(redis.url))
        return made[-1]

    yield make
    for each in made:
        each.close()


def said(ear: Ear) -> list[tuple[tuple[str, ...], bytes]]:
    return [(event.channels, event.data) for event in ear.events if event.name == raw.STREAM]


def test_what_is_relayed_reaches_every_process_as_it_is(make: Callable[[], SharedBus]) -> None:
    with listening(make()) as near, listening(make()) as far:
        make().relay("ecg-good", ["1|0.1|0.2", "é \ud800"])
        expected = [(("ecg-good",), b'"1|0.1|0.2"'), (("ecg-good",), '"é ?"'.encode())]
        eventually(lambda: said(near) == expected and said(far) == expected)


@pytest.mark.skipif(shutil.which("redis-cli") is None, reason="there is no redis-cli here")
def test_anybody_with_redis_can_publish(make: Callable[[], SharedBus], redis: RedisServer) -> None:
    with listening(make()) as ear:
        command = ["redis-cli", "-p", str(redis.port), "publish", "testing", "awdawd 2"]
        subprocess.run(command, check=True, capture_output=True)
        eventually(lambda: said(ear) == [(("testing",), b'"awdawd 2"')])


def test_nobody_speaks_on_julys_own_channels(
    make: Callable[[], SharedBus], redis: RedisServer
) -> None:
    with listening(make()) as ear, redis.client() as client:
        for name in [*raw.RESERVED, "project:gh-octo-hello", "july:events", "client:a", "", "-a"]:
            client.publish(name, "forged")
        client.publish("long", "x" * (raw.LONGEST_MESSAGE + 1))
        client.publish("bytes", b"\xff")
        eventually(lambda: bool(said(ear)))
        assert said(ear) == [(("bytes",), '"\ufffd"'.encode())]


def test_raw_streams_are_kept_nowhere(make: Callable[[], SharedBus], redis: RedisServer) -> None:
    here = make()
    commit = here.publish(["commits"], "commit", 1)
    with listening(here) as ear:
        for _ in range(20):
            here.relay("ecg-good", ["1|2"] * 1_000)
        eventually(lambda: len(said(ear)) == 20_000)
    with redis.client() as client:
        assert client.xlen(shared.NAME) == 1
    with listening(make()) as late:
        assert late.pasts[0].events == (commit,)
        assert late.events == []


def test_notices_push_no_commit_out(make: Callable[[], SharedBus], redis: RedisServer) -> None:
    here = make()
    commit = here.publish(["commits"], "commit", 1)
    with listening(make()) as ear:
        sent = [here.publish(["presence"], NOTIFY, number) for number in range(3_000)]
        eventually(lambda: len(ear.events) >= len(sent))
        assert [event.data for event in ear.events] == [event.data for event in sent]
    with redis.client() as client:
        assert client.xlen(shared.NOTICES) < shared.NOTICES_LENGTH + 200 < LENGTH
    with listening(make()) as late:
        assert late.pasts[0].events == (commit,)
        assert late.events == []


def test_notices_of_the_time_away_are_told_afterwards(
    make: Callable[[], SharedBus], redis: RedisServer
) -> None:
    with listening(make()) as ear:
        first = make().publish(["presence"], NOTIFY, "first")
        ear.until(first)
        redis.kill()
        redis.lose()
        redis.start()
        with redis.client() as client:
            data = {"name": NOTIFY, "channels": '["presence"]', "data": b'"lost"', "key": ""}
            client.xadd(shared.NOTICES, data)
        eventually(lambda: b'"lost"' in ear.data)


def test_raw_streams_go_on_when_redis_is_back(
    make: Callable[[], SharedBus], redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persistence, "pause", lambda _failures: 0.02)
    here = make()
    with listening(here) as ear:
        redis.kill()
        with pytest.raises(Unavailable, match="took none"):
            here.relay("ecg-good", ["lost"])
        redis.start()

        def heard() -> bool:
            here.relay("ecg-good", ["back"])
            return bool(said(ear))

        eventually(heard)
    assert set(said(ear)) == {(("ecg-good",), b'"back"')}


def test_ids_of_raw_streams_are_none_that_redis_gives() -> None:
    events = [raw.unnumbered_event("ecg-good", "1|2") for _ in range(2_000)]
    numbers = [tuple(map(int, event.id.split("-"))) for event in events]
    assert numbers == sorted(set(numbers))
    assert min(sequence for _, sequence in numbers) >= raw.UNNUMBERED
    assert {event.key for event in events} == {""}


def test_who_stopped_listening_hears_no_raw_stream(make: Callable[[], SharedBus]) -> None:
    here = make()
    events: list[Event] = []
    stop = here.listen(events.append)
    with listening(here) as ear:
        stop()
        here.relay("ecg-good", ["1|2"])
        eventually(lambda: bool(said(ear)))
    assert events == []
    assert here._bridge is None


@pytest.mark.parametrize("key", ["", "a b", "a:b", "é", "_a", "commits", "x" * 101, "a\n"])
def test_a_key_that_can_not_be_is_refused_by_either_bus(
    make: Callable[[], SharedBus], key: str
) -> None:
    for each in (LocalBus(), make()):
        with pytest.raises(BadField):
            each.relay(key, ["1|2"])


def test_of_messages_that_can_not_be_none_is_said() -> None:
    local = LocalBus()
    events: list[Event] = []
    local.listen(events.append)
    with pytest.raises(BadField, match="message 2 is too long"):
        local.relay("ecg-good", ["1|2", "é" * (raw.LONGEST_MESSAGE // 2 + 1)])
    assert events == []


def test_every_word_of_julys_own_is_reserved() -> None:
    own = {*PLAIN, *OF_ONE_THING, PRIVATE, GAMES, presence.CHANNEL, running.CHANNEL}
    assert own <= raw.RESERVED
