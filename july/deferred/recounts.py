"""Recounts: calls of which many may be joined into one.

A mark remembers that something is to be counted again. While a recount waits in the queue,
further wishes for it cost one lookup: it has not begun, so it will see what they saw. Each
recount carries a generation, and the name of its task too, so that the tombstone of an old
one never swallows a new one. The first wish is carried out at once, further ones at most
every two seconds, never for more than a twentieth of the time, and all of a process together
for not more than a fifth.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from google.cloud import ndb

from july.config import Engine, settings
from july.deferred.queue import defer
from july.lib import clock
from july.stores.plain import Plain, PlainKey, Transaction, plain, read, transact

PAUSE = timedelta(seconds=2)
"""Shortest time between the beginnings of two recounts of the same thing."""
SKEW = timedelta(seconds=1)
"""Clocks of machines of one site are no further apart."""
MOST_REMEMBERED = 10_000
SHARE = 20
"""A recount that took a second waits twenty before it begins again."""


class Mark(ndb.Model):
    """That something is to be recounted. Key: the task's name and arguments, joined by |."""

    task = ndb.TextProperty()
    arguments = ndb.JsonProperty()
    generation = ndb.IntegerProperty(indexed=False, default=0)
    """Number of the newest recount; each begins once and carries its number."""
    waiting = ndb.BooleanProperty(default=False)
    """Whether a recount is in the queue that has not begun."""
    due = ndb.IntegerProperty(indexed=False, default=0)
    """When it is to begin, in microseconds since 1970."""
    not_before = ndb.IntegerProperty(indexed=False, default=0)
    """Before that moment none may begin, in microseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Recount:
    """A wish for a recount: the task's name and its arguments, without the generation."""

    task: str
    arguments: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of its mark."""
        name = "|".join((self.task, *self.arguments))
        if len(name.encode()) > 480:
            name = f"{self.task}|{hashlib.sha256(name.encode()).hexdigest()}"
        return name


BUDGET = 5
"""All recounts of a process together take a fifth of its time at the most."""

_free_from = 0
"""When the budget allows the next recount, microseconds since 1970."""
_not_begun_before: dict[Recount, int] = {}
"""When recounts that wait begin at the earliest, as far as this process knows."""


def mark(recounts: Iterable[Recount], *, again: bool = False) -> None:
    """Have each of `recounts` carried out after now, joined with those that wait already.

    With `again` those that wait are queued once more, in case a crash came between mark and
    queue; the name of the task keeps it one.
    """
    sure = clock.microseconds(clock.now() + _skew())
    wanted = [
        recount for recount in dict.fromkeys(recounts) if _not_begun_before.get(recount, 0) <= sure
    ]
    marks = read((Mark, recount.name) for recount in wanted)
    for recount in wanted:
        found = marks.get(_key(recount.name))
        waits = found is not None and found.waiting
        stored = found if found is not None and waits else _next(recount)
        if again or not waits:
            _queue(stored)
        _remember(recount, stored.due)


def _skew() -> timedelta:
    """How far ahead the clock may be by which a recount begins, where another process has one."""
    return timedelta() if settings().tasks is Engine.EMBEDDED else SKEW


def _remember(recount: Recount, due: int) -> None:
    """Until it is due, a recount that waits has surely not begun: no need to look."""
    if len(_not_begun_before) > MOST_REMEMBERED:
        _not_begun_before.clear()
    _not_begun_before[recount] = due


def generations(recounts: Iterable[Recount]) -> list[int]:
    """The number of the newest recount of each: it waits, or has begun. 0 where there was none."""
    names = [recount.name for recount in recounts]
    marks = read((Mark, name) for name in names)
    return [marks[_key(name)].generation if _key(name) in marks else 0 for name in names]


def forget_marks() -> None:
    """Forget what is known of marks, where the engines have been emptied."""
    global _free_from  # noqa: PLW0603 - the budget of this process
    _free_from = 0
    _not_begun_before.clear()


def _key(name: str) -> PlainKey:
    return PlainKey(plain(Mark).kind, name)


def _change(name: str, change: Callable[[Plain], bool]) -> Plain | None:
    """The mark of that name after `change`, which says whether it has changed it; None if there
    is no such mark."""

    def work(transaction: Transaction) -> Plain | None:
        stored = transaction.read([(Mark, name)]).get(_key(name))
        if stored is not None and change(stored):
            transaction.write([stored])
        return stored

    return transact(work)


def _next(recount: Recount) -> Plain:
    """The mark with the recount that waits now: the one that waited already or a new one."""

    def work(transaction: Transaction) -> Plain:
        found = transaction.read([(Mark, recount.name)]).get(_key(recount.name))
        stored: Plain = found or plain(Mark)(id=recount.name)
        if not stored.waiting:
            stored.task, stored.arguments = recount.task, list(recount.arguments)
            stored.generation += 1
            stored.waiting = True
            stored.due = max(clock.microseconds(clock.now()), stored.not_before, _free_from)
            transaction.write([stored])
        return stored

    return transact(work)


def _queue(stored: Plain) -> bool:
    """Create the task of the recount that waits; False if it exists or has existed."""
    digest = hashlib.sha256(stored.key.id().encode()).hexdigest()[:32]
    wait = (stored.due - clock.microseconds(clock.now())) / 1_000_000
    return defer(
        stored.task,
        *stored.arguments,
        stored.generation,
        task_name=f"{stored.task.replace('.', '-')}-{digest}-{stored.generation}",
        delay=wait,
    )


def begin(task: str, arguments: tuple[str, ...], generation: int, pause: timedelta = PAUSE) -> bool:
    """Whether the recount may begin: False if a newer one exists. The next waits for that `pause`.

    From here on a new wish is a new recount, because this one may have read past its rows.
    """
    recount = Recount(task, arguments)
    begun = _begin(recount, generation, pause)
    # It may have been run ahead of its time. Who relied on it until here has written already
    # what it is about to read.
    _not_begun_before.pop(recount, None)
    return begun


def _begin(recount: Recount, generation: int, pause: timedelta) -> bool:
    def change(stored: Plain) -> bool:
        if stored.generation != generation:
            return False
        stored.waiting = False
        stored.not_before = clock.microseconds(clock.now() + pause)
        return True

    stored = _change(recount.name, change)
    return stored is not None and stored.generation == generation


def finish(task: str, arguments: tuple[str, ...], took: timedelta) -> None:
    """Note how much of the processor's time the recount took: a dear one is begun less often."""
    global _free_from  # noqa: PLW0603 - the budget of this process
    now = clock.microseconds(clock.now())
    _free_from = max(_free_from, now) + BUDGET * took // clock.MICROSECOND
    rest(task, arguments, took)


