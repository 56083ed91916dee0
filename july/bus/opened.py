"""The bus of this process."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Protocol

from july import config
from july.bus.events import Anew, Event, Listener, no_matter
from july.bus.local import LocalBus
from july.bus.shared import SharedBus
from july.config import Settings


class Bus(Protocol):
    """What publishing and listening needs."""

    def publish(
        self, channels: Sequence[str], name: str, data: object, *, id: str | None = None
    ) -> Event:
        """Tell everybody who listens."""

    def relay(self, key: str, messages: Sequence[str]) -> None:
        """Say something on a raw stream."""

    def listen(self, callback: Listener, anew: Anew = no_matter) -> Callable[[], None]:
        """Hear everything from now on."""

    def close(self) -> None:
        """Let go of every connection and listener."""


_opened: Bus | None = None
_opening = Lock()


def open_bus(settings: Settings) -> Bus:
    """The bus that `settings` choose; opening twice gives the same one. Connects to nothing yet."""
    global _opened  # noqa: PLW0603 - one bus a process
    with _opening:
        if _opened is None:
            _opened = LocalBus() if settings.redis_url is None else SharedBus(settings.redis_url)
        return _opened


def close_bus() -> None:
    """Let go of the bus; whoever still listens hears nothing more."""
    global _opened
    with _opening:
        closing, _opened = _opened, None
    if closing is not None:
        closing.close()


def publish(channels: Sequence[str], name: str, data: object, *, id: str | None = None) -> Event:
    """Tell everybody who listens that `data` happened on `channels`; gives the event.

    `id` (`<ms>-<seq>`) is the message's own: who hears two with the same one keeps the first. On
    the bus of one process it is the event's id too; Redis numbers events itself. Raises ValueError
    or TypeError for what can't travel, Unavailable if Redis does not take it: then it may be
    published again.
    """
    return _bus().publish(channels, name, data, id=id)


def relay(key: str, messages: Sequence[str]) -> None:
    """Say `messages` on the raw stream `key`: whoever watches it gets each as it is, nobody later.

    Raises BadField for a key or a message that can't be, Unavailable if Redis does not take them.
    """
    _bus().relay(key, messages)


def listen(callback: Listener, anew: Anew = no_matter) -> Callable[[], None]:
    """Call `callback` with every event from now on; gives the function that ends it.

    Redis keeps what was published lately. `anew` is called with all of it at the beginning, and
    again whenever events may have been missed: the stream was lost, or went on for too long while
    it could not be reached. Both have to be quick. Events of one sort (what is kept, notices, a raw
    stream) come in order; those of two sorts may come at once, in two threads.
    """
    return _bus().listen(callback, anew)


def _bus() -> Bus:
    # Whoever forgets to open it must not talk to a bus that nobody else is on.
    return _opened or open_bus(config.settings())
