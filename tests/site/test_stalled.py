"""One client that reads nothing, among two hundred that read everything."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from july import bus
from july.bus import Event
from july.lib import clock
from july.live.switchboard import Limits, Switchboard
from july.live.switchboard.messages import Names, push, text_frame
from july.live.switchboard.ring import Ring
from july.site.websocket import FrontSocket
from tests.site.conversing import HANDSHAKE
from tests.site.running import Line, Running, eventually, request
from tests.site.speaking import Speaker

OTHERS = 199
TIMES = 20
"""How often the one that stalls subscribes to the same, so that it is behind soon."""
TEXT = "x" * 1_000
AT_ONCE = 5
MOST = 1_000
"""Messages after which a client that reads nothing must have been closed for long."""
LITTLE = 4_000_000
"""Bytes; a server without a bound would hold the 20 MB that were said to that client."""
PAGE = os.sysconf("SC_PAGE_SIZE")
CLOSE = (1013).to_bytes(2, "big") + b"reads too slowly; connect again"


@pytest.fixture
def running(serve: Callable[..., Running], monkeypatch: pytest.MonkeyPatch) -> Running:
    """A site without a past that grows, and without pings between the messages."""
    monkeypatch.setattr(FrontSocket, "close_seconds", 5.0)
    ring = Ring(bus.event_id(clock.now()), size=10 * len(TEXT))
    return serve(
        channel=Speaker(), switchboard=Switchboard(ring=ring, limits=Limits(heartbeat=600))
    )


def open_line(running: Running, **options: int) -> Line:
    line = running.line(request("GET", "/ws", *HANDSHAKE), **options)
    line.until(b"\r\n\r\n")
    return line


def subscribe(line: Line, client: str) -> None:
    asked = json.dumps({"method": "relay", "params": "ecg", "client": client}).encode()
    line.send(b"\x81" + bytes([0x80 | len(asked)]) + bytes(4) + asked)
    line.until(text_frame(json.dumps({"client": client, "data": None})))


def frames(events: Sequence[Event]) -> bytes:
    """What the events are for one who has subscribed."""
    return b"".join(push(Names('"a"', None), event.data.decode(), "manual") for event in events)


def tell(clients: Sequence[Line], turn: int) -> None:
    """Publish some messages, which each of the clients gets, and nothing else."""
    events = [bus.publish(["ecg"], "stream", [turn, n, TEXT]) for n in range(AT_ONCE)]
    wanted = frames(events)
    for client in clients:
        assert client.until(wanted) == wanted


def memory() -> int:
    """Bytes that this process, which serves, has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def test_one_stalled_client_costs_the_others_nothing_and_the_server_little(
    running: Running,
) -> None:
    others = [open_line(running) for _ in range(OTHERS)]
    for other in others:
        subscribe(other, "a")
    stalled = open_line(running, receive_buffer=4096)
    for number in range(TIMES):
        subscribe(stalled, str(number))
    before, most = 0, 0
    for turn in range(MOST // AT_ONCE):
        tell(others, turn)
        most = max(most, memory())
        before = before or most
        if not all(socket.open for socket in running.site.sockets._all()):
            break
    assert stalled.until(CLOSE)
    stalled.close()
    eventually(lambda: len(running.site.sockets) == OTHERS)
    tell(others, MOST)
    assert most - before < LITTLE
