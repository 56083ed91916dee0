"""The bus of many processes, on Redis.

One stream holds the events of all channels, the oldest dropping out when it grows too long. Redis
gives every entry its id, and that is the event's id in every process. Notices have a shorter
stream beside it, and raw streams none at all: however many there are, commits stay.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import Lock
from time import monotonic

from redis.exceptions import RedisError

from july.bus.bridge import Bridge
from july.bus.entries import as_entry
from july.bus.events import NOTIFY, Anew, Event, Listener, Past, make_event, no_matter, tell
from july.bus.raw import check_key, check_messages
from july.bus.reader import Reader
from july.bus.stream import LENGTH, Stream
from july.errors import Unavailable

NAME = "july:events"
NOTICES = "july:notices"
NOTICES_LENGTH = 1_000
"""Notices that are held for who was away for a moment. They are worth nothing later."""
SECONDS = 1.0
"""How long publishing waits for Redis at the most."""
PAST_SECONDS = 10.0
"""How long a listener that begins waits for what is remembered, if Redis is there; 10,000 events
take half a second on a busy machine."""


class SharedBus:
    """Publishes to the streams; every listener has threads that read them.

    Safe to use from any thread, and after a fork as long as nobody listened before it.
    """

    def __init__(self, url: str, *, name: str = NAME, length: int = LENGTH) -> None:
        self._stream = Stream(url, name, SECONDS, length)
        self._notices = Stream(url, NOTICES, SECONDS, NOTICES_LENGTH)
        self._read_stream = partial(Reader, url, name, length)
        self._read_notices = partial(Reader, url, NOTICES, NOTICES_LENGTH)
        self._make_bridge = partial(Bridge, url, self._pass_on)
        self._bridge: Bridge | None = None
        self._readers: set[Reader] = set()
        # Replaced, never changed: the bridge goes through it without a lock.
        self._listeners: Mapping[object, Listener] = {}
        self._lock = Lock()

    def publish(
        self, channels: Sequence[str], name: str, data: object, *, id: str | None = None
    ) -> Event:
        """Tell everybody who listens, in whatever process, that `data` happened on `channels`.

        Raises ValueError or TypeError for what can't travel, Unavailable if Redis does not take
        it within a second. It may have arrived even then.
        """
        event = make_event(channels, name, data, id=id)
        stream = self._notices if name == NOTIFY else self._stream
        try:
            return replace(event, id=stream.add(as_entry(event)))
        except RedisError as error:
            raise _away(error) from error

    def relay(self, key: str, messages: Sequence[str]) -> None:
        """Say `messages` on the raw stream `key`, to whoever listens at this moment.

        Raises BadField for what can't be said, Unavailable if Redis does not take it.
        """
        check_key(key)
        check_messages(messages)
        try:
            self._stream.say(key, messages)
        except RedisError as error:
            raise _away(error) from error

    def listen(self, callback: Listener, anew: Anew = no_matter) -> Callable[[], None]:
        """Hear everything from now on: `anew` with the past, then `callback` with each event.

        Returns when the past has been told, or as soon as Redis is known to be away: then it is
        told, and events follow, when Redis is back. Notices and raw streams come in threads of
        their own.
        """
        events = self._read_stream(callback, anew)
        notices = self._read_notices(callback, _told_again(callback))
        registration = object()
        bridge = self._begin(registration, callback, {events, notices})
        _wait_for(events, notices, bridge)

        def stop() -> None:
            self._end(registration, {events, notices})
            events.stop()
            notices.stop()

        return stop

    def close(self) -> None:
        """Stop all listeners, and let go of the connections."""
        with self._lock:
            readers, self._readers = self._readers, set()
            bridge, self._bridge = self._bridge, None
            self._listeners = {}
        for reader in readers:
            reader.stop()
        if bridge is not None:
            bridge.stop()
        self._stream.close()
        self._notices.close()

    def _begin(self, registration: object, callback: Listener, readers: set[Reader]) -> Bridge:
        with self._lock:
            self._readers |= readers
            self._listeners = {**self._listeners, registration: callback}
            for reader in readers:
                reader.start()
            if self._bridge is None:
                self._bridge = self._make_bridge()
                self._bridge.start()
            return self._bridge

    def _end(self, registration: object, readers: set[Reader]) -> None:
        """Forget a listener; with the last one the bridge ends."""
        with self._lock:
            self._readers -= readers
            kept = {key: each for key, each in self._listeners.items() if key != registration}
            self._listeners = kept
            if not kept and self._bridge is not None:
                self._bridge.stop()
                self._bridge = None

    def _pass_on(self, event: Event) -> None:
        for listener in self._listeners.values():
            tell(listener, event)


def _wait_for(*beginning: Reader | Bridge) -> None:
    """Return when all have begun, or after as long as a listener may wait."""
    deadline = monotonic() + PAST_SECONDS
    for each in beginning:
        each.wait(max(0.0, deadline - monotonic()))


def _told_again(callback: Listener) -> Anew:
    """What to do with past notices: nothing at first; later some were missed, so all are told.

    Told twice they do no harm: whoever watches compares the answers.
    """
    begun = False

    def tell_again(past: Past) -> None:
        nonlocal begun
        for event in past.events if begun else ():
            tell(callback, event)
        begun = True

    return tell_again


def _away(error: RedisError) -> Unavailable:
    return Unavailable(f"Redis, which carries events, took none: {error}")
