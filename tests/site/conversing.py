"""A client of the `websockets` library, and what is asked of it."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

ELSEWHERE = "http://elsewhere.example.org"
Connect = Callable[..., ClientConnection]
HANDSHAKE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


def ask(client: ClientConnection, /, **message: Any) -> Any:
    """The answer to a message, which is the next to come."""
    client.send(json.dumps(message))
    return receive(client)


def receive(client: ClientConnection) -> Any:
    return json.loads(client.recv(timeout=5))


def silent(client: ClientConnection) -> bool:
    """Whether nothing has come that nobody has read."""
    return bool(ask(client, method="echo", params="nothing else", callback="s")["callback"] == "s")


def closed(client: ClientConnection) -> tuple[int, str]:
    """The code and the reason of the close that comes."""
    with suppress(ConnectionClosed):
        while True:
            client.recv(timeout=5)
    assert client.close_code
    return client.close_code, client.close_reason or ""
