"""Rates of the Datastore engine beside those of ndb over an engine that does nothing.

The idle engine's handlers answer from what they were given, without storing or looking anything up:
its rates are what ndb itself allows, and July's ratio to them is what the engine leaves of that.
Each ratio is given by the clock, and by the processor time of the process, which other work on the
machine disturbs less. Everything July answers is on the disk, as with synchronous=FULL.

    python -m tests.bench.engine [--seconds 1.0] [--entities 10000]
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import ndb
from google.cloud.client import ClientWithProject

from july.embedded.channel import InProcessChannel
from july.embedded.datastore import DatastoreEngine, DatastoreStub, Index
from july.embedded.datastore.engine import SERVICE
from july.embedded.datastore.indexes import Sort
from july.embedded.datastore.messages import (
    AllocateIdsResponse,
    BeginTransactionResponse,
    CommitResponse,
    EntityResult,
    LookupResponse,
    Message,
    QueryResultBatch,
    RollbackResponse,
    RunQueryResponse,
)
from july.embedded.file import Database

START = datetime(2026, 7, 1, tzinfo=UTC).replace(tzinfo=None)
WRITERS = 8
CITIES = 3
"""So few that a query with two filters has the twenty results which the idle engine gives."""
INDEXES = (
    Index("Sample", (Sort("group"), Sort("day", descending=True))),
    Index("Sample", (Sort("group"), Sort("city"), Sort("day", descending=True))),
)


class Sample(ndb.Model):
    """Six indexed properties and some text, as a commit has."""

    group = ndb.IntegerProperty()
    city = ndb.StringProperty()
    day = ndb.DateTimeProperty()
    author = ndb.StringProperty()
    points = ndb.IntegerProperty()
    counted = ndb.BooleanProperty()
    message = ndb.TextProperty()


class IdleEngine:
    """Gives every key what a sample looks like, and every query the same twenty results."""

    def __init__(self) -> None:
        self._sample = sample(1)
        self._content = b""
        self._page = RunQueryResponse()
        self._count = RunQueryResponse()

    def learn(self, entity: Message) -> None:
        """Take an entity to answer with."""
        key = entity.key
        entity.ClearField("key")
        self._content = entity.SerializeToString()
        entity.key.CopyFrom(key)
        batch = self._page.batch
        batch.entity_result_type = EntityResult.FULL
        batch.more_results = QueryResultBatch.MORE_RESULTS_AFTER_LIMIT
        for number in range(1, 21):
            result = batch.entity_results.add(cursor=b"cursor")
            result.entity.CopyFrom(entity)
            result.entity.key.path[-1].id = number
        count = self._count.batch
        count.entity_result_type = EntityResult.KEY_ONLY
        count.skipped_results = 100
        count.more_results = QueryResultBatch.NO_MORE_RESULTS

    def handlers(self) -> Mapping[str, Callable[[Message], Message]]:
        """The handlers that ndb needs."""
        return {
            SERVICE + "Lookup": self._lookup,
            SERVICE + "RunQuery": self._run_query,
            SERVICE + "Commit": self._commit,
            SERVICE + "BeginTransaction": lambda _: BeginTransactionResponse(transaction=b"one"),
            SERVICE + "Rollback": lambda _: RollbackResponse(),
            SERVICE + "AllocateIds": lambda request: AllocateIdsResponse(keys=request.keys),
        }

    def _lookup(self, request: Message) -> Message:
        response = LookupResponse()
        for key in request.keys:
            entity = response.found.add().entity
            entity.MergeFromString(self._content)
            entity.key.CopyFrom(key)
        return response

    def _run_query(self, request: Message) -> Message:
        response = RunQueryResponse()
        response.CopyFrom(self._count if request.query.offset else self._page)
        return response

    def _commit(self, request: Message) -> Message:
        response = CommitResponse()
        for number, mutation in enumerate(request.mutations):
            result = response.mutation_results.add(version=1)
            if not self._content:
                self.learn(mutation.upsert)
            if not (mutation.upsert.key.path[-1].id or mutation.upsert.key.path[-1].name):
                result.key.CopyFrom(mutation.upsert.key)
                result.key.path[-1].id = number + 1
        return response


class BenchClient(ndb.Client):
    """An ndb client on handlers in this process."""

    def __init__(self, handlers: Mapping[str, Callable[[Message], Message]]) -> None:
        ClientWithProject.__init__(
            self,
            project="july",
            credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]
        )
        self.namespace = None
        self.database = None
        self.stub = DatastoreStub(InProcessChannel(handlers))

    def plain_context(self) -> Any:
        """A context without cache."""
        return self.context(cache_policy=lambda key: False)


@dataclass(frozen=True, slots=True)
class Operation:
    """What is measured: `run` does `size` of it, once for each number. `aim` is for the ratio."""

    title: str
    run: Callable[[int], object]
    size: int = 1
    aim: float | None = None


@dataclass(slots=True)
class Spent:
    """What so many units of an operation took, in seconds of the clock and of the processor."""

    units: int = 0
    clock: float = 0.0
    processor: float = 0.0

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Add what is spent inside."""
        clock, processor = time.perf_counter(), time.process_time()
        yield
        self.clock += time.perf_counter() - clock
        self.processor += time.process_time() - processor


