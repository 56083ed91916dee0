"""Listeners: functions that hear the bus's events, each in a thread of its own.

For whatever may take its time: who listens directly (`july.bus.listen`) holds up the publisher.
"""

import logging
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from threading import Condition, Thread

from july.bus.events import NOTIFY, Event
from july.bus.opened import listen
from july.errors import PluginFailed
from july.plugins.gathered import Gathered, Gift

logger = logging.getLogger(__name__)

LONGEST_QUEUE = 1_000
"""Events that wait for a listener; a slower one misses those that come then."""
PATIENCE = 5
"""Seconds for which the end waits for what is being heard."""

Context = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Listener:
    """What hears events.

    `hear` is called with each event on one of `channels` (`commits`, `project:gh-octo-hello`), in
    their order, one at a time, in every process that carries out deferred tasks; it may use ndb.
    `event.name` is `commit` for a commit that counted, and `event.data` its message as the feed has
    it, in JSON. What is told while no such process runs is not heard, and what is told twice may be
    heard twice: what must happen exactly once is for `hear` to defer.
    """

    name: str
    channels: tuple[str, ...]
    hear: Callable[[Event], None]


LISTENERS = Gathered("listeners", Listener, lambda listener: listener.name)


def hear_all(context: Context) -> Callable[[], None]:
    """Let every listener hear what is told from now on; gives the function that ends it.

    Each call is made in a context of the engines.
    """
    ears = [_Ear(gift, context) for gift in LISTENERS]

    def tell(event: Event) -> None:
        for ear in ears:
            ear.take(event)

    with ExitStack() as begun:
        for ear in ears:
            begun.callback(ear.stop)
        if ears:
            begun.callback(listen(tell))
        return begun.pop_all().close


class _Ear:
    """One listener, its thread, and what waits for it."""

    def __init__(self, gift: Gift[Listener], context: Context) -> None:
        self._gift = gift
        self._context = context
        self._channels = frozenset(gift.thing.channels)
        self._waiting: deque[Event] = deque()
        self._missed = 0
        self._stopped = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name=f"hears-{gift.thing.name}", daemon=True)
        self._thread.start()

    def take(self, event: Event) -> None:
        """Have it heard, unless it is none of its business or too much waits already."""
        if event.name == NOTIFY or self._channels.isdisjoint(event.channels):
            return
        with self._changed:
            if len(self._waiting) >= LONGEST_QUEUE:
                self._missed += 1
            else:
                self._waiting.append(event)
                self._changed.notify()

    def stop(self) -> None:
        """Hear no more; what is being heard comes to its end, what waits is dropped."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        while (event := self._next()) is not None:
            # In a strict process too, where it has been told: the other events are worth hearing.
            with suppress(PluginFailed):
                self._hear(event)

    def _next(self) -> Event | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopped)
            return None if self._stopped else self._waiting.popleft()

    def _hear(self, event: Event) -> None:
        what = f"listener {self._gift.thing.name}"
        missed, self._missed = self._missed, 0
        if missed:
            with self._gift.plugin.answerable(what):
                message = f"it is too slow and has missed {missed} events"
                raise TimeoutError(message)
        with self._gift.trying(what), self._context():
            self._gift.thing.hear(event)
