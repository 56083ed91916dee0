"""Who wants to know when which answer changes.

Everybody who subscribes to the same service with the same arguments, and may see the same, shares
one topic. When one of its channels is told of something, the service is called again once, and the
answer goes to those who have seen another. What is told meanwhile makes one more call, not many,
and while there is news without end a topic is called at its pace.
"""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from july.bus import Event
from july.bus.notices import MANUAL, NOTIFY
from july.errors import JulyError
from july.lib import clock
from july.live.envelopes import encode
from july.live.switchboard import messages
from july.live.switchboard.messages import Names

logger = logging.getLogger(__name__)

MOST_CHANNELS_KNOWN = 10_000
"""Channels of which it is known when they were last told of something."""
EXPIRED = "this token has expired; send another to go on"
PACE = 1.0
"""Seconds from one call of a topic to the next while news keep coming; the first is at once."""
FIRST_RETRY = 1.0
LAST_RETRY = 30.0
"""Seconds between attempts while the channel app does not answer."""

Key = tuple[str, str, str, tuple[str, ...]]
"""What topics are told apart by: method, parameters as JSON, scope; channels if they relay."""
Again = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
"""Calls a service again, for a topic."""


class Subscriber(Protocol):
    """Whoever holds subscriptions: an open socket."""

    context: Any
    subscriptions: "dict[Names, Subscription]"

    def send(self, frame: bytes) -> None:
        """Send a frame with the next write."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the channel app says of a new subscription."""

    names: Names
    method: str
    params: Any
    channels: tuple[str, ...]
    scope: str = ""
    """Those whose answers are the same have the same."""
    digest: str = ""
    """Of the data that was sent with it."""
    relays: bool = False
    """Whether messages are passed on as they are, and the service is not called again."""
    kept: Any = None
    """The app's own, given back with every question."""
    until: float | None = None
    """Seconds since 1970 at which it ends by itself."""


@dataclass(slots=True, eq=False)
class Subscription:
    """One page's interest in a topic."""

    subscriber: Subscriber
    names: Names
    topic: "Topic"
    digest: str
    kept: Any
    end: asyncio.TimerHandle | None = None


class Topic:
    """One answer, and who is to know it."""

    __slots__ = (
        "channels",
        "key",
        "method",
        "params",
        "refreshing",
        "relays",
        "scope",
        "subscriptions",
    )

    def __init__(self, wanted: Wanted, key: "Key") -> None:
        self.key = key
        self.method = wanted.method
        self.params = wanted.params
        self.scope = wanted.scope
        self.relays = wanted.relays
        self.channels: tuple[str, ...] = ()
        self.subscriptions: dict[Subscription, None] = {}
        self.refreshing: _Refreshing | None = None


@dataclass(slots=True)
class _Refreshing:
    """That a topic's service is being called again."""

    trigger: str | None
    """What has happened since the call began; None if nothing has."""
    task: asyncio.Task[None] | None = None


