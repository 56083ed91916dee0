"""The subscribers of a live server, in a process of their own, which publish too.

    python -m tests.bench.readers TARGET

One loop opens the connections, publishes by HTTP and reads what comes, so that every server gets
the same client. It takes one command a line, and answers with a line; both are JSON.
"""

import asyncio
import base64
import json
import resource
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import uvloop

from tests.bench import figures
from tests.bench.client import Connection

SIZE = 400
"""Bytes of a message."""
RATE = 50
"""Messages a second while latencies are taken."""
PAGES = 60
"""Pages a second beside them."""
MARK = "@"
"""Begins every message, and stands nowhere else."""
STAMP = 20
OPENING = 50
"""Connections that are opened at once."""
PING, PONG = b"\x89\x00", b"\x8a\x80" + bytes(4)
SECONDS = 60.0
FLOOD_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Target:
    """How a server is spoken to."""

    port: int
    subscribe: str
    """The address of a connection."""
    publish: str
    """Where messages are posted."""
    first: str = ""
    """The message that subscribes; none where the address says everything."""
    answer: str = ""
    """The end of what comes before the first message; the end of the head if it is empty."""
    socket: bool = True
    """Whether connections are WebSockets; else event streams."""
    together: bool = True
    """Whether a POST takes many messages, a line each; else one, and many POSTs at once."""
    flood: str = ""
    """Where a second stream is fed, to which only `flood_first` subscribes."""
    flood_first: str = ""

    def head(self) -> bytes:
        """The request that opens a connection."""
        upgrade = (
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n"
        )
        lines = f"GET {self.subscribe} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        return f"{lines}{upgrade if self.socket else ''}\r\n".encode()

    def posts(self, path: str, messages: Sequence[str]) -> list[bytes]:
        """The requests that publish messages."""
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length:"
        bodies = ["\n".join(messages)] if self.together else messages
        return [f"{head} {len(body)}\r\n\r\n{body}".encode() for body in bodies]


def text_frame(message: str) -> bytes:
    """A client's frame, masked with zeros."""
    payload = message.encode()
    assert len(payload) < 126
    return b"\x81" + bytes([0x80 | len(payload)]) + bytes(4) + payload


def message() -> str:
    """A message that tells when it was made."""
    return f"{MARK}{time.perf_counter():0{STAMP}.9f}".ljust(SIZE, "x")


