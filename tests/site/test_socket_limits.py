"""Who is refused or closed at `/ws`, with what code, and that nobody else is harmed."""

import json
import time
from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from july import bus
from july.site.websocket import MESSAGE_BYTES
from tests.site.conversing import ELSEWHERE, HANDSHAKE, Connect, ask, closed, receive, silent
from tests.site.running import Running, eventually, request
from tests.site.speaking import Speaker

Limited = Callable[..., Running]


def test_a_page_of_another_site_is_refused(spoken: Running, open_socket: Connect) -> None:
    with pytest.raises(InvalidStatus) as caught:
        open_socket(spoken, origin=ELSEWHERE)
    assert caught.value.response.status_code == 403
    assert b"forbidden" in caught.value.response.body
    assert len(spoken.site.sockets) == 0


def test_an_ordinary_request_is_told_what_the_address_is_for(spoken: Running) -> None:
    response = spoken.get("/ws")
    assert response.status_code == 426
    assert response.headers["upgrade"] == "websocket"
    assert httpx.post(f"{spoken.url}/ws", content=b"{}").status_code == 426
    assert httpx.post(f"{spoken.url}/ws/again", content=b"{}").status_code == 426


def test_a_binary_message_ends_the_connection(spoken: Running, open_socket: Connect) -> None:
    client = open_socket(spoken)
    client.send(b"\x00\x01")
    assert closed(client)[0] == 1003


def test_an_oversized_message_ends_the_connection(spoken: Running, open_socket: Connect) -> None:
    client = open_socket(spoken)
    with suppress(ConnectionClosed):
        client.send("x" * (20 * MESSAGE_BYTES))
    assert closed(client)[0] == 1009


def test_text_that_is_no_utf_8_ends_the_connection(spoken: Running) -> None:
    line = spoken.line(request("GET", "/ws", *HANDSHAKE))
    line.until(b"\r\n\r\n")
    line.send(b"\x81\x82\x00\x00\x00\x00\xff\xfe")
    assert line.rest()[2:4] == (1007).to_bytes(2, "big")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(min_size=1, max_size=200))
def test_fuzzed_frames_harm_nobody_else(
    spoken: Running, open_socket: Connect, garbage: bytes
) -> None:
    line = spoken.line(request("GET", "/ws", *HANDSHAKE))
    line.until(b"\r\n\r\n")
    line.send(garbage)
    line.close()
    with connect(f"ws://127.0.0.1:{spoken.port}/ws", proxy=None) as client:
        assert ask(client, method="echo", params=1, callback="1")["data"] == 1


def test_a_fault_of_the_app_is_an_error_with_the_ids(spoken: Running, open_socket: Connect) -> None:
    told = ask(open_socket(spoken), method="fail", client="a", callback="b")
    assert told == {"callback": "b", "client": "a", "error": "unexpected error"}


def test_the_app_can_end_a_connection_after_its_answer(
    spoken: Running, open_socket: Connect
) -> None:
    client = open_socket(spoken)
    assert ask(client, method="end", callback="1") == {"callback": "1", "data": None}
    assert closed(client) == (4001, "as you wish")


def test_a_call_that_takes_too_long_is_told_so_and_holds_up_nobody(
    limited: Limited, open_socket: Connect, speaker: Speaker
) -> None:
    running = limited(seconds=1)
    slow = [open_socket(running) for _ in range(10)]
    for client in slow:
        client.send(json.dumps({"method": "wait", "callback": "w"}))
    other = open_socket(running)
    assert ask(other, method="echo", params=1, callback="1")["data"] == 1
    for client in slow:
        assert "longer than 1 seconds" in receive(client)["error"]
        assert ask(client, method="echo", params=1, callback="1")["data"] == 1
    speaker.go_on.set()


