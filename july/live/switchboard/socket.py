"""One open WebSocket: what waits to be sent to it, what it has asked, and how much it may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from july.live.switchboard.limits import Limits
from july.live.switchboard.messages import PING, Names
from july.live.switchboard.subscriptions import Subscription

GOING_AWAY = 1001
ONLY_TEXT = 1003
POLICY = 1008
OVERLOADED = 1013
"""Codes of RFC 6455, 7.4.1, and of the registry that it founded."""


Joined = dict[tuple[int, ...], tuple[bytes, list[bytes]]]
"""What several sockets write in the same turn of the loop, by the ids of its frames."""


class Line(Protocol):
    """Where a socket's bytes go: the server's own protocol class."""

    def write(self, data: bytes) -> bool:
        """Take `data`. False if no more is wanted until the socket hears `drained`."""

    def close(self, code: int, reason: str) -> None:
        """End the connection in good order, or without it if the client takes nothing."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What is known of a client that may open."""

    id: str
    address: str | None
    context: Any = None
    """The channel app's own, given back with every question."""


class Socket:
    """One connection. Everything happens in the event loop's thread."""

    __slots__ = (
        "_behind",
        "_calls",
        "_counted",
        "_flush_soon",
        "_limits",
        "_line",
        "_pending",
        "_ready",
        "address",
        "context",
        "id",
        "late",
        "open",
        "quiet",
        "slice",
        "subscriptions",
        "waiting",
        "works",
    )

    def __init__(
        self,
        admitted: Admitted,
        line: Line,
        limits: Limits,
        flush_soon: "Callable[[Socket], None]",
    ) -> None:
        self.id = admitted.id
        self.address = admitted.address
        self.context = admitted.context
        self.open = True
        self.subscriptions: dict[Names, Subscription] = {}
        self.waiting: list[str] = []
        """Messages that have not been asked yet."""
        self.works = False
        """Whether one is being asked."""
        self.late = 0
        """Calls that run though their caller has been told that they take too long."""
        self.quiet = 0
        """Heartbeats since anything arrived."""
        self.slice = 0
        self._limits = limits
        self._line = line
        self._flush_soon = flush_soon
        self._pending: list[bytes] = []
        self._behind = 0
        self._ready = True
        self._calls = float(limits.burst)
        self._counted = 0.0

    @property
    def last_asked(self) -> float:
        """The loop's time at which its last message came."""
        return self._counted

    def send(self, frame: bytes) -> None:
        """Send a frame with the next write. Who lags too far behind is closed."""
        if not self.open:
            return
        if self._ready and not self._pending:
            self._flush_soon(self)
        self._pending.append(frame)
        if not self._ready:
            self._behind += len(frame)
            if self._behind > self._limits.behind:
                self.close(OVERLOADED, "reads too slowly; connect again")

    def ping(self) -> None:
        """See whether anybody is there, unless what was sent before has not left yet."""
        if self._ready:
            self.send(PING)

    def flush(self, joined: Joined) -> None:
        """Write what waits, for as long as the line takes it.

        `joined` has the bytes of frames that others wait for too, and gets those that are new.
        """
        pending = self._pending
        if len(pending) == 1 and self._ready:
            self._write(pending.pop())
            return
        while self._ready and self._pending:
            frames = self._take()
            key = tuple(map(id, frames))
            if key not in joined:
                # With the frames, so that their ids are nobody else's meanwhile.
                joined[key] = b"".join(frames), frames
            self._write(joined[key][0])

    def _take(self) -> list[bytes]:
        """What is to be written next: all of it, or about as much as one write should have."""
        size = 0
        for index, frame in enumerate(self._pending):
            size += len(frame)
            if size > self._limits.at_once and index:
                taken, self._pending = self._pending[:index], self._pending[index:]
                return taken
        taken, self._pending = self._pending, []
        return taken

    def _write(self, data: bytes) -> None:
        """Hand `data` to the line, and note whether it takes more."""
        self._ready = self._line.write(data)
        if not self._ready:
            self._behind = sum(map(len, self._pending))

    def drained(self) -> None:
        """The line wants more again."""
        self._ready = True
        if self._pending:
            self._flush_soon(self)

    def close(self, code: int, reason: str) -> None:
        """Say why, and end it. What waits is not sent any more."""
        if self.open:
            self.open = False
            self._pending = []
            self.waiting = []
            self._line.close(code, reason)

    def may_ask(self, now: float) -> bool:
        """Count a message that arrived; False if there were too many lately."""
        earned = (now - self._counted) * self._limits.calls
        self._calls = min(float(self._limits.burst), self._calls + earned) - 1
        self._counted = now
        return self._calls >= 0
