"""Sends deliveries through nginx on a bounded number of connections, and reads pages meanwhile."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import aiohttp

from tests.bench import given
from tests.whole.serving import Hook

SIZE = 3
"""Commits of a push."""
SECONDS = 60.0
"""How long an answer may take."""
ATTEMPTS = 8
PAUSE = 0.5
"""Seconds after which a delivery that failed is sent again, as git hosts let their users do."""
PAGES = (
    "/",
    "/live/",
    "/people/",
    "/projects/",
    "/api/v1/boards/people",
    "/api/v1/live",
    "/healthz",
)
READING_PAUSE = 0.1


def hashes(numbers: range) -> set[str]:
    """The commits of the deliveries with these numbers."""
    return {commit["id"] for number in numbers for commit in given.push(number, SIZE)["commits"]}


@dataclass(slots=True)
class Sender:
    """Sends the deliveries with these numbers, each until it is taken."""

    site: str
    hook: Hook
    numbers: range
    connections: int = 16
    done: int = 0
    """How many have been taken."""
    ended: bool = False
    """Whether nothing more is sent."""
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    """What deliveries were answered; 0: the connection broke."""
    read: Counter[int] = field(default_factory=Counter)
    """What readers of pages were answered."""

    @property
    def rate(self) -> float:
        """Deliveries a second."""
        return self.done / self.seconds

    def run(self) -> None:
        """Send all of them. Raises RuntimeError if one is never taken."""
        try:
            asyncio.run(self._run())
        finally:
            self.ended = True

    async def _run(self) -> None:
        connector = aiohttp.TCPConnector(limit=self.connections + 1)
        limit = aiohttp.ClientTimeout(total=SECONDS)
        async with aiohttp.ClientSession(self.site, connector=connector, timeout=limit) as session:
            reading = asyncio.create_task(self._read(session))
            began = time.perf_counter()
            left = iter(self.numbers)
            async with asyncio.TaskGroup() as group:
                for _ in range(self.connections):
                    group.create_task(self._send(session, left))
            self.seconds = time.perf_counter() - began
            reading.cancel()

    async def _send(self, session: aiohttp.ClientSession, left: Iterator[int]) -> None:
        for number in left:
            body = json.dumps(given.push(number, SIZE)).encode()
            await self._deliver(session, body)
            self.done += 1

    async def _deliver(self, session: aiohttp.ClientSession, body: bytes) -> None:
        headers = self.hook.sign(body)
        for _ in range(ATTEMPTS):
            status = await self._status(session, "POST", self.hook.path, body, headers)
            self.statuses[status] += 1
            if status in {200, 201}:
                return
            await asyncio.sleep(PAUSE)
        message = f"a delivery was answered {status} to the end"
        raise RuntimeError(message)

    async def _read(self, session: aiohttp.ClientSession) -> None:
        while True:
            for path in PAGES:
                self.read[await self._status(session, "GET", path)] += 1
                await asyncio.sleep(READING_PAUSE)

    async def _status(
        self,
        session: aiohttp.ClientSession,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> int:
        try:
            async with session.request(method, path, data=body, headers=headers) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0