def test_who_has_many_late_calls_waits_for_their_end(
    limited: Limited, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(limited(seconds=0.05, late=1))
    ask(client, method="wait", callback="w")
    assert "still running" in ask(client, method="echo", callback="1")["error"]
    speaker.go_on.set()
    eventually(lambda: "data" in ask(client, method="echo", callback="1"))


def test_too_many_messages_a_second_end_the_connection(
    limited: Limited, open_socket: Connect
) -> None:
    client = open_socket(limited(calls=1, burst=5))
    for _ in range(6):
        client.send(json.dumps({"method": "echo", "callback": "1"}))
    assert closed(client) == (1008, "more than 1 messages a second")


def test_too_many_messages_that_wait_end_the_connection(
    limited: Limited, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(limited(waiting=3))
    for _ in range(5):
        client.send(json.dumps({"method": "wait", "callback": "1"}))
    assert closed(client)[0] == 1008
    speaker.go_on.set()


def test_a_connection_has_so_many_subscriptions_and_no_more(
    limited: Limited, open_socket: Connect
) -> None:
    client = open_socket(limited(subscriptions=2))
    for name in ("a", "b", "c"):
        ask(client, method="watch", client=name)
    assert "at most 2 subscriptions" in receive(client)["error"]
    ask(client, method="watch", params="elsewhere", client="b")
    assert silent(client)


def test_one_address_has_so_many_connections_and_no_more(
    limited: Limited, open_socket: Connect
) -> None:
    running = limited(of_one_address=2)
    from_one = {"X-Forwarded-For": "192.0.2.7"}
    first = open_socket(running, additional_headers=from_one)
    open_socket(running, additional_headers=from_one)
    with pytest.raises(InvalidStatus) as caught:
        open_socket(running, additional_headers=from_one)
    assert caught.value.response.status_code == 429
    open_socket(running, additional_headers={"X-Forwarded-For": "192.0.2.8"})
    first.close()
    eventually(lambda: len(running.site.sockets) == 2)
    open_socket(running, additional_headers=from_one)


def test_no_more_connections_are_held_than_allowed(limited: Limited, open_socket: Connect) -> None:
    running = limited(connections=1)
    open_socket(running)
    with pytest.raises(InvalidStatus) as caught:
        open_socket(running)
    assert caught.value.response.status_code == 503


def test_a_stalled_client_is_closed_with_a_reason_and_the_others_go_on(
    spoken: Running, open_socket: Connect
) -> None:
    stalled = spoken.line(request("GET", "/ws", *HANDSHAKE), receive_buffer=4096)
    stalled.until(b"\r\n\r\n")
    payload = json.dumps({"method": "relay", "params": "ecg", "client": "s"}).encode()
    stalled.send(b"\x81" + bytes([0x80 | len(payload)]) + bytes(4) + payload)
    others = [open_socket(spoken, max_queue=None) for _ in range(5)]
    for each in others:
        ask(each, method="relay", params="ecg", client="a")
    eventually(lambda: len(spoken.site.sockets) == 6)
    text = "x" * 10_000
    for number in range(3_000):
        bus.publish(["ecg"], "stream", [number, text])
        for each in others:
            assert receive(each)["data"][0] == number
        if not all(each.open for each in spoken.site.sockets._all()):
            break
    assert (1013).to_bytes(2, "big") + b"reads too slowly" in stalled.rest()
    eventually(lambda: len(spoken.site.sockets) == 5)


def test_who_sends_no_sign_of_life_is_closed(limited: Limited) -> None:
    running = limited(heartbeat=0.1)
    line = running.line(request("GET", "/ws", *HANDSHAKE))
    line.until(b"\r\n\r\n")
    assert line.rest().startswith(b"\x89\x00\x89\x00")
    assert len(running.site.sockets) == 0


def test_who_answers_pings_stays(limited: Limited, open_socket: Connect) -> None:
    client = open_socket(limited(heartbeat=0.5))
    time.sleep(1.6)
    assert silent(client)


def test_who_is_idle_is_closed(limited: Limited, open_socket: Connect) -> None:
    running = limited(heartbeat=0.5, idle=0.6)
    watching = open_socket(running)
    ask(watching, method="watch", client="a")
    assert closed(open_socket(running))[0] == 1001
    assert silent(watching)


def test_a_stop_closes_all_connections_at_once(spoken: Running, open_socket: Connect) -> None:
    clients = [open_socket(spoken) for _ in range(20)]
    began = time.monotonic()
    spoken.stop()
    assert {closed(client)[0] for client in clients} == {1001}
    assert time.monotonic() - began < 3
