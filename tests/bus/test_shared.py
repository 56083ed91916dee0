"""The bus of many processes, on a real Redis that goes away and comes back."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from july import bus
from july.bus import SharedBus
from july.bus.persistence import LONGEST_PAUSE, pause
from july.bus.reader import AT_ONCE
from july.errors import Unavailable
from tests.bus.listening import eventually, listening
from tests.redis_server import RedisServer

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import sys
from july.bus import SharedBus
bus = SharedBus(sys.argv[1])
for number in range(int(sys.argv[2])):
    bus.publish(["commits"], "commit", number)
"""


@pytest.fixture
def here(redis: RedisServer) -> Iterator[SharedBus]:
    made = SharedBus(redis.url)
    yield made
    made.close()


@pytest.fixture
def there(redis: RedisServer) -> Iterator[SharedBus]:
    """The bus of another process, as far as Redis can tell."""
    made = SharedBus(redis.url)
    yield made
    made.close()


def test_an_event_reaches_every_listener_as_it_was_published(
    here: SharedBus, there: SharedBus
) -> None:
    with listening(here) as near, listening(there) as far:
        sent = here.publish(["commits", "location:北京"], "commit", {"hash": "ab12"}, id="7-1")
        assert near.until(sent) == far.until(sent) == [sent]
    assert (sent.channels, sent.name, sent.key) == (("commits", "location:北京"), "commit", "7-1")


def test_events_cross_processes_in_the_order_of_their_ids(
    redis: RedisServer, here: SharedBus
) -> None:
    with listening(here) as ear:
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE, redis.url, "500"], check=True, cwd=ROOT, env={}
        )
        last = here.publish(["commits"], "commit", "here")
        events = ear.until(last)
    assert [event.data for event in events] == [b"%d" % n for n in range(500)] + [b'"here"']
    ids = [bus.parse_id(event.id) or (0, 0) for event in events]
    assert ids == sorted(set(ids))


def test_who_listens_is_first_told_what_is_remembered(here: SharedBus, there: SharedBus) -> None:
    before = [here.publish(["commits"], "commit", number) for number in range(3)]
    with listening(there) as ear:
        (past,) = ear.pasts
        after = here.publish(["commits"], "commit", "after")
        assert ear.until(after) == [after]
    assert list(past.events) == before
    assert past.start == before[0].id


def test_an_empty_stream_is_known_from_its_first_listener_on(here: SharedBus) -> None:
    with listening(here) as first:
        with listening(here) as second:
            assert first.pasts == second.pasts
        sent = here.publish(["commits"], "commit", 1)
        first.until(sent)
    assert first.pasts[0].events == ()
    assert bus.parse_id(first.pasts[0].start) < bus.parse_id(sent.id)  # type: ignore[operator]


def test_who_stopped_listening_hears_nothing_more(here: SharedBus) -> None:
    with listening(here) as stopped:
        pass
    with listening(here) as ear:
        ear.until(here.publish(["commits"], "commit", 1))
    assert stopped.events == []


def test_what_can_not_travel_is_refused_as_in_one_process(here: SharedBus) -> None:
    with pytest.raises(ValueError, match="sequence of at least one channel"):
        here.publish([], "commit", 1)
    with pytest.raises(ValueError, match="no id of an event"):
        here.publish(["commits"], "commit", 1, id="yesterday")


def test_the_stream_stays_short(redis: RedisServer) -> None:
    short = SharedBus(redis.url, length=100)
    for number in range(500):
        short.publish(["commits"], "commit", number)
    with redis.client() as client:
        assert client.xlen("july:events") < 300
    short.close()


def test_what_others_wrote_into_the_stream_harms_nobody(
    redis: RedisServer, here: SharedBus, caplog: pytest.LogCaptureFixture
) -> None:
    with listening(here) as ear, redis.client() as client:
        client.xadd("july:events", {"channels": "{", "name": "commit"})
        client.xadd("july:events", {"hello": "world"})
        sent = here.publish(["commits"], "commit", 1)
        assert ear.until(sent) == [sent]
    assert "no event of July's" in caplog.text


def test_publishing_without_redis_ends_soon_and_may_be_repeated(
    redis: RedisServer, here: SharedBus
) -> None:
    redis.kill()
    began = time.monotonic()
    with pytest.raises(Unavailable, match="Redis"):
        here.publish(["commits"], "commit", 1)
    assert time.monotonic() - began < 2
    redis.start()
    here.publish(["commits"], "commit", 1)