class Subscriptions:
    """All topics. Used in the event loop's thread only."""

    def __init__(self, again: Again) -> None:
        self._again = again
        self._topics: dict[Key, Topic] = {}
        self._listening: dict[str, dict[Topic, None]] = {}
        self._told = _Told()

    def __len__(self) -> int:
        return len(self._topics)

    @property
    def moment(self) -> int:
        """Now, for whoever is about to work out an answer."""
        return self._told.moment

    def keep(self, subscriber: Subscriber, wanted: Wanted, since: int) -> None:
        """Keep a subscription, in place of the one of the same names.

        Its answer was worked out after `since`. What was told from then on may be missing in it, so
        it makes another call.
        """
        self.forget(subscriber, wanted.names)
        topic = self._topic(wanted)
        subscription = Subscription(subscriber, wanted.names, topic, wanted.digest, wanted.kept)
        subscriber.subscriptions[wanted.names] = subscription
        topic.subscriptions[subscription] = None
        if wanted.until is not None:
            seconds = wanted.until - clock.now().timestamp()
            loop = asyncio.get_running_loop()
            subscription.end = loop.call_later(max(0.0, seconds), self._expire, subscription)
        trigger = self._told.after(since, topic.channels)
        if trigger is not None and not topic.relays:
            self._refresh(topic, trigger)

    def drop(self, subscriber: Subscriber, client: str | None) -> None:
        """End whatever the subscriber has under that client id. An unknown one does no harm."""
        for names in [each for each in subscriber.subscriptions if each.client == client]:
            self.forget(subscriber, names)

    def leave(self, subscriber: Subscriber) -> None:
        """End all that the subscriber has."""
        for names in list(subscriber.subscriptions):
            self.forget(subscriber, names)

    def hear(self, events: Sequence[Event]) -> None:
        """What was told on the bus since the last turn."""
        relayed: dict[Topic, dict[Event, None]] = {}
        for event in events:
            trigger = _trigger(event)
            self._told.note(event.channels, trigger)
            for topic in self._concerned(event):
                if not topic.relays:
                    self._refresh(topic, trigger)
                elif event.name != NOTIFY:
                    relayed.setdefault(topic, {})[event] = None
        for topic, passed in relayed.items():
            _relay(topic, passed)

    def begin_anew(self) -> None:
        """Anything may have been missed: call every service again."""
        self._told.forget()
        for topic in self._topics.values():
            if not topic.relays:
                self._refresh(topic, MANUAL)

    def _concerned(self, event: Event) -> Iterable[Topic]:
        if len(event.channels) == 1:
            return self._listening.get(event.channels[0], ())
        topics: dict[Topic, None] = {}
        for name in event.channels:
            topics.update(self._listening.get(name, {}))
        return topics

    def _topic(self, wanted: Wanted) -> Topic:
        relayed = wanted.channels if wanted.relays else ()
        key = wanted.method, encode(wanted.params), wanted.scope, relayed
        topic = self._topics.get(key)
        if topic is None:
            topic = self._topics[key] = Topic(wanted, key)
            self._listen(topic, wanted.channels)
        return topic

    def _listen(self, topic: Topic, channels: Iterable[str]) -> None:
        """Let a topic listen to these channels, and to no others any more."""
        for name in topic.channels:
            others = self._listening[name]
            del others[topic]
            if not others:
                del self._listening[name]
        topic.channels = tuple(dict.fromkeys(channels))
        for name in topic.channels:
            self._listening.setdefault(name, {})[topic] = None

    def forget(self, subscriber: Subscriber, names: Names) -> None:
        """End one subscription. An unknown one does no harm."""
        subscription = subscriber.subscriptions.pop(names, None)
        if subscription is None:
            return
        if subscription.end is not None:
            subscription.end.cancel()
        topic = subscription.topic
        topic.subscriptions.pop(subscription)
        if not topic.subscriptions:
            self._listen(topic, ())
            del self._topics[topic.key]

    def _expire(self, subscription: Subscription) -> None:
        subscription.subscriber.send(messages.error(subscription.names, EXPIRED))
        self.forget(subscription.subscriber, subscription.names)

    def _refresh(self, topic: Topic, trigger: str) -> None:
        if topic.refreshing is not None:
            topic.refreshing.trigger = trigger
            return
        topic.refreshing = _Refreshing(trigger)
        topic.refreshing.task = asyncio.get_running_loop().create_task(self._call_again(topic))

    async def _call_again(self, topic: Topic) -> None:
        """One call at a time, at the topic's pace; one that takes long rests as long."""
        loop = asyncio.get_running_loop()
        refreshing, retry = topic.refreshing, FIRST_RETRY
        assert refreshing is not None  # noqa: S101 - whoever makes this task has set it
        try:
            while refreshing.trigger is not None and topic.subscriptions:
                trigger, refreshing.trigger = refreshing.trigger, None
                began = loop.time()
                if await self._renew(topic, trigger):
                    pause, retry = max(PACE, loop.time() - began), FIRST_RETRY
                else:
                    refreshing.trigger = trigger
                    pause, retry = retry, min(2 * retry, LAST_RETRY)
                await asyncio.sleep(pause)
        finally:
            topic.refreshing = None

    async def _renew(self, topic: Topic, trigger: str) -> bool:
        """Call the service and tell who has seen another answer. False if nobody answered."""
        since = self.moment
        asked = next(reversed(topic.subscriptions))
        question = {
            "method": topic.method,
            "params": topic.params,
            "scope": topic.scope,
            "context": asked.subscriber.context,
            "kept": asked.kept,
        }
        try:
            news = await self._again(question)
        except JulyError as error:
            logger.warning("%s can't be called again now: %s", topic.method, error.message)
            return False
        except Exception:
            logger.exception("%s could not be called again", topic.method)
            return False
        if "kept" in news:
            asked.kept = news["kept"]
        self._tell(topic, news, trigger)
        if topic.refreshing is not None and topic.refreshing.trigger is None:
            # It may listen to other channels now, which were told of something meanwhile.
            topic.refreshing.trigger = self._told.after(since, topic.channels)
        return True

    def _tell(self, topic: Topic, news: dict[str, Any], trigger: str) -> None:
        if "channels" in news and topic.subscriptions:
            self._listen(topic, news["channels"])
        error, data = news.get("error"), news.get("data")
        digest = str(news.get("digest") or encode(error))
        frames: dict[Names, bytes] = {}
        for subscription in topic.subscriptions:
            if subscription.digest == digest:
                continue
            subscription.digest = digest
            names = subscription.names
            frame = frames.get(names)
            if frame is None:
                frame = frames[names] = (
                    messages.push(names, data, trigger)
                    if error is None
                    else messages.error(names, error, trigger)
                )
            subscription.subscriber.send(frame)


class _Told:
    """When each channel was last told of something, and by what."""

    def __init__(self) -> None:
        self.moment = 0
        self._last: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._forgotten = 0

    def note(self, channels: Iterable[str], trigger: str) -> None:
        self.moment += 1
        for name in channels:
            self._last[name] = self.moment, trigger
            self._last.move_to_end(name)
        while len(self._last) > MOST_CHANNELS_KNOWN:
            self._forgotten = self._last.popitem(last=False)[1][0]

    def forget(self) -> None:
        self.moment += 1
        self._forgotten = self.moment
        self._last.clear()

    def after(self, since: int, channels: Iterable[str]) -> str | None:
        """The trigger of the last that was told on `channels` after `since`; None if nothing was.

        Where that is forgotten, something may have been.
        """
        never = 0, MANUAL
        last = max((self._last.get(name, never) for name in channels), default=never)
        if last[0] > since:
            return last[1]
        return MANUAL if self._forgotten > since else None


def _relay(topic: Topic, events: Iterable[Event]) -> None:
    """Pass messages on as they are, as one piece for all who call it the same."""
    pieces: dict[Names, bytes] = {}
    for subscription in topic.subscriptions:
        names = subscription.names
        piece = pieces.get(names)
        if piece is None:
            pushes = [messages.push(names, event.data.decode(), MANUAL) for event in events]
            piece = pieces[names] = b"".join(pushes)
        subscription.subscriber.send(piece)


def _trigger(event: Event) -> str:
    if event.name != NOTIFY:
        return MANUAL
    try:
        return str(json.loads(event.data)["trigger"])
    except (ValueError, KeyError, TypeError):
        return MANUAL