def sample(number: int, key: ndb.Key | None = None) -> Sample:
    """An entity, the same for the same number."""
    return Sample(
        key=key,
        group=number % 100,
        city=f"city-{number % CITIES}",
        day=START + timedelta(minutes=number),
        author=f"person{number % 997}@example.org",
        points=number % 13,
        counted=number % 5 > 0,
        message="Make it so, and say why. " * 16,
    )


def key_of(number: int) -> ndb.Key:
    return ndb.Key(Sample, number)


def operations(entities: int) -> list[Operation]:
    """All operations, over `entities` entities with the ids from 1 on."""

    def some_keys(number: int, size: int) -> list[ndb.Key]:
        return [key_of((number * 7919 + each * 31) % entities + 1) for each in range(size)]

    def in_city(number: int) -> Any:
        city = Sample.city == f"city-{number % CITIES}"
        return Sample.query(Sample.group == number % 100, city)

    def add_point(number: int) -> None:
        def work() -> None:
            found = some_keys(number, 1)[0].get()
            found.points += 1
            found.put()

        ndb.transaction(work)

    return [
        Operation("put one by one", lambda number: sample(number).put()),
        Operation("put_multi of 20", lambda number: put_many(number, 20), 20, aim=0.8),
        Operation("put_multi of 500", lambda number: put_many(number, 500), 500),
        Operation("get", lambda number: some_keys(number, 1)[0].get(), aim=0.9),
        Operation("get_multi of 500", lambda number: ndb.get_multi(some_keys(number, 500)), 500),
        Operation(
            "one filter, order, limit 20",
            lambda number: Sample.query(Sample.group == number % 100).order(-Sample.day).fetch(20),
        ),
        Operation(
            "two filters, order, limit 20",
            lambda number: in_city(number).order(-Sample.day).fetch(20),
            aim=0.9,
        ),
        Operation(
            "count of one filter", lambda number: Sample.query(Sample.group == number % 100).count()
        ),
        Operation("transaction of get and put", add_point),
    ]


def put_many(number: int, size: int) -> None:
    ndb.put_multi([sample(number * size + each) for each in range(size)])


SLICES = 5
"""July and the idle engine take turns, since the machine's speed wanders."""


def spend(clients: Sequence[BenchClient], operation: Operation, seconds: float) -> list[Spent]:
    """What an operation takes with each client."""
    spent = [Spent() for _ in clients]
    for _ in range(SLICES):
        for client, each in zip(clients, spent, strict=True):
            with client.plain_context(), each.measuring():
                end = time.perf_counter() + seconds / SLICES
                while time.perf_counter() < end:
                    each.units += operation.size
                    operation.run(each.units // operation.size)
    return spent


def spend_by_many(clients: Sequence[BenchClient], seconds: float) -> list[Spent]:
    """What single puts of several threads at once take with each client."""
    spent = [Spent() for _ in clients]
    for _ in range(SLICES):
        for client, each in zip(clients, spent, strict=True):
            with each.measuring():
                each.units += puts_of_many(client, seconds / SLICES)
    return spent


def puts_of_many(client: BenchClient, seconds: float) -> int:
    """How many puts several threads make in so many seconds."""
    end = time.perf_counter() + seconds

    def work(_: int) -> int:
        done = 0
        with client.plain_context():
            while time.perf_counter() < end:
                sample(done).put()
                done += 1
        return done

    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(pool.map(work, range(WRITERS)))


def fill(client: BenchClient, entities: int) -> None:
    """Put the entities that are read."""
    with client.plain_context():
        for begin in range(1, entities + 1, 500):
            numbers = range(begin, min(begin + 500, entities + 1))
            ndb.put_multi([sample(number, key_of(number)) for number in numbers])


def measure(july: BenchClient, idle: BenchClient, seconds: float, entities: int) -> None:
    """Print a row for each operation."""
    print(f"{'operation':32}{'July/s':>10}{'idle/s':>10}{'ratio':>8}{'by CPU':>8}{'aim':>8}")
    for operation in operations(entities):
        ours, floor = spend([july, idle], operation, seconds)
        print_row(operation.title, ours, floor, operation.aim)
    ours, floor = spend_by_many([july, idle], seconds)
    print_row(f"put one by one, {WRITERS} writers", ours, floor, 0.6)


def print_row(title: str, ours: Spent, floor: Spent, aim: float | None) -> None:
    """Print the rates and the ratios of July's engine to the idle one."""
    rates = [each.units / each.clock for each in (ours, floor)]
    busy = [each.units / each.processor for each in (ours, floor)]
    aimed = "" if aim is None else f"{aim:8.2f}"
    ratios = f"{rates[0] / rates[1]:>8.2f}{busy[0] / busy[1]:>8.2f}"
    print(f"{title:32}{rates[0]:>10.0f}{rates[1]:>10.0f}{ratios}{aimed}", flush=True)


def main() -> None:
    """Measure in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each operation and engine")
    parser.add_argument("--entities", type=int, default=10_000)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    database = Database(folder / "july.sqlite")
    engine = DatastoreEngine(database, INDEXES)
    july, idle = BenchClient(engine.handlers()), BenchClient(IdleEngine().handlers())
    with idle.plain_context():
        sample(1).put()
    fill(july, options.entities)
    measure(july, idle, options.seconds, options.entities)
    engine.close()
    database.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
