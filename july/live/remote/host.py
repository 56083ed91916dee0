"""One host elsewhere: calls of its services, subscriptions to them, and whether it is there."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any

from july.errors import ConfigurationError
from july.lib.breaker import Breaker, End
from july.live.client import CallFailed, NotConnected, WebSocket
from july.live.remote.errors import CircuitOpen
from july.live.remote.jsonrpc import JsonRpc

if TYPE_CHECKING:
    from july.lib.remote_services import RemoteHost

logger = logging.getLogger(__name__)

WAITS = (1.0, 30.0)
"""Seconds between attempts to connect, at first and at last; each is shortened by up to half."""
PAUSES = (1.0, 30.0)
"""Seconds until one call tries again whether a host is there."""

_numbers = count(1)


def _client() -> str:
    return f"kept-{next(_numbers)}"


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """A subscription, as it is sent whenever there is a connection."""

    method: str
    params: tuple[Any, ...]
    named: dict[str, Any]
    answered: Callable[[Any], object]
    refused: Callable[[str], object]
    """Called with the words of an error."""
    changed: Callable[[], object]
    """Called when the host has come, or has gone."""
    client: str = field(default_factory=_client)


class Host:
    """A host by its settings. Connects when it is first needed; any thread may use it.

    `name` is what errors and the log call it: addresses stay out of them.
    """

    def __init__(self, name: str, settings: "RemoteHost") -> None:
        self.name = name
        self.settings = settings
        self._breaker = Breaker(
            f"The host {name}", self._refusal, failures=settings.failures, pauses=PAUSES
        )
        self._jsonrpc = JsonRpc(settings)
        self._socket: _Socket | None = None
        self._wishes: dict[str, Wish] = {}
        self._ended = False
        self._lock = Lock()

    @property
    def connected(self) -> bool:
        """Whether there is a WebSocket to it now."""
        socket = self._socket
        return socket is not None and socket.connected

    @property
    def is_away(self) -> bool:
        """Whether it has not answered for a while, so that nobody waits for it now."""
        return self._breaker.is_open

    def call(self, method: str, /, *params: Any, **named: Any) -> Any:  # noqa: ANN401 - the service's
        """What the service `namespace.function` there gives.

        Raises CallFailed with what it says instead, NotConnected without an answer in time, and
        CircuitOpen, which is one too, at once while the host is away.
        """
        ended, end = self._breaker.admit(), End.GIVEN_UP
        try:
            answer = self._transport().call(method, *params, **named)
            end = End.ANSWERED
        except CallFailed:
            end = End.ANSWERED
            raise
        except NotConnected as error:
            end = End.IN_VAIN
            message = f"{self.name} did not answer; try again in a moment"
            raise NotConnected(message) from error
        finally:
            ended(end)
        return answer

    def subscribe(self, wish: Wish) -> None:
        """Tell `wish` of answers until it is taken back; again is nothing.

        Raises ConfigurationError for a host that is asked by JSON-RPC only.
        """
        if self.settings.jsonrpc_only:
            message = f"{self.name} is asked by JSON-RPC only, which has no subscriptions"
            raise ConfigurationError(message, field="jsonrpc_only")
        with self._lock:
            if self._ended or wish.client in self._wishes:
                return
            self._wishes[wish.client] = wish
            socket = self._opened()
        _subscribe(socket, wish)

    def unsubscribe(self, wish: Wish) -> None:
        """Tell it of no more answers."""
        with self._lock:
            self._wishes.pop(wish.client, None)
            socket = self._socket
        if socket is not None:
            socket.unsubscribe(wish.client)

    def begin(self) -> None:
        """Connect when it is needed, after an `end`."""
        with self._lock:
            self._ended = False

    def end(self) -> None:
        """End the connection, its thread and all subscriptions. Whoever calls now is refused."""
        with self._lock:
            self._ended = True
            socket, self._socket = self._socket, None
            self._wishes = {}
        if socket is not None:
            socket.close()
        self._jsonrpc.close()

    def came(self) -> None:
        """There is a connection."""
        logger.info("%s is there", self.name)
        self._breaker.try_now()
        self._tell()

    def went(self) -> None:
        """The connection has ended."""
        self._tell()

    def stayed_away(self) -> None:
        """An attempt to connect was in vain: calls need not find that out one by one."""
        was_away = self.is_away
        self._breaker.note(End.IN_VAIN)
        if self.is_away and not was_away:
            self._tell()

    def _tell(self) -> None:
        with self._lock:
            wishes = list(self._wishes.values())
        for wish in wishes:
            wish.changed()

    def _transport(self) -> "WebSocket | JsonRpc":
        with self._lock:
            if self._ended:
                raise NotConnected(f"July ends, and asks {self.name} nothing any more")
            return self._jsonrpc if self.settings.jsonrpc_only else self._opened()

    def _opened(self) -> "_Socket":
        """With the lock held, so that after an `end` none is made."""
        if self._socket is None:
            self._socket = _Socket(self)
            self._socket.start()
        return self._socket

    def _refusal(self) -> CircuitOpen:
        message = f"{self.name} has not answered for a while, and is not asked now; try again later"
        return CircuitOpen(message)


class _Socket(WebSocket):
    """The client of a host, which tells it of connections."""

    def __init__(self, host: Host) -> None:
        settings = host.settings
        token = settings.token
        super().__init__(
            settings.websocket,
            token=token.get_secret_value() if token else None,
            tls=settings.tls(),
            seconds=settings.timeout,
            waits=WAITS,
            start=False,
        )
        self._host = host
        self._told: str | None = None
        """Why it is away, as the log has it; None while it is there."""
        self._was_open = False

    def opened(self) -> None:
        """There is a connection."""
        self._was_open, self._told = True, None
        self._host.came()

    def lost(self, reason: str) -> None:
        """It has ended, or could not be made. Each reason is logged once in a row."""
        level = logging.INFO if reason == self._told else logging.WARNING
        logger.log(level, "%s is away: %s", self._host.name, reason)
        self._told = reason
        if self._was_open:
            self._host.went()
        else:
            self._host.stayed_away()
        self._was_open = False


def _subscribe(socket: WebSocket, wish: Wish) -> None:
    given = {"callback": wish.answered, "errback": wish.refused, "client": wish.client}
    socket.subscribe(given, wish.method, *wish.params, **wish.named)
