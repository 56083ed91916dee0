"""The bus of many processes, on a Redis Stream.

One stream holds the events of all channels, the oldest dropping out when it grows too long. Redis
gives every entry its id, and that is the event's id in every process.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from threading import Lock

from redis.exceptions import RedisError

from july.bus.entries import as_entry
from july.bus.events import Anew, Event, Listener, make_event, no_matter
from july.bus.reader import Reader
from july.bus.stream import LENGTH, Stream
from july.errors import Unavailable

NAME = "july:events"
SECONDS = 1.0
"""How long publishing waits for Redis at the most."""
PAST_SECONDS = 2.0
"""How long a listener that begins waits for what is remembered; 10,000 events take half a second
on a busy machine."""


class SharedBus:
    """Publishes to the stream; every listener has a thread that reads it.

    Safe to use from any thread, and after a fork as long as nobody listened before it.
    """

    def __init__(self, url: str, *, name: str = NAME, length: int = LENGTH) -> None:
        self._stream = Stream(url, name, SECONDS, length)
        self._make_reader = partial(Reader, url, name, length)
        self._readers: set[Reader] = set()
        self._lock = Lock()

    def publish(
        self, channels: Sequence[str], name: str, data: object, *, id: str | None = None
    ) -> Event:
        """Tell everybody who listens, in whatever process, that `data` happened on `channels`.

        Raises ValueError or TypeError for what can't travel, Unavailable if Redis does not take
        it within a second. It may have arrived even then.
        """
        event = make_event(channels, name, data, id=id)
        try:
            return replace(event, id=self._stream.add(as_entry(event)))
        except RedisError as error:
            message = f"Redis, which carries events, took none: {error}"
            raise Unavailable(message) from error

    def listen(self, callback: Listener, anew: Anew = no_matter) -> Callable[[], None]:
        """Hear everything from now on: `anew` with the past, then `callback` with each event.

        Returns when the past has been told, or after two seconds: if Redis is away it is told, and
        events follow, as soon as it is there. Both are called in one thread of their own.
        """
        reader = self._make_reader(callback, anew)
        with self._lock:
            self._readers.add(reader)
        reader.start(PAST_SECONDS)

        def stop() -> None:
            with self._lock:
                self._readers.discard(reader)
            reader.stop()

        return stop

    def close(self) -> None:
        """Stop all listeners, and let go of the connections."""
        with self._lock:
            readers, self._readers = self._readers, set()
        for reader in readers:
            reader.stop()
        self._stream.close()
