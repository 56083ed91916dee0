"""Data of widgets, kept until something changes them, and worked out once however many ask.

Working out happens in threads, a few for each sort of widget, so that who waits can stop waiting:
a widget that never ends costs its own boxes and nothing else.
"""

import hashlib
import json
from collections import Counter, OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from time import monotonic
from typing import Any

from django.core.cache import InvalidCacheBackendError, caches

from july import stores
from july.bus.told import Told
from july.errors import Unavailable
from july.hubs.contract import Data
from july.hubs.heard import listening
from july.live.services import serializer

MOST = 5_000
"""Boxes whose data are kept: of a busy site's pages those that were looked at last."""
MOST_LOOKS = 8
"""Ways in which one box is kept as HTML: languages and time zones."""
HTML_LASTS = 60.0
"""Seconds: HTML says how long ago things were."""
PATIENCE = 2.0
"""Seconds that a page waits for a widget."""
THREADS = 2
"""For each sort of widget; the interpreter runs one at a time, but they may wait for an engine."""
MOST_COMING = 100
"""Boxes of one sort that are waited for."""
SHARED = "widgets"
"""The cache that processes share, where there is one."""


class TooSlow(Unavailable):
    """A widget's data are not there in time; they may be a moment later."""

    code = "widget_slow"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: data that depend on nothing but this."""

    name: str
    """Of the widget."""
    key: str
    """Tells it from every other."""
    channels: Callable[[], tuple[str, ...]]
    """Names those after which the data are stale; asked together with them."""
    lasts: timedelta
    work_out: Callable[[], Data]


@dataclass(slots=True)
class Kept:
    """Data with what has been made of them."""

    data: Data
    moment: int
    """When working them out began, by what had been heard."""
    channels: tuple[str, ...]
    """After which they are stale."""
    until: float
    htmls: dict[Any, tuple[float, Any]] = field(default_factory=dict)

    def html(self, look: object, draw: Callable[[], Any]) -> Any:  # noqa: ANN401 - what draw gives
        """What `draw` made for that look, anew if that is a while ago."""
        now = monotonic()
        kept = self.htmls.get(look)
        if kept is not None and kept[0] > now:
            return kept[1]
        drawn = draw()
        if kept is not None or len(self.htmls) < MOST_LOOKS:
            self.htmls[look] = now + HTML_LASTS, drawn
        return drawn


class Shelf:
    """The kept data of one process. Safe to use from any thread."""

    def __init__(self, told: Callable[[], Told], *, most: int = MOST) -> None:
        self._told = told
        self._most = most
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._coming: dict[str, Future[Kept]] = {}
        self._asked: Counter[str] = Counter()
        """How many of each sort are coming."""
        self._threads: dict[str, ThreadPoolExecutor] = {}
        self._lock = Lock()

    def ask(self, question: Question, patience: float = PATIENCE) -> Callable[[], Kept]:
        """Begin to work out what is not there; what this gives waits for the answer.

        That raises TooSlow, and whatever working it out raises.
        """
        asked = self._told().moment
        found = self._fresh(question)
        if found is not None:
            return lambda: found
        coming = self._begin(question)
        deadline = monotonic() + patience

        def wait() -> Kept:
            kept = _result(coming, deadline, question.name)
            # Others may have begun before something was heard that whoever asks now knows of.
            if kept.moment < asked and self._told().is_since(kept.moment, kept.channels):
                kept = _result(self._begin(question), deadline, question.name)
            return kept

        return wait

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._coming.clear()

    def _fresh(self, question: Question) -> Kept | None:
        with self._lock:
            kept = self._kept.get(question.key)
            if kept is not None:
                self._kept.move_to_end(question.key)
        if kept is None or kept.until <= monotonic():
            return None
        return None if self._told().is_since(kept.moment, kept.channels) else kept

    def _begin(self, question: Question) -> Future[Kept]:
        with self._lock:
            coming = self._coming.get(question.key)
            if coming is not None and not coming.done():
                return coming
            if self._asked[question.name] >= MOST_COMING:
                raise TooSlow(f"The widget {question.name} is busy; look again in a moment.")
            self._asked[question.name] += 1
            threads = self._threads.get(question.name)
            if threads is None:
                threads = ThreadPoolExecutor(THREADS, f"widget-{question.name}")
                self._threads[question.name] = threads
            coming = self._coming[question.key] = threads.submit(self._make, question)
        return coming

    def _make(self, question: Question) -> Kept:
        try:
            told = self._told()
            moment = told.moment
            with stores.context():
                channels = question.channels()
                data = _shared_or_new(question, told.state(channels))
            kept = Kept(data, moment, channels, monotonic() + question.lasts.total_seconds())
            with self._lock:
                self._kept[question.key] = kept
                self._kept.move_to_end(question.key)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            return kept
        finally:
            with self._lock:
                self._asked[question.name] -= 1
                self._coming.pop(question.key, None)


def _result(coming: Future[Kept], deadline: float, name: str) -> Kept:
    try:
        return coming.result(max(0.0, deadline - monotonic()))
    except TimeoutError:
        if coming.done():  # the widget's own
            raise
        raise TooSlow(f"The widget {name} takes long; look again in a moment.") from None


def _shared_or_new(question: Question, state: str | None) -> Data:
    """Data that another process worked out since the same was heard, else new ones."""
    try:
        shared = caches[SHARED]
    except InvalidCacheBackendError:
        return _work_out(question)
    if state is None:
        return _work_out(question)
    name = hashlib.sha256(f"{question.key} {state}".encode()).hexdigest()
    found: Data | None = shared.get(name)
    if found is None:
        found = _work_out(question)
        shared.set(name, found, question.lasts.total_seconds())
    return found


def _work_out(question: Question) -> Data:
    # As JSON has it, so that whoever draws it sees what whoever fetches it sees.
    data: Data = json.loads(serializer.encode(question.work_out()))
    return data


shelf = Shelf(listening.told)
"""This process' own."""