def test_publishing_to_a_redis_that_does_not_answer_ends_soon(
    redis: RedisServer, here: SharedBus
) -> None:
    here.publish(["commits"], "commit", 0)
    redis.stall()
    began = time.monotonic()
    with pytest.raises(Unavailable, match="Redis"):
        here.publish(["commits"], "commit", 1)
    assert time.monotonic() - began < 3


def test_a_redis_that_comes_back_with_its_data_costs_no_event(
    redis: RedisServer, here: SharedBus, there: SharedBus
) -> None:
    with listening(there) as ear:
        here.publish(["commits"], "commit", "before")
        redis.kill()
        redis.start()
        for number in range(3):
            last = here.publish(["commits"], "commit", number)
        ear.until(last)
        assert ear.data == [b'"before"', b"0", b"1", b"2"]
        assert len(ear.pasts) == 1


def test_a_redis_that_comes_back_empty_begins_anew(
    redis: RedisServer, here: SharedBus, there: SharedBus
) -> None:
    with listening(there) as ear:
        ear.until(here.publish(["commits"], "commit", "before"))
        redis.kill()
        redis.lose()
        redis.start()
        between = here.publish(["commits"], "commit", "between")
        eventually(lambda: len(ear.pasts) == 2)
        after = here.publish(["commits"], "commit", "after")
        ear.until(after)
    told = [event.data for event in ear.pasts[1].events] + ear.data[1:]
    assert told == [b'"between"', b'"after"']
    assert ear.pasts[1].start <= between.id


def test_a_stream_that_was_removed_begins_anew(redis: RedisServer, here: SharedBus) -> None:
    with listening(here) as ear:
        ear.until(here.publish(["commits"], "commit", 1))
        redis.empty()
        eventually(lambda: len(ear.pasts) == 2)
        ear.until(here.publish(["commits"], "commit", 2))


def test_who_was_away_for_longer_than_the_stream_begins_anew(redis: RedisServer) -> None:
    short = SharedBus(redis.url, length=100)
    with listening(short) as ear:
        ear.until(short.publish(["commits"], "commit", "seen"))
        with redis.client() as client, client.pipeline(transaction=True) as pipeline:
            for number in range(3 * AT_ONCE):
                fields = {"name": "commit", "channels": '["a"]', "data": str(number), "key": ""}
                pipeline.xadd("july:events", fields, maxlen=100)
            pipeline.execute()
        eventually(lambda: len(ear.pasts) == 2)
        assert [event.data for event in ear.pasts[1].events][-1] == b"%d" % (3 * AT_ONCE - 1)
        assert ear.data == [b'"seen"']
    short.close()


def test_a_burst_that_is_still_there_is_told_whole(redis: RedisServer, here: SharedBus) -> None:
    with listening(here) as ear, redis.client() as client:
        with client.pipeline(transaction=True) as pipeline:
            for number in range(3 * AT_ONCE):
                fields = {"name": "commit", "channels": '["a"]', "data": str(number), "key": ""}
                pipeline.xadd("july:events", fields)
            pipeline.execute()
        ear.until(here.publish(["a"], "commit", "end"))
        assert ear.data[:-1] == [b"%d" % number for number in range(3 * AT_ONCE)]
        assert len(ear.pasts) == 1


def test_who_begins_to_listen_without_redis_is_told_when_it_comes(
    redis: RedisServer, here: SharedBus
) -> None:
    here.publish(["commits"], "commit", "kept")
    redis.kill()
    began = time.monotonic()
    with listening(here) as ear:
        assert time.monotonic() - began < 4
        assert ear.pasts == []
        redis.start()
        eventually(lambda: len(ear.pasts) == 1)
        assert [event.data for event in ear.pasts[0].events] == [b'"kept"']


def test_a_listener_that_raises_goes_on_hearing(
    here: SharedBus, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    def fail(event: bus.Event) -> None:
        heard.append(event.id)
        raise RuntimeError

    stop = here.listen(fail)
    sent = [here.publish(["commits"], "commit", number).id for number in range(3)]
    eventually(lambda: heard == sent)
    stop()
    assert sent[0] in caplog.text


def test_threads_publish_side_by_side(here: SharedBus) -> None:
    def publish() -> None:
        for number in range(100):
            here.publish(["commits"], "commit", number)

    threads = [Thread(target=publish) for _ in range(4)]
    with listening(here) as ear:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ear.until(here.publish(["commits"], "commit", "end"))
        assert len({event.id for event in ear.events}) == 401


def test_attempts_are_spread_and_never_far_apart() -> None:
    assert pause(0) == 0
    assert all(0 < pause(failures) <= LONGEST_PAUSE for failures in range(1, 2_000, 97))
    assert len({pause(50) for _ in range(20)}) > 1
