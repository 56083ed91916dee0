"""Many who come, and all leave at once."""

import asyncio
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from july import channel
from tests.site.conftest import Serve
from tests.site.conversing import HANDSHAKE
from tests.site.running import Line, Running, eventually, request
from tests.site.speaking import Speaker

ROUNDS = 6
SOCKETS, STREAMS = 40, 20
RESET = bytes([1] + [0] * 7)
"""SO_LINGER for a connection that ends by a reset, without a word."""


@pytest.fixture
def crowded(serve: Serve) -> Running:
    """A site whose WebSockets are answered by the speaker, its event streams by the channel app."""
    speaker = Speaker()

    def answer(environ: Any, start_response: Any) -> Any:
        events = environ["PATH_INFO"] == "/events"
        return (channel.app if events else speaker)(environ, start_response)

    return serve(channel=answer)


def come(running: Running) -> list[Line]:
    """A crowd that subscribes to everything."""
    sockets = [running.line(request("GET", "/ws", *HANDSHAKE)) for _ in range(SOCKETS)]
    for number, line in enumerate(sockets):
        line.until(b"\r\n\r\n")
        asked = {"method": "watch", "params": f"number-{number % 5}", "client": "a"}
        text = json.dumps(asked).encode()
        line.send(b"\x81" + bytes([0x80 | len(text)]) + bytes(4) + text)
    for line in sockets:
        line.until(b'"client": "a"')
    streams = [running.line(request("GET", "/events")) for _ in range(STREAMS)]
    for line in streams:
        line.until(b"retry: 2000\n\n")
    return sockets + streams


def left(running: Running) -> dict[str, object]:
    """What the process holds."""
    loop = running.site.switchboard._loop
    assert loop is not None
    return {
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "tasks": len(asyncio.all_tasks(loop)),
        "connections": len(running.server.server_state.connections),
        "streams": running.watchers,
        "sockets": len(running.site.sockets),
        "topics": len(running.site.sockets.subscriptions),
        "channels": len(running.site.sockets.subscriptions._listening),
    }


def test_nothing_grows_however_often_a_crowd_comes_and_goes(crowded: Running) -> None:
    states = []
    for _ in range(ROUNDS):
        lines = come(crowded)
        assert len(crowded.site.sockets.subscriptions) == 5
        assert crowded.watchers == STREAMS
        for line in lines:
            line._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            line.close()
        eventually(lambda: not crowded.server.server_state.connections)
        eventually(lambda: not crowded.server.server_state.tasks)
        states.append(left(crowded))
    assert states[1:] == states[1:2] * (ROUNDS - 1)
    assert not any(states[-1][each] for each in ("connections", "streams", "sockets", "topics"))
