"""Takes in the body of a request, before a thread is spent on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from july.errors import BadRequest, TooLarge, Unavailable
from july.live import asgi
from july.live.asgi import Receive, Scope

LARGEST = 25 * 1024 * 1024
"""Bytes of a body; no git host sends more."""
MOST_TOGETHER = 100 * 1024 * 1024
"""Bytes of all large bodies that are in memory at the same time."""
SMALL = 256 * 1024
"""Bytes up to which a body is taken in whatever else there is."""
SECONDS = 60.0
"""How long a client may take to send it."""


class TooSlow(BadRequest):
    """The body did not arrive in time."""

    code = "too_slow"
    status = 408


class Gone(Exception):
    """The client left before its request was complete: nobody waits for an answer."""


class Bodies:
    """Takes in bodies within bounds of size, time and memory."""

    def __init__(
        self, *, largest: int = LARGEST, together: int = MOST_TOGETHER, seconds: float = SECONDS
    ) -> None:
        self._largest = largest
        self._most_together = together
        self._seconds = seconds
        self._together = 0

    @asynccontextmanager
    async def taken(self, scope: Scope, receive: Receive) -> AsyncIterator[bytes]:
        """The whole body, for as long as it is in use.

        Raises TooLarge (before anything is read, if the client tells the length), TooSlow,
        Unavailable when too many large bodies are in memory already, and Gone.
        """
        self._check(_declared(scope))
        pieces: list[bytes] = []
        try:
            await self._collect(pieces, receive)
            body = b"".join(pieces)
            yield body
        finally:
            self._together -= _large(sum(map(len, pieces)))

    async def _collect(self, pieces: list[bytes], receive: Receive) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                while await self._take_piece(pieces, receive):
                    pass
        except TimeoutError:
            message = f"The body did not arrive within {self._seconds:g} seconds"
            raise TooSlow(message) from None

    async def _take_piece(self, pieces: list[bytes], receive: Receive) -> bool:
        """Whether there is more."""
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        before = sum(map(len, pieces))
        pieces.append(message.get("body", b""))
        size = before + len(pieces[-1])
        self._together += _large(size) - _large(before)
        self._check(size)
        if _large(size) and self._together > self._most_together:
            raise Unavailable("Too many large requests at once; send it again in a moment")
        return bool(message.get("more_body", False))

    def _check(self, size: int) -> None:
        if size > self._largest:
            limit = f"{self._largest / 1024 / 1024:g} MB"
            raise TooLarge(f"The body has more than {limit}, which is all that is taken in")


def _large(size: int) -> int:
    return size if size > SMALL else 0


def _declared(scope: Scope) -> int:
    """The length that the client told; 0 if it sends the body in chunks."""
    length = asgi.header(scope, "content-length") or ""
    return int(length) if length.isdecimal() and len(length) < 20 else 0
