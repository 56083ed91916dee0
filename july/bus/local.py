"""The bus of one process."""

import logging
from collections.abc import Callable, Mapping, Sequence
from threading import Lock

from july.bus.events import Event, make_event

logger = logging.getLogger(__name__)

Listener = Callable[[Event], None]


class LocalBus:
    """Hands every event to every listener, in the thread that publishes.

    Safe to use from any thread. A listener has to be quick: it takes the event and wakes whoever
    does the work.
    """

    def __init__(self) -> None:
        # Replaced, never changed: publishing goes through it without a lock.
        self._listeners: Mapping[object, Listener] = {}
        self._lock = Lock()

    def publish(
        self,
        channels: Sequence[str],
        name: str,
        data: object,
        *,
        id: str | None = None,
    ) -> Event:
        """Tell everybody who listens that `data` happened on `channels`.

        Without an `id` the event gets one, higher than any that this process gave before; a given
        one is kept as it is. Raises ValueError or TypeError for what can't travel.
        """
        event = make_event(channels, name, data, id=id)
        for listener in self._listeners.values():
            _tell(listener, event)
        return event

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Call `callback` with every event from now on; gives the function that ends it."""
        registration = object()

        def stop() -> None:
            with self._lock:
                kept = {key: each for key, each in self._listeners.items() if key != registration}
                self._listeners = kept

        with self._lock:
            self._listeners = {**self._listeners, registration: callback}
        return stop


def _tell(listener: Listener, event: Event) -> None:
    """One listener's fault costs nobody else anything, least of all the publisher."""
    try:
        listener(event)
    except Exception:
        logger.exception("A listener failed on event %s (%s)", event.id, event.name)
