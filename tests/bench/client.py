"""A client in a process of its own, so that it does not compete for the server's interpreter.

Its requests are made before the first is sent. It prints what it saw as JSON.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from tests.bench import given

DATA = b"data: "


@dataclass(frozen=True, slots=True)
class Job:
    """What to send: `count` signed pushes of `size` commits, numbered from `first` on."""

    port: int
    path: str
    secret: str
    first: int
    count: int
    size: int = 3
    connections: int = 16
    seconds: float = 60.0
    """Begin nothing after that."""
    rate: float | None = None
    """Pushes a second, sent at their time whatever became of those before; None: each connection
    sends its next as soon as it has an answer."""
    stream: str | None = None
    """Address of an event stream to listen to meanwhile."""


@dataclass(slots=True)
class Seen:
    """What a client saw."""

    seconds: float = 0.0
    """From the first request to the last answer."""
    latencies: list[float] = field(default_factory=list)
    """Seconds for each push, from the moment at which it should have been sent."""
    statuses: dict[str, int] = field(default_factory=dict)
    events: list[float] = field(default_factory=list)
    """Seconds from the moment at which a push should have been sent to its first commit's event."""

    @property
    def answered(self) -> int:
        """How many pushes were taken."""
        return self.statuses.get("201", 0)

    @property
    def rate(self) -> float:
        """Pushes taken a second."""
        return self.answered / self.seconds


def begin(job: Job) -> subprocess.Popen[bytes]:
    """Start a client."""
    words = [sys.executable, "-m", "tests.bench.client", json.dumps(asdict(job))]
    return subprocess.Popen(words, stdout=subprocess.PIPE)


def finish(running: subprocess.Popen[bytes]) -> Seen:
    """What a client saw, at its end."""
    output, _ = running.communicate()
    seen = Seen(**json.loads(output))
    if set(seen.statuses) != {"201"}:
        print(f"  (not every push was answered 201: {seen.statuses})", flush=True)
    return seen


def send(job: Job) -> Seen:
    """What a client saw that did this job."""
    return finish(begin(job))


class Connection:
    """A connection that is kept alive."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**22))

    async def ask_all(self, requests: Sequence[bytes]) -> list[int]:
        """The statuses of answers to requests that are sent in one go."""
        self._writer.write(b"".join(requests))
        return [await self._answer() for _ in requests]

    async def ask(self, request: bytes) -> int:
        """The status of the answer, once it is there as a whole."""
        self._writer.write(request)
        return await self._answer()

    async def _answer(self) -> int:
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        await self._reader.readexactly(int(length))
        return int(head.split(b" ", 2)[1])

    async def listen(self, address: str) -> None:
        """Ask for an endless answer, and read its head."""
        self._writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode("ascii"))
        await self._reader.readuntil(b"\r\n\r\n")

    async def line(self) -> bytes:
        """The next line of an endless answer."""
        return await self._reader.readuntil(b"\n")


class Client:
    """Does one job."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._seen = Seen()
        self._statuses: Counter[str] = Counter()
        self._sent: dict[str, float] = {}

    async def run(self) -> Seen:
        numbers = range(self._job.first, self._job.first + self._job.count)
        job = self._job
        requests = [given.push_request(job.path, each, job.size, job.secret) for each in numbers]
        listening = await self._listen() if job.stream else None
        connections = [await Connection.open(job.port) for _ in range(job.connections)]
        began = time.perf_counter()
        if job.rate:
            await self._at_rate(job.rate, requests, connections, began)
        else:
            queue = iter(requests)
            await asyncio.gather(*(self._after_each(queue, each, began) for each in connections))
        self._seen.seconds = time.perf_counter() - began
        self._seen.statuses = dict(self._statuses)
        if listening is not None:
            await asyncio.wait([listening], timeout=5)
            listening.cancel()
        return self._seen

    async def _after_each(
        self, requests: Iterator[bytes], connection: Connection, began: float
    ) -> None:
        for request in requests:
            now = time.perf_counter()
            if now - began > self._job.seconds:
                return
            await self._ask(connection, request, now)

    async def _at_rate(
        self, rate: float, requests: Sequence[bytes], connections: list[Connection], began: float
    ) -> None:
        free: asyncio.Queue[Connection] = asyncio.Queue()
        for connection in connections:
            free.put_nowait(connection)

        async def send(request: bytes, due: float) -> None:
            connection = await free.get()
            await self._ask(connection, request, due)
            free.put_nowait(connection)

        async with asyncio.TaskGroup() as group:
            for place, request in enumerate(requests):
                due = began + place / rate
                if self._job.stream:
                    self._sent[_first_hash(request)] = due
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                if due - began > self._job.seconds:
                    return
                group.create_task(send(request, due))

    async def _ask(self, connection: Connection, request: bytes, since: float) -> None:
        status = await connection.ask(request)
        self._seen.latencies.append(time.perf_counter() - since)
        self._statuses[str(status)] += 1

    async def _listen(self) -> asyncio.Task[None]:
        stream = await Connection.open(self._job.port)
        await stream.listen(str(self._job.stream))

        async def listen() -> None:
            while len(self._seen.events) < self._job.count:
                line = await stream.line()
                arrived = time.perf_counter()
                if line.startswith(DATA):
                    sent = self._sent.pop(json.loads(line.removeprefix(DATA))["hash"], None)
                    if sent is not None:
                        self._seen.events.append(arrived - sent)

        return asyncio.create_task(listen())


def _first_hash(request: bytes) -> str:
    return str(json.loads(request.partition(b"\r\n\r\n")[2])["commits"][0]["id"])


def main() -> None:
    """Do the job that the command line names."""
    print(json.dumps(asdict(asyncio.run(Client(Job(**json.loads(sys.argv[1]))).run()))))


if __name__ == "__main__":
    main()
