"""One WebSocket to a site, made anew whenever it is lost.

A thread holds the connection and reads; another calls back, so that a callback may itself call a
service. Everything here can be used from any thread.
"""

import json
import logging
import random
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Self

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from july.live.client.errors import CallFailed, NotConnected

logger = logging.getLogger(__name__)

SECONDS = 10.0
"""How long a call waits for its answer, with all the waiting for a connection."""
POLL_SECONDS = 30.0
FIRST_WAIT = 1.0
LAST_WAIT = 60.0
"""Seconds between two attempts to connect; they double from the first to the last."""
PATIENCE_SECONDS = 5.0
"""How long `close` waits for the connection's end."""
LARGEST = 16_000_000
"""Bytes of a message that a site may send."""

Callback = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class _Subscribed:
    message: Mapping[str, Any]
    callback: Callback
    errback: Callback


class WebSocket:
    """Calls services of the site at `url` (`ws://` or `wss://`, ending in `/ws`), and subscribes.

    `token` is an API token, for services that are for members. `tls` has the authority and the
    client's certificate where the usual ones won't do. Connects at once, unless `start` is False.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
        waits: tuple[float, float] = (FIRST_WAIT, LAST_WAIT),
        start: bool = True,
    ) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._tls = tls
        self._seconds = seconds
        self._waits = waits
        self._numbers = count(1)
        self._lock = Lock()
        # Held while a subscription is noted and sent, so that a new connection sends what is noted.
        self._subscribing = Lock()
        self._subscribed: dict[str, _Subscribed] = {}
        self._calls: dict[str, Future[Any]] = {}
        self._connection: ClientConnection | None = None
        self._reason = ""
        self._open = Event()
        self._ending = Event()
        self._thread: Thread | None = None
        self._callbacks = ThreadPoolExecutor(1, "july-callbacks")
        if start:
            self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connected(self) -> bool:
        """Whether there is a connection now."""
        return self._open.is_set()

    def start(self) -> None:
        """Connect, and stay connected."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="july-websocket", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the connection for good. One that is just being made ends when it has been made."""
        self._ending.set()
        connection = self._connection
        if connection is not None:
            connection.close()
        if self._thread is not None:
            self._thread.join(PATIENCE_SECONDS)
        self._callbacks.shutdown(wait=False, cancel_futures=True)

    def call(self, method: str, /, *params: Any, **named: Any) -> Any:  # noqa: ANN401 - the service's
        """What the service gives.

        Raises CallFailed with what it says instead, NotConnected without an answer in time.
        """
        callback = f"callback-{next(self._numbers)}"
        request = {**_request(method, params, named), "callback": callback}
        deadline = monotonic() + self._seconds
        if not self._open.wait(self._seconds):
            raise self._not_connected()
        # Not before: an attempt to connect that fails ends no call that has not been sent yet.
        answer: Future[Any] = Future()
        with self._lock:
            self._calls[callback] = answer
        try:
            self._send(request)
            return answer.result(max(0.0, deadline - monotonic()))
        except TimeoutError:
            message = f"{method} did not answer within {self._seconds:g} seconds"
            raise NotConnected(message) from None
        finally:
            with self._lock:
                self._calls.pop(callback, None)

    def subscribe(
        self,
        callback: Callback | Mapping[str, Any],
        method: str,
        *params: Any,  # noqa: ANN401 - the service's
        **named: Any,  # noqa: ANN401 - the service's
    ) -> str:
        """Call back with the answer of a service, and again whenever it changes.

        `callback` is a function, or a mapping with `callback`, `errback` (called with the text of
        an error) and `client`, an id to replace what was subscribed to under it. Gives the id.
        """
        given: Mapping[str, Any] = (
            callback if isinstance(callback, Mapping) else {"callback": callback}
        )
        client: str = given.get("client") or f"client-{next(self._numbers)}"
        message = {**_request(method, params, named), "client": client}
        errback = given.get("errback") or _log_error(method)
        with self._subscribing:
            with self._lock:
                self._subscribed[client] = _Subscribed(message, given["callback"], errback)
            self._send_if_open(message)
        return client

    def unsubscribe(self, *clients: str) -> None:
        """End subscriptions. Unknown ones do no harm."""
        with self._subscribing:
            with self._lock:
                for client in clients:
                    self._subscribed.pop(client, None)
            self._send_if_open({"action": "unsubscribe", "client": list(clients)})

    def fallback(self, message: Mapping[str, Any]) -> None:
        """Called with a message that nobody waits for; a subclass may do more than log it."""
        logger.info("Nobody waits for this message: %s", message)

    def opened(self) -> None:
        """Called when there is a connection, before what comes over it; for a subclass."""

    def lost(self, reason: str) -> None:
        """Called when an attempt to connect has failed, or a connection has ended; likewise."""

    def _run(self) -> None:
        wait, last = self._waits
        while not self._ending.is_set():
            try:
                with self._connect() as connection:
                    self._opened(connection)
                    for text in connection:
                        wait = self._waits[0]
                        self._receive(_object(text))
                self._reason = "it was closed there"
            except (OSError, WebSocketException, ValueError) as error:
                self._reason = str(error) or type(error).__name__
            finally:
                self._lost()
            self._ending.wait(wait * random.uniform(0.5, 1))  # noqa: S311 - nobody may guess it
            wait = min(2 * wait, last)

    def _connect(self) -> ClientConnection:
        return connect(
            self._url,
            ssl=self._tls,
            additional_headers=self._headers,
            open_timeout=self._seconds,
            close_timeout=1,
            compression=None,
            ping_interval=POLL_SECONDS,
            ping_timeout=self._seconds,
            max_size=LARGEST,
        )

    def _opened(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._call_back(lambda _: self.opened(), None)
        with self._subscribing:
            with self._lock:
                messages = [each.message for each in self._subscribed.values()]
            for message in messages:
                self._send(message)
            self._open.set()
        if self._ending.is_set():
            connection.close()

    def _lost(self) -> None:
        logger.info("No connection to %s: %s", self._url, self._reason)
        self._open.clear()
        self._connection = None
        self._call_back(self.lost, self._reason)
        with self._lock:
            waiting = list(self._calls.values())
        for answer in waiting:
            if not answer.done():
                answer.set_exception(NotConnected("The connection was lost"))

    def _receive(self, message: Mapping[str, Any]) -> None:
        callback, client = str(message.get("callback")), str(message.get("client"))
        with self._lock:
            answer, subscribed = self._calls.get(callback), self._subscribed.get(client)
        if answer is not None and not answer.done():
            _settle(answer, message)
        elif subscribed is not None:
            failed = "error" in message
            function = subscribed.errback if failed else subscribed.callback
            self._call_back(function, message["error"] if failed else message.get("data"))
        else:
            self._call_back(self.fallback, message)

    def _call_back(self, function: Callback, value: object) -> None:
        if not self._ending.is_set():
            self._callbacks.submit(_call, function, value)

    def _not_connected(self) -> NotConnected:
        reason = f": {self._reason}" if self._reason else ""
        return NotConnected(f"There is no connection to {self._url}{reason}")

    def _send_if_open(self, message: Mapping[str, Any]) -> None:
        # What is not sent now is sent with all subscriptions when there is a connection.
        try:
            if self.connected:
                self._send(message)
        except NotConnected:
            pass

    def _send(self, message: Mapping[str, Any]) -> None:
        connection = self._connection
        try:
            if connection is None:
                raise self._not_connected()
            connection.send(json.dumps(message, separators=(",", ":"), sort_keys=True))
        except (OSError, WebSocketException) as error:
            raise NotConnected(f"The connection was lost: {error}") from error


def _object(text: str | bytes) -> Mapping[str, Any]:
    """The message. Raises ValueError if it is not one of this protocol."""
    message = json.loads(text)
    if not isinstance(message, dict):
        told = f"a message is an object, and not {message!r:.100}"
        raise ValueError(told)  # noqa: TRY004 - like what is no JSON
    return message


def _request(method: str, params: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    if params and named:
        message = "a call has positional or named arguments, not both"
        raise TypeError(message)
    given = named or list(params)
    return {"method": method, "params": given} if given else {"method": method}


def _settle(answer: Future[Any], message: Mapping[str, Any]) -> None:
    if "error" in message:
        answer.set_exception(CallFailed(message["error"]))
    else:
        answer.set_result(message.get("data"))


def _call(function: Callback, value: object) -> None:
    try:
        function(value)
    except Exception:
        logger.exception("A callback failed")


def _log_error(method: str) -> Callback:
    return lambda error: logger.warning("%s: %s", method, error)