class Reader(asyncio.Protocol):
    """One subscriber."""

    def __init__(self, readers: "Readers", first: str) -> None:
        self._readers = readers
        self._first = first
        self._seen = b""
        self._subscribed = False
        self.begun = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self._readers.target.head())

    def data_received(self, data: bytes) -> None:
        if self.begun.done():
            if data.endswith(PING):
                self.transport.write(PONG)
            self._readers.take(data)
        else:
            self._begin(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.begun.done():
            self.begun.set_exception(ConnectionError(f"refused: {self._seen[:200]!r}"))
        self._readers.lost += 1

    def _begin(self, data: bytes) -> None:
        self._seen += data
        if not self._subscribed and b"\r\n\r\n" in self._seen:
            self._subscribed = True
            if self._first:
                self.transport.write(text_frame(self._first))
                self._seen = b""
        wanted = self._readers.target.answer.encode()
        if self._subscribed and (wanted in self._seen if wanted else not self._first):
            self._seen = b""
            self.begun.set_result(None)


class Readers:
    """All of them, and who publishes to them."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.lost = 0
        self._readers: list[Reader] = []
        self._flooded: Reader | socket.socket | None = None
        self._taken: list[float] | None = None
        self._count = 0
        self._wanted = 0
        self._arrived = asyncio.Event()

    def take(self, data: bytes) -> None:
        """What one of them received."""
        mark = MARK.encode()
        self._count += data.count(mark)
        if self._count >= self._wanted:
            self._arrived.set()
        if self._taken is not None:
            now = time.perf_counter()
            start = data.find(mark)
            while start >= 0:
                if len(data) > start + STAMP:
                    self._taken.append(now - float(data[start + 1 : start + 1 + STAMP]))
                start = data.find(mark, start + 1)

    async def open(self, subscribers: int) -> dict[str, Any]:
        """Open so many more; the seconds that it took until all had subscribed."""
        began = time.perf_counter()
        for _ in range(0, subscribers, OPENING):
            some = [self._open(self.target.first) for _ in range(min(OPENING, subscribers))]
            self._readers += await asyncio.gather(*some)
        return {"seconds": time.perf_counter() - began}

    async def close(self) -> dict[str, Any]:
        """End all at once, without a word."""
        for reader in self._readers:
            reader.transport.abort()
        self._readers = []
        if isinstance(self._flooded, socket.socket):
            self._flooded.close()
        elif self._flooded:
            self._flooded.transport.abort()
        self._flooded = None
        await asyncio.sleep(0)
        return {}

    async def flood(self, stalls: bool) -> dict[str, Any]:
        """Open one that subscribes to the flood, and reads it or nothing."""
        if stalls:
            self._flooded = await asyncio.to_thread(self._stall)
        else:
            self._flooded = await self._open(self.target.flood_first)
        return {}

    async def throughput(self, batch: int, seconds: float) -> dict[str, Any]:
        """Publish so many messages in one go, again when everybody has all of them."""
        publisher = await Connection.open(self.target.port)
        began, total = time.perf_counter(), 0
        while time.perf_counter() < began + seconds:
            self._count, self._wanted = 0, batch * len(self._readers)
            self._arrived.clear()
            posts = self.target.posts(self.target.publish, [message() for _ in range(batch)])
            await publisher.ask_all(posts)
            async with asyncio.timeout(SECONDS):
                await self._arrived.wait()
            total += self._wanted
        return {"rate": total / (time.perf_counter() - began), "lost": self.lost}

    async def latencies(self, seconds: float, pages: Sequence[str] = (), flood: int = 0) -> Any:
        """From publishing to receiving, of all deliveries; `flood` is bytes a second beside."""
        self._taken = []
        looking = asyncio.create_task(self._look(pages, seconds)) if pages else None
        publisher = await Connection.open(self.target.port)
        lines = ["y" * FLOOD_LINE] * (flood // RATE // FLOOD_LINE)
        began = time.perf_counter()
        for number in range(int(seconds * RATE)):
            await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            if lines:
                await publisher.ask_all(self.target.posts(self.target.flood, lines))
            await publisher.ask_all(self.target.posts(self.target.publish, [message()]))
        await asyncio.sleep(0.5)
        taken, self._taken = self._taken, None
        told = {name: figures.percentile(taken, share) for name, share in SHARES.items()}
        looked = await looking if looking else [0.0]
        missing = int(seconds * RATE) * len(self._readers) - len(taken)
        return {**told, "missing": missing, "pages": len(looked), "page": figures.middle(looked)}

    async def _look(self, pages: Sequence[str], seconds: float) -> list[float]:
        """Read pages meanwhile, each at its time; the seconds that each took."""
        connections = [await Connection.open(self.target.port) for _ in range(4)]
        free = asyncio.Queue[Connection]()
        for each in connections:
            free.put_nowait(each)
        taken: list[float] = []

        async def look(path: str) -> None:
            began = time.perf_counter()
            connection = await free.get()
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.target.port}\r\n\r\n"
            assert await connection.ask(head.encode()) == 200, path
            free.put_nowait(connection)
            taken.append(time.perf_counter() - began)

        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(int(seconds * PAGES)):
                await asyncio.sleep(max(0.0, began + number / PAGES - time.perf_counter()))
                group.create_task(look(pages[number % len(pages)]))
        return taken

    async def _open(self, first: str) -> Reader:
        loop = asyncio.get_running_loop()
        port = self.target.port
        _, reader = await loop.create_connection(lambda: Reader(self, first), "127.0.0.1", port)
        async with asyncio.timeout(SECONDS):
            await reader.begun
        return reader

    def _stall(self) -> socket.socket:
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", self.target.port))
        line.sendall(self.target.head())
        line.recv(4096)
        line.sendall(text_frame(self.target.flood_first))
        return line


SHARES = {"p50": 0.5, "p99": 0.99, "most": 1.0}


async def main() -> None:
    """Do as told."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    readers = Readers(Target(**json.loads(sys.argv[1])))
    while line := await asyncio.to_thread(sys.stdin.readline):
        command = json.loads(line)
        told = await getattr(readers, command.pop("do"))(**command)
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
