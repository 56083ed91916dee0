"""Whoever misbehaves is told so as documented, and nobody else hears or feels anything of it.

All of this goes over real sockets to the real channel app, with somebody beside who behaves.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection

from july import channel, stores
from july.bus import notices
from july.lib import clock
from july.live.private import create_channel
from july.live.services import services, subscribes
from july.live.switchboard import Limits, Switchboard, subscriptions
from july.site.websocket import MESSAGE_BYTES
from tests.site.conftest import Serve
from tests.site.conversing import ELSEWHERE, HANDSHAKE, Connect, ask, receive
from tests.site.running import Line, Running, request

go_on = Event()
COUNTED = {"to": 0}
SECONDS = 0.5
"""How long a call may take here; ten seconds in a site."""
CODES = {1000, 1002, 1003, 1007, 1008, 1009}


def count() -> int:
    return COUNTED["to"]


def fail() -> None:
    raise RuntimeError("the database's password is tentacles")


def take_long() -> str:
    assert go_on.wait(30)
    return "at last"


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    go_on.clear()
    functions: dict[str, Callable[..., Any]] = {
        "count": subscribes("counted")(count),
        "fail": fail,
        "take_long": take_long,
    }
    services.register(SimpleNamespace(__all__=list(functions), **functions), "here")
    yield
    go_on.set()
    services.withdraw("here")


@pytest.fixture
def site(serve: Serve, engines: stores.Stores, monkeypatch: pytest.MonkeyPatch) -> Running:
    monkeypatch.setattr(subscriptions, "PACE", 0.0)  # nobody else's news is waited for
    limits = replace(Limits(), seconds=SECONDS)
    return serve(channel=channel.app, switchboard=Switchboard(limits=limits))


class Bystander:
    """Somebody who behaves, and watches a number."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        ask(line, method="here.count", client="beside")

    def is_well(self) -> bool:
        """Whether a change is still pushed, as the next that comes, and a call answered."""
        COUNTED["to"] += 1
        notices.notify(["counted"])
        told = receive(self._line)
        called = ask(self._line, method="here.count", callback="c")
        return told["data"] == COUNTED["to"] and called == {"callback": "c", "data": told["data"]}


@pytest.fixture
def bystander(site: Running, open_socket: Connect) -> Bystander:
    return Bystander(open_socket(site))


def opened(site: Running) -> Line:
    """A connection of which every byte is ours."""
    line = site.line(request("GET", "/ws", *HANDSHAKE))
    line.until(b"\r\n\r\n")
    return line


