"""A visitor in a process of its own who looks at pages, again and again.

    python -m tests.bench.looks LOOK

Prints the seconds that each page took, as JSON.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass

from tests.bench.client import Connection

Ask = Callable[[Connection, float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Look:
    """What to look at, and how."""

    port: int
    path: str
    seconds: float
    connections: int = 4
    rate: float | None = None
    """Pages a second, asked for at their time; None: each connection asks for its next as soon as
    it has an answer."""


def look(wanted: Look) -> list[float]:
    """Seconds that each page took, from the moment at which it should have been asked for."""
    words = [sys.executable, "-m", "tests.bench.looks", json.dumps(asdict(wanted))]
    told = subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout
    return [float(each) for each in json.loads(told)]


async def look_as_told(wanted: Look) -> list[float]:
    """The same, in this process."""
    request = f"GET {wanted.path} HTTP/1.1\r\nHost: 127.0.0.1:{wanted.port}\r\n\r\n".encode()
    connections = [await Connection.open(wanted.port) for _ in range(wanted.connections)]
    taken: list[float] = []

    async def ask(connection: Connection, since: float) -> None:
        status = await connection.ask(request)
        assert status == 200, f"{wanted.path} answers {status}"
        taken.append(time.perf_counter() - since)

    if wanted.rate is None:
        await _one_after_the_other(ask, connections, wanted.seconds)
    else:
        await _at_their_time(ask, connections, wanted.seconds, wanted.rate)
    return taken


async def _one_after_the_other(ask: Ask, connections: Sequence[Connection], seconds: float) -> None:
    ends = time.perf_counter() + seconds

    async def go_on(connection: Connection) -> None:
        while (now := time.perf_counter()) < ends:
            await ask(connection, now)

    await asyncio.gather(*map(go_on, connections))


async def _at_their_time(
    ask: Ask, connections: Sequence[Connection], seconds: float, rate: float
) -> None:
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for each in connections:
        free.put_nowait(each)

    async def ask_when_free(due: float) -> None:
        connection = await free.get()
        await ask(connection, due)
        free.put_nowait(connection)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int(seconds * rate)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(ask_when_free(due))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(look_as_told(Look(**json.loads(sys.argv[1]))))))
