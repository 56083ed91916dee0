"""`/events` over real sockets: what a client of the live feed sees."""

import gc
import json
import threading
import time
from typing import Any

import httpx
import pytest

from july import bus, channel
from july.bus import make_event
from july.live.switchboard import Limits, Ring, Switchboard
from july.site.protocol import FrontProtocol
from july.site.stream import FrontStream
from tests.site.conftest import Serve
from tests.site.running import Running, eventually, request

COMMIT = "event: commit"


def data_of(lines: bytes) -> list[Any]:
    found = [line[6:] for line in lines.decode().splitlines() if line.startswith("data: ")]
    return [json.loads(line) for line in found]


def test_what_is_published_reaches_whoever_listens_to_its_channel(running: Running) -> None:
    line = running.open("/events?channel=commits&channel=project:gh-octo-hello")
    other = running.open("/events?channel=project:gh-octo-other")
    event = bus.publish(["commits", "project:gh-octo-hello"], "commit", {"hash": "ab12"})
    frame = f'id: {event.id}\nevent: commit\ndata: {{"hash":"ab12"}}\n\n'.encode()
    line.until(frame)
    bus.publish(["project:gh-octo-other"], "commit", 1)
    assert b"ab12" not in other.until(b"data: 1\n\n")


def test_a_stream_has_the_headers_that_pass_proxies(running: Running) -> None:
    with httpx.stream("GET", running.url + "/events") as response:
        headers = response.headers
    assert response.status_code == 200
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"
    assert headers["access-control-allow-origin"] == "*"
    assert "content-length" not in headers
    assert not [name for name in headers if name.startswith("grip")]


def test_a_stream_begins_with_the_id_to_come_back_with(running: Running) -> None:
    event = bus.publish(["elsewhere"], "commit", 0)
    eventually(lambda: running.site.switchboard.newest == event.id)
    running.open().until(f"id: {event.id}\n\n".encode())


@pytest.mark.parametrize("how", ["header", "parameter"])
def test_who_comes_back_gets_what_was_missed(running: Running, how: str) -> None:
    line = running.open()
    seen = bus.publish(["commits"], "commit", "seen")
    line.until(b'data: "seen"\n\n')
    line.close()
    bus.publish(["commits"], "commit", "missed")
    last = bus.publish(["commits"], "commit", "missed too")
    eventually(lambda: running.site.switchboard.newest == last.id)
    if how == "header":
        line = running.open("/events?since=1-1", f"Last-Event-ID: {seen.id}")
    else:
        line = running.open(f"/events?since={seen.id}")
    bus.publish(["commits"], "commit", "new")
    assert data_of(line.until(b'"new"\n\n')) == ["missed", "missed too", "new"]


@pytest.mark.parametrize("since", ["1-1", "garbage"])
def test_who_missed_too_much_is_told_to_begin_anew(running: Running, since: str) -> None:
    event = bus.publish(["commits"], "commit", 1)
    eventually(lambda: running.site.switchboard.newest == event.id)
    line = running.open("/events", f"Last-Event-ID: {since}")
    reset = f'id: {event.id}\nevent: reset\ndata: {{"since": "{since}"}}\n\n'
    line.until(reset.encode())
    bus.publish(["commits"], "commit", 2)
    assert data_of(line.until(b"data: 2\n\n")) == [2]


def test_stored_commits_are_replayed_after_a_restart(serve: Serve) -> None:
    switchboard = Switchboard()
    ids = [f"{1_750_000_000_000 + n * 60_000}-0" for n in range(3)]
    switchboard.fill(make_event(["commits"], "commit", n, id=id) for n, id in enumerate(ids))
    line = serve(switchboard=switchboard).open(f"/events?since={ids[1]}")
    assert data_of(line.until(b"data: 2\n\n")) == [1, 2]  # an overlap rather than a gap


def test_a_comment_keeps_the_line_open(serve: Serve) -> None:
    line = serve(switchboard=Switchboard(heartbeat=0.05)).open()
    line.until(b":\n\n")
    line.until(b":\n\n")