def frame(head: int, payload: bytes) -> bytes:
    """A frame with that first byte, masked with zeros."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([head]) + length + bytes(4) + payload


def code_in(answer: bytes) -> int:
    """The code of the close with which an answer ends."""
    assert answer[0] == 0x88, answer
    return int.from_bytes(answer[2:4], "big")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(0x82, b"\x00\x01"), 1003),
        (frame(0x81, b"\xff\xfe"), 1007),
        (b"\x81\xff" + (MESSAGE_BYTES + 1).to_bytes(8, "big"), 1009),
        (b"\x81\x02{}", 1002),
        (frame(0xC1, b"{}"), 1002),
        (frame(0x83, b"{}"), 1002),
        (frame(0x80, b"{}"), 1002),
        (frame(0x09, b"a ping in parts"), 1002),
    ],
    ids=[
        "binary",
        "no UTF-8",
        "oversized",
        "not masked",
        "compressed",
        "unknown sort",
        "an end without a beginning",
        "a ping in parts",
    ],
)
def test_a_frame_that_can_not_be_ends_its_connection(
    site: Running, bystander: Bystander, sent: bytes, code: int
) -> None:
    line = opened(site)
    line.send(sent)
    assert code_in(line.rest()) == code
    assert bystander.is_well()


def test_a_message_in_parts_that_is_too_large_ends_its_connection(
    site: Running, bystander: Bystander
) -> None:
    line = opened(site)
    line.send(frame(0x01, b"x" * 40_000))
    line.send(frame(0x80, b"x" * 40_000))
    assert code_in(line.rest()) == 1009
    assert bystander.is_well()


def test_a_close_that_comes_with_a_fault_is_answered(site: Running) -> None:
    line = opened(site)
    line.send(frame(0x82, b"") + frame(0x88, (1000).to_bytes(2, "big")))
    assert code_in(line.rest()) == 1000


def frames_in(answer: bytes) -> Iterator[tuple[int, bytes]]:
    """The first byte and the payload of each frame that a server has sent."""
    while answer:
        size, begin = answer[1], 2
        if size == 126:
            size, begin = int.from_bytes(answer[2:4], "big"), 4
        yield answer[0], answer[begin : begin + size]
        answer = answer[begin + size :]


FRAMES = st.builds(
    frame,
    st.sampled_from([0x81, 0x82, 0x89, 0x8A, 0x88, 0x01, 0x00, 0x80]) | st.integers(0, 255),
    st.binary(max_size=120) | st.text(max_size=20).map(lambda text: text.encode()),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(FRAMES, min_size=1, max_size=6))
def test_whatever_frames_are_sent_the_close_is_a_documented_one(
    site: Running, bystander: Bystander, frames: list[bytes]
) -> None:
    line = opened(site)
    with suppress(ConnectionError):  # it may be closed before the last is sent
        line.send(b"".join(frames) + frame(0x88, (1000).to_bytes(2, "big")))
    *_, (head, payload) = frames_in(line.rest())
    assert head == 0x88
    assert payload == b"" or int.from_bytes(payload[:2], "big") in CODES
    line.close()
    assert bystander.is_well()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
ASKED = st.fixed_dictionaries(
    {"callback": st.just("mine")},
    optional={
        "action": JSON,
        "method": JSON | st.sampled_from(["here.count", "here.fail", "here", "__class__"]),
        "params": JSON,
        "client": JSON,
    },
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ASKED | JSON)
def test_whatever_is_asked_is_answered_and_the_connection_stays(
    site: Running, bystander: Bystander, open_socket: Connect, message: Any
) -> None:
    line = open_socket(site)
    line.send(json.dumps(message))
    if not isinstance(message, dict) or "callback" in message:
        assert {"data", "error", "callback"} & set(receive(line))
    line.send(json.dumps({"method": "here.count", "callback": "alive"}))
    while receive(line).get("callback") != "alive":
        pass
    line.close()
    assert bystander.is_well()


def test_a_page_of_another_site_opens_nothing(
    site: Running, bystander: Bystander, open_socket: Connect
) -> None:
    with pytest.raises(InvalidStatus) as caught:
        open_socket(site, origin=ELSEWHERE)
    assert caught.value.response.status_code == 403
    assert json.loads(caught.value.response.body)["error"]["code"] == "forbidden"
    assert len(site.site.sockets) == 1
    assert bystander.is_well()


def test_an_expired_token_opens_nothing_and_the_connection_stays(
    site: Running, bystander: Bystander, open_socket: Connect
) -> None:
    line = open_socket(site)
    with clock.freeze(clock.now() - timedelta(hours=2, seconds=1)):
        token = create_channel("page-7")
    told = ask(line, action="token", token=token, callback=1)
    assert told["error"] == "this token has expired; load the page anew to get another"
    assert ask(line, method="here.count", callback=2)["data"] == COUNTED["to"]
    assert bystander.is_well()


def test_a_service_that_raises_is_an_error_without_details(
    site: Running, bystander: Bystander, open_socket: Connect
) -> None:
    line = open_socket(site)
    told = ask(line, method="here.fail", client="a", callback="b")
    assert told == {"callback": "b", "client": "a", "error": "unexpected error"}
    assert ask(line, method="here.count", callback=2)["data"] == COUNTED["to"]
    assert bystander.is_well()


def test_a_service_that_takes_too_long_is_an_error_and_holds_up_nobody(
    site: Running, bystander: Bystander, open_socket: Connect
) -> None:
    lines = [open_socket(site) for _ in range(8)]
    for line in lines:
        line.send(json.dumps({"method": "here.take_long", "callback": "slow"}))
    assert bystander.is_well()
    for line in lines:
        told = receive(line)
        assert told == {"callback": "slow", "error": f"the call took longer than {SECONDS} seconds"}
        assert ask(line, method="here.count", callback=2)["data"] == COUNTED["to"]
    assert bystander.is_well()
