"""Messages and frames, against a client's own parser."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from july.live.envelopes import as_name
from july.live.switchboard.messages import NOBODY, Names, error, names_in, push, text_frame


def parsed(data: bytes) -> list[Frame]:
    """What a client sees of these bytes."""
    client = ClientProtocol(parse_uri("ws://example.org/"), state=State.OPEN, max_size=None)
    client.receive_data(data)
    return [event for event in client.events_received() if isinstance(event, Frame)]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_of_any_size_is_understood(size: int) -> None:
    (frame,) = parsed(text_frame("x" * size))
    assert (frame.opcode, frame.fin, len(frame.data)) == (Opcode.TEXT, True, size)


def test_frames_that_are_joined_stay_apart() -> None:
    frames = parsed(text_frame("one") + text_frame("two"))
    assert [bytes(frame.data) for frame in frames] == [b"one", b"two"]


ids = st.none() | st.text() | st.integers()


@given(ids, ids, st.text(), st.text())
def test_a_push_is_compact_json_with_sorted_keys(
    client: Any, callback: Any, data: str, trigger: str
) -> None:
    names = Names(as_name(client), as_name(callback))
    (frame,) = parsed(push(names, json.dumps(data), trigger))
    text = bytes(frame.data).decode()
    message = json.loads(text)
    assert text == json.dumps(message, separators=(",", ":"), sort_keys=True)
    assert message["data"] == data
    assert message["trigger"] == trigger
    assert (message.get("client"), message.get("callback")) == (client, callback)


def test_an_answer_of_nothing_has_no_data() -> None:
    (frame,) = parsed(push(Names('"a"', None), None, "manual"))
    assert bytes(frame.data) == b'{"client":"a","trigger":"manual"}'


def test_an_error_has_the_ids_of_its_message() -> None:
    names = names_in('{"client": 1, "callback": "b", "method": "x"}')
    (frame,) = parsed(error(names, "no"))
    assert bytes(frame.data) == b'{"callback":"b","client":1,"error":"no"}'


@pytest.mark.parametrize("text", ["", "[1]", "nonsense", "[" * 100_000, "null"])
def test_what_can_not_be_read_has_no_ids(text: str) -> None:
    assert names_in(text) == NOBODY
