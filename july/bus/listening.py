"""Listeners: functions that hear the bus's events, each in a thread of its own.

For whatever may take its time: who listens directly (`july.bus.listen`) holds up the publisher.
"""

from collections.abc import Callable
from dataclasses import dataclass

from july.bus.events import Event

LONGEST_QUEUE = 1_000
"""Events that wait for a listener; a slower one misses those that come then."""


@dataclass(frozen=True, slots=True)
class Listener:
    """What hears events.

    `hear` is called with each event on one of `channels` (`commits`, `project:gh-octo-hello`), in
    their order, one at a time, in every process that carries out deferred tasks. `event.name` is
    `commit` for a commit that counted, and `event.data` its message as the feed has it, in JSON.
    What must happen once only is for `hear` to defer.
    """

    name: str
    channels: tuple[str, ...]
    hear: Callable[[Event], None]