def rest(task: str, arguments: tuple[str, ...], took: timedelta) -> None:
    """Note only for itself how much of the processor's time the recount took: others go on."""
    if took > PAUSE / SHARE:
        now = clock.microseconds(clock.now())
        _rest(Recount(task, arguments), now + SHARE * took // clock.MICROSECOND)


def _rest(recount: Recount, until: int) -> None:
    def change(stored: Plain) -> bool:
        later = until > stored.not_before
        stored.not_before = max(stored.not_before, until)
        return bool(later)

    _change(recount.name, change)


def requeue_waiting(overdue: timedelta) -> int:
    """Queue again what should have begun `overdue` ago; gives how many.

    The queue's name for it may be taken by a task that was lost or given up, so each gets a
    new generation; should the old task still run, it finds itself outdated.
    """
    now = clock.microseconds(clock.now())
    late = [
        stored
        for stored in Mark.query(Mark.waiting == True)  # noqa: E712 - ndb's way to filter
        if now - stored.due > overdue // clock.MICROSECOND
    ]
    for stored in late:
        _renew(stored.key.id())
    return len(late)


def _renew(name: str) -> None:
    def change(stored: Plain) -> bool:
        stored.generation += 1
        stored.due = clock.microseconds(clock.now())
        return True

    renewed = _change(name, change)
    if renewed is not None:
        _queue(renewed)
