"""The floor: a protocol that writes each message to each connection, and does nothing else.

python -m tests.bench.rivals.bare
"""

import asyncio
from typing import Any, ClassVar

import uvloop

from july.live.switchboard.messages import Names, push
from july.site.server import bind

ANSWER = push(Names('"a"', None), "null", "subscribe")
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"


class Bare(asyncio.Protocol):
    """A handshake nobody looks at, or a POST of lines."""

    connections: ClassVar[set[Any]] = set()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.answered = False
        self.waiting = b""

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET"):
            self.transport.write(SWITCHING)
            self.answered = True
        elif self.answered:
            self.answered = False
            self.transport.write(ANSWER)
            self.connections.add(self.transport)
        elif self.transport not in self.connections:
            self._publish(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.connections.discard(self.transport)

    def _publish(self, data: bytes) -> None:
        self.waiting += data
        head, found, body = self.waiting.partition(b"\r\n\r\n")
        size = int(head.rpartition(b"Content-Length: ")[2] or 0) if found else 1
        if len(body) < size:
            return
        self.waiting = b""
        lines = body.decode().splitlines()
        piece = b"".join(push(Names('"a"', None), f'"{line}"', "manual") for line in lines)
        for transport in self.connections:
            transport.write(piece)
        self.transport.write(TAKEN)


async def main() -> None:
    """Serve until the process ends."""
    listening = bind("127.0.0.1", 0)
    server = await asyncio.get_running_loop().create_server(Bare, sock=listening)
    print(f"port {listening.getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
