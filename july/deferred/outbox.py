"""The outbox: work to be deferred, written in the transaction that makes it necessary."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from google.cloud import ndb

from july.deferred.queue import defer
from july.deferred.recounts import Recount, mark
from july.lib import clock
from july.stores.plain import delete

LONGEST_CALL = 100
"""Arguments that gathered calls give to one task at the most."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that may be gathered with others of its task: f("a") and f("b") as f("a", "b")."""

    task: str
    arguments: tuple[Any, ...]
    """JSON."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done after a transaction."""

    recounts: tuple[Recount, ...] = ()
    calls: tuple[Call, ...] = ()


class Outbox(ndb.Model):
    """The work of one transaction that has not been handed to the queue yet."""

    recounts = ndb.JsonProperty()
    calls = ndb.JsonProperty()
    created = ndb.IntegerProperty()
    """Microseconds since 1970."""

    @classmethod
    def holding(cls, work: Work) -> "Outbox":
        """A row to be put in the transaction that makes `work` necessary.

        It brings an id of its own, which saves the transaction a call for one.
        """
        return cls(
            id=uuid4().hex,
            recounts=[[recount.task, *recount.arguments] for recount in work.recounts],
            calls=[[call.task, *call.arguments] for call in work.calls],
            created=clock.microseconds(clock.now()),
        )

    def work(self) -> Work:
        """What is to be done."""
        return Work(
            tuple(Recount(name, tuple(arguments)) for name, *arguments in self.recounts),
            tuple(Call(name, tuple(arguments)) for name, *arguments in self.calls),
        )


def hand_over(rows: Sequence[Outbox], *, again: bool = False) -> None:
    """Hand the work of `rows` to the queue; whoever calls this forgets the rows afterwards.

    May be repeated, with `again` if it may have been begun before: the tasks of recounts and
    calls have names, which make each of them one.
    """
    mark((recount for row in rows for recount in row.work().recounts), again=again)
    for call, origin in _gathered(rows):
        defer(call.task, *call.arguments, task_name=f"{call.task.replace('.', '-')}-{origin}")


def forget(rows: Iterable[Outbox]) -> None:
    """Remove rows whose work the queue has."""
    delete((Outbox, row.key.id()) for row in rows)


def _gathered(rows: Iterable[Outbox]) -> Iterable[tuple[Call, str]]:
    """The calls of `rows`, those of one task joined, each with a name for where it came from."""
    arguments: dict[str, list[Any]] = defaultdict(list)
    origins: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for call in row.work().calls:
            arguments[call.task] += call.arguments
            origins[call.task].append(str(row.key.id()))
    for task, gathered in arguments.items():
        digest = hashlib.sha256("|".join(origins[task]).encode()).hexdigest()[:32]
        for start in range(0, len(gathered), LONGEST_CALL):
            part = tuple(gathered[start : start + LONGEST_CALL])
            yield Call(task, part), f"{digest}-{start}"
