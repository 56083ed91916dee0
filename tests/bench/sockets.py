"""WebSockets: deliveries a second, time from publishing to receiving, memory a connection.

    python -m tests.bench.sockets [--quick]

All subscribe to one raw stream of 400-byte messages. The client is a process of its own; both read
the machine's monotonic clock. The floor is a bare protocol that writes each message to each.
"""

import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvloop

from july import bus
from july.live.switchboard import Limits, Switchboard
from july.live.switchboard.messages import Names, push
from july.site.front import Site
from july.site.server import SWITCH_SECONDS, bind
from tests.bench import figures
from tests.site.running import Running, say, start
from tests.site.speaking import Speaker

KEY = "bench"
SIZE = 400
BATCH = 100
"""Messages published in one go, of which each client takes all before the next go."""
RATE = 50
FLOOD = "flood"
"""The stream of the client that reads nothing: a megabyte a second."""
HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
SUBSCRIBERS = (100, 1_000, 5_000)
PAGE = os.sysconf("SC_PAGE_SIZE")


def main(*, quick: bool = False) -> None:
    """Print the rows."""
    _allow_many_connections()
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        figures.heading(f"WebSockets, {SIZE}-byte messages")
        for subscribers in SUBSCRIBERS[: 2 if quick else 3]:
            rounds = max(2, (100_000 if quick else 400_000) // (subscribers * BATCH))
            ours, memory = _throughput(july, subscribers, rounds)
            bottom, _ = _throughput(floor, subscribers, rounds)
            name = f"deliveries to {subscribers} subscribers"
            figures.row(name, ours / 1000, "k/s", floor=bottom / 1000)
            figures.row(f"memory a connection of {subscribers}", memory / 1024, "kB")
        seconds = 3 if quick else 10
        taken, beneath = (_latencies(each, 1_000, seconds) for each in (july, floor))
        for share in (0.5, 0.99):
            value, bottom = (figures.percentile(each, share) * 1000 for each in (taken, beneath))
            name = f"publish to receive, 1,000 subscribers, p{share * 100:g}"
            figures.row(name, value, "ms", floor=bottom)
        beside = figures.percentile(_latencies(stalled, 1_000, seconds), 0.99) * 1000
        figures.row("the same beside a stalled client, p99", beside, "ms", floor=bottom)
    finally:
        sys.setswitchinterval(before)


class Target:
    """A server that hands messages to all its clients."""

    port: int

    def publish(self, text: str) -> None:
        """Hand a message to every client."""
        raise NotImplementedError


class July(Target):
    """The whole front, with a channel app of a few lines."""

    def __init__(self, running: "Running | July") -> None:
        self.port = running.port

    def publish(self, text: str) -> None:
        bus.publish([KEY], "stream", text)


class Flooded(July):
    """The same, while a second stream carries much."""

    def publish(self, text: str) -> None:
        super().publish(text)
        bus.publish([FLOOD], "stream", "x" * (1_000_000 // RATE))


@contextmanager
def july(behind: int = 100_000_000) -> Iterator[July]:
    """July's own, with the bytes that may wait for a client."""
    application = say("main")
    site = Site(
        main=application,
        api=application,
        channel=Speaker(),
        static=Path(__file__).parent,
        switchboard=Switchboard(limits=Limits(behind=behind)),
    )
    running = start(site)
    try:
        yield July(running)
    finally:
        running.close()


@contextmanager
def stalled() -> Iterator[Target]:
    """July's own with its usual bound, past which a client that reads nothing is closed."""
    with july(Limits().behind) as target, socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", target.port))
        line.sendall(HANDSHAKE)
        line.recv(4096)
        line.sendall(_subscription(FLOOD))
        yield Flooded(target)


class Floor(Target):
    """A bare protocol: a handshake nobody looks at, and one write of each frame to each client."""

    def __init__(self) -> None:
        self.loop = uvloop.new_event_loop()
        self.transports: list[Any] = []
        self.listening = bind("127.0.0.1", 0)
        self.port = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever)

    def begin(self) -> None:
        floor = self

        class Bare(asyncio.Protocol):
            def connection_made(self, transport: Any) -> None:
                self.transport = transport
                self.answered = False

            def data_received(self, data: bytes) -> None:
                if self.answered:
                    self.transport.write(push(Names('"a"', None), "null", "subscribe"))
                    floor.transports.append(self.transport)
                else:
                    self.answered = True
                    self.transport.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")

        self.thread.start()
        server = self.loop.create_server(Bare, sock=self.listening)
        asyncio.run_coroutine_threadsafe(server, self.loop).result()

    def publish(self, text: str) -> None:
        self.loop.call_soon_threadsafe(self._write, push(Names('"a"', None), f'"{text}"', "manual"))

    def _write(self, frame: bytes) -> None:
        for transport in self.transports:
            if not transport.is_closing():
                transport.write(frame)

    def end(self) -> None:
        async def close() -> None:
            for transport in self.transports:
                transport.abort()
            await asyncio.sleep(0)

        asyncio.run_coroutine_threadsafe(close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.listening.close()


@contextmanager
def floor() -> Iterator[Target]:
    """The least that a server in Python can do."""
    target = Floor()
    target.begin()
    try:
        yield target
    finally:
        target.end()


def _throughput(serve: Callable[..., Any], subscribers: int, rounds: int) -> tuple[float, float]:
    """Deliveries a second, and bytes of memory a connection."""
    text = "x" * SIZE
    with serve() as target:
        before = _memory()
        client = _client(target.port, subscribers, BATCH)
        memory = (_memory() - before) / subscribers
        began = time.perf_counter()
        for _ in range(rounds):
            for _message in range(BATCH):
                target.publish(text)
            _expect(client, "batch")
        seconds = time.perf_counter() - began
        _end(client)
    return subscribers * BATCH * rounds / seconds, memory


def _latencies(serve: Callable[..., Any], subscribers: int, seconds: float) -> list[float]:
    """Seconds from publishing to receiving, of every delivery."""
    with serve() as target:
        client = _client(target.port, subscribers, 0)
        began = time.perf_counter()
        for number in range(int(seconds * RATE)):
            time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            target.publish(f"{time.perf_counter():020.9f}".ljust(SIZE, "x"))
        time.sleep(0.5)
        assert client.stdin
        client.stdin.write("end\n")
        client.stdin.flush()
        assert client.stdout
        taken: list[float] = json.loads(client.stdout.readline())
        _end(client)
    return taken


def _client(port: int, subscribers: int, batch: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.bench.sockets", str(port), str(subscribers), str(batch)]
    pipe = subprocess.PIPE
    client = subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True)
    _expect(client, "ready")
    time.sleep(0.3)
    return client


def _expect(client: subprocess.Popen[str], word: str) -> None:
    assert client.stdout
    said = client.stdout.readline().strip()
    assert said == word, said


def _end(client: subprocess.Popen[str]) -> None:
    assert client.stdin
    client.stdin.close()
    client.terminate()
    client.wait()


def _subscription(key: str) -> bytes:
    """The frame that subscribes to a raw stream."""
    message = json.dumps({"method": "relay", "params": key, "client": "a"}).encode()
    return b"\x81" + bytes([0x80 | len(message)]) + bytes(4) + message


def _memory() -> int:
    """Bytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def _allow_many_connections() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Reader(asyncio.Protocol):
    """One subscriber: counts bytes, or notes how long each message took."""

    def __init__(self, readers: "Readers") -> None:
        self._readers = readers
        self._stage = 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        if self._stage == 0:
            self._stage = 1
            self._transport.write(_subscription(KEY))
        elif self._stage == 1:
            self._stage = 2
            self._readers.begin_one()
        elif len(data) > 2:
            self._readers.take(data)


class Readers:
    """All subscribers of a process."""

    def __init__(self, subscribers: int, batch: int) -> None:
        frame = len(push(Names('"a"', None), json.dumps("x" * SIZE), "manual"))
        self._subscribers = subscribers
        self._wanted = subscribers * batch * frame
        self._begun = 0
        self._size = 0
        self.ready = asyncio.Event()
        self.taken: list[float] = []

    def begin_one(self) -> None:
        self._begun += 1
        if self._begun == self._subscribers:
            self.ready.set()

    def take(self, data: bytes) -> None:
        if not self._wanted:
            now = time.perf_counter()
            start = data.find(b'"data":"')
            while start >= 0:
                self.taken.append(now - float(data[start + 8 : start + 28]))
                start = data.find(b'"data":"', start + 8)
            return
        self._size += len(data)
        if self._size >= self._wanted:
            self._size -= self._wanted
            print("batch", flush=True)


async def read(port: int, subscribers: int, batch: int) -> None:
    """Subscribe so many, and say what they received."""
    loop = asyncio.get_running_loop()
    readers = Readers(subscribers, batch)
    for _ in range(0, subscribers, 50):
        some = (
            loop.create_connection(lambda: Reader(readers), "127.0.0.1", port) for _ in range(50)
        )
        await asyncio.gather(*some)
    await readers.ready.wait()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps(readers.taken), flush=True)
    await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _allow_many_connections()
        uvloop.run(read(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
    else:
        main(quick="--quick" in sys.argv)
