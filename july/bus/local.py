"""The bus of one process."""

from collections.abc import Callable, Mapping, Sequence
from threading import Lock

from july.bus.events import Anew, Event, Listener, make_event, no_matter, tell
from july.bus.raw import STREAM, check_key, check_messages


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
            tell(listener, event)
        return event

    def relay(self, key: str, messages: Sequence[str]) -> None:
        """Say `messages` on the raw stream `key`. Raises BadField for what can't be said."""
        check_key(key)
        check_messages(messages)
        for message in messages:
            self.publish([key], STREAM, message)

    def listen(self, callback: Listener, anew: Anew = no_matter) -> Callable[[], None]:
        """Call `callback` with every event from now on; gives the function that ends it.

        Nothing is ever missed inside a process, so `anew` is never called.
        """
        del anew
        registration = object()

        def stop() -> None:
            with self._lock:
                kept = {key: each for key, each in self._listeners.items() if key != registration}
                self._listeners = kept

        with self._lock:
            self._listeners = {**self._listeners, registration: callback}
        return stop

    def close(self) -> None:
        """Forget all listeners."""
        with self._lock:
            self._listeners = {}