def test_events_from_many_threads_arrive_each_once(running: Running) -> None:
    lines = [running.open() for _ in range(5)]

    def publish(first: int) -> None:
        for number in range(first, first + 100):
            bus.publish(["commits"], "commit", number)

    threads = [threading.Thread(target=publish, args=[n * 100]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bus.publish(["commits"], "commit", "end")
    for line in lines:
        got = data_of(line.until(b'"end"\n\n'))
        assert sorted(got[:-1]) == list(range(400))


def test_a_client_that_does_not_read_is_dropped_and_the_others_go_on(running: Running) -> None:
    stalled = running.open(receive_buffer=4096)
    other = running.open()
    text = "x" * 10_000
    for number in range(2_000):
        event = bus.publish(["commits"], "commit", {"number": number, "text": text})
        other.until(event.id.encode())
        if running.watchers == 1:
            break
    assert running.watchers == 1
    bus.publish(["commits"], "commit", "still here")
    other.until(b'"still here"')
    assert b'"still here"' not in stalled.rest()


def test_a_large_replay_reaches_a_client_that_reads(running: Running) -> None:
    first = bus.publish(["commits"], "commit", "first")
    text = "x" * 10_000
    for number in range(200):
        last = bus.publish(["commits"], "commit", {"number": number, "text": text})
    eventually(lambda: running.site.switchboard.newest == last.id)
    line = running.open(f"/events?since={first.id}")
    got = line.until(last.id.encode()).decode()
    assert got.count(COMMIT) == 199


def test_who_leaves_is_forgotten_at_once(running: Running) -> None:
    lines = [running.open() for _ in range(3)]
    assert running.watchers == 3
    for line in lines:
        line.close()
    eventually(lambda: running.watchers == 0)
    bus.publish(["commits"], "commit", 1)
    running.open()


def test_no_more_clients_are_held_than_allowed(serve: Serve) -> None:
    running = serve(switchboard=Switchboard(clients=2))
    lines = [running.open() for _ in range(2)]
    refused = running.get("/events")
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "5"
    assert refused.json()["error"]["code"] == "unavailable"
    lines[0].close()
    eventually(lambda: running.watchers == 1)
    running.open()


def test_one_address_has_so_many_streams_and_no_more(serve: Serve) -> None:
    running = serve(switchboard=Switchboard(limits=Limits(of_one_address=2)))
    lines = [running.open("/events", "X-Forwarded-For: 192.0.2.7") for _ in range(2)]
    refused = running.get("/events", headers={"X-Forwarded-For": "192.0.2.7"})
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "too_many_connections"
    running.open("/events", "X-Forwarded-For: 192.0.2.8")
    lines[0].close()
    eventually(lambda: running.watchers == 2)
    running.open("/events", "X-Forwarded-For: 192.0.2.7")


def test_a_stop_ends_the_streams_at_once_and_in_good_order(running: Running) -> None:
    line = running.open()
    bus.publish(["commits"], "commit", 1)
    line.until(b"data: 1\n\n")
    began = time.monotonic()
    running.stop()
    assert line.rest().endswith(b"0\r\n\r\n")
    assert time.monotonic() - began < 2


def test_the_channel_app_answers_what_is_not_held(running: Running) -> None:
    wrong = running.get("/events?channel=no%20channel")
    assert wrong.status_code == 400
    assert wrong.json()["error"]["field"] == "channel"
    assert wrong.headers["access-control-allow-origin"] == "*"
    assert httpx.options(running.url + "/events").headers["allow"] == "GET, HEAD, OPTIONS"
    assert httpx.post(running.url + "/events").status_code == 405
    assert running.get("/events/more").status_code == 404
    assert running.watchers == 0


def test_a_head_gets_the_headers_and_holds_nothing(running: Running) -> None:
    response = httpx.head(running.url + "/events")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert running.watchers == 0


def test_a_channel_with_letters_of_another_script_is_heard(running: Running) -> None:
    line = running.open("/events?channel=location:%E5%8C%97%E4%BA%AC")
    bus.publish(["location:北京"], "commit", 1)
    line.until(b"data: 1\n\n")


def test_a_client_that_falls_out_of_the_ring_is_dropped(serve: Serve) -> None:
    ring = Ring("1-0", frames=3)
    running = serve(switchboard=Switchboard(ring=ring))
    line = running.open(receive_buffer=4096)
    for number in range(1_000):
        bus.publish(["commits"], "commit", {"number": number, "text": "x" * 100_000})
        if running.watchers == 0:
            break
        time.sleep(0.001)
    eventually(lambda: running.watchers == 0)
    line.close()


def test_a_stream_keeps_nothing_of_its_request(running: Running) -> None:
    gc.collect()  # what tests before this one have left
    line = running.open()
    (held,) = running.server.server_state.connections
    assert isinstance(held, FrontStream)
    eventually(lambda: not running.server.server_state.tasks)
    assert not [each for each in gc.get_objects() if type(each) is FrontProtocol]
    line.close()
    eventually(lambda: not running.server.server_state.connections)


def test_what_a_client_sends_behind_its_stream_changes_nothing(running: Running) -> None:
    line = running.open()
    line.send(request("GET", "/").encode() + bytes(100_000))
    bus.publish(["commits"], "commit", 1)
    line.until(b"data: 1\n\n")
    assert running.watchers == 1


def test_who_left_before_the_answer_is_not_held(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(environ: Any, start_response: Any) -> Any:
        asked.set()
        assert go_on.wait(5)
        return channel.app(environ, start_response)

    running = serve(channel=slow)
    line = running.line(request("GET", "/events"))
    assert asked.wait(5)
    line.close()
    eventually(lambda: not running.server.server_state.connections)
    go_on.set()
    eventually(lambda: not running.server.server_state.tasks)
    assert running.watchers == 0
    assert caplog.records == []
