"""The latest answer of a service, always at hand."""

from threading import Event
from typing import Any

from july.live.client.errors import NotConnected
from july.live.client.websocket import WebSocket


class Subscription:
    """Subscribes to a service and keeps what it last gave in `result`.

    A subclass may do more with an answer: it overrides `callback`.
    """

    def __init__(self, method: str, *params: Any, socket: WebSocket, **named: Any) -> None:  # noqa: ANN401 - the service's
        self.result: Any = None
        """What the service last gave; None before the first answer."""
        self._socket = socket
        self._call = method, params, named
        self._answered = Event()
        self._client = socket.subscribe(self._take, method, *params, **named)

    def callback(self, result: Any) -> None:  # noqa: ANN401 - the service's
        """Called with every new answer."""

    def wait(self, seconds: float = 10.0) -> Any:  # noqa: ANN401 - the service's
        """The result, as soon as there is one. Raises NotConnected if there is none in time."""
        if not self._answered.wait(seconds):
            raise NotConnected(f"{self._call[0]} has not answered for {seconds:g} seconds")
        return self.result

    def refresh(self) -> Any:  # noqa: ANN401 - the service's
        """Call the service now, and give its answer. Raises what `WebSocket.call` raises."""
        method, params, named = self._call
        result = self._socket.call(method, *params, **named)
        self._take(result)
        return result

    def end(self) -> None:
        """Hear no more answers."""
        self._socket.unsubscribe(self._client)

    def _take(self, result: Any) -> None:  # noqa: ANN401 - the service's
        self.result = result
        self._answered.set()
        self.callback(result)
