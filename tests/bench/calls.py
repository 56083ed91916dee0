"""Recording a push on the embedded engine, and what ndb takes for as much on one that does nothing.

The floor reads the same keys and stores the same entities in the same transactions, through ndb
and its models; the engine below it gives the answers that it gave the first time, from memory.
"""

import json
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from google.cloud import ndb
from google.cloud.ndb.key import Key
from google.cloud.ndb.model import _entity_from_protobuf

from july import config, stores
from july.contest import queries
from july.contest.record import record
from july.deferred import Sweeper
from july.embedded.datastore import DatastoreEngine
from july.embedded.datastore.messages import Message
from july.hosts import HOSTS
from july.hosts.values import Push
from july.stores.embedded import EmbeddedClient
from tests.bench import figures, given
from tests.bench.scale import Scale

SIZE = 3
PUSHES = 300
WARM = 500
"""Pushes after which each project has had one."""
SLICE = 25
"""The engines take turns after so many pushes."""
FOR_EVER = 10**6

Handlers = Mapping[str, Callable[[Message], Message]]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the engine."""

    name: str
    request: Message
    answer: Message


@dataclass(frozen=True, slots=True)
class Step:
    """What ndb does at once: read some entities, or read and store some in a transaction."""

    lookups: list[list[Any]]
    """Keys, for each call."""
    entities: list[Any]
    alone: bool
    """Whether it is no transaction."""

    def carry_out(self) -> None:
        """Do it, in the present context."""
        if self.alone:
            self._read()
        else:
            ndb.transaction(self._read_and_store)

    def _read(self) -> None:
        for keys in self.lookups:
            ndb.get_multi(keys)

    def _read_and_store(self) -> None:
        self._read()
        ndb.put_multi(self.entities)


def main(scale: Scale) -> None:
    """Print how recording compares to ndb."""
    with _without_side_effects():
        rounds = [_measure() for _ in range(scale.rounds)]
    ours, floor, calls = map(figures.middle, zip(*rounds, strict=True))
    figures.row("record(), processor time", ours * 1000, "ms/push", floor=floor * 1000)
    aim = figures.at_least(0.5)
    figures.row("its rate to ndb over a no-op engine", floor / ours, "", aim=aim)
    figures.remark(f"{calls:.1f} calls of the engine a push, the same ones on both sides")


def _measure() -> tuple[float, float, float]:
    """Seconds of processor time a push on the engine and of ndb on none, and the calls a push."""
    pushes = [_parsed(number) for number in range(PUSHES)]
    with _engine() as engine:
        made = [_calls_of(engine, push) for push in pushes]
        nothing = EmbeddedClient(answering(engine, [call for calls in made for call in calls]))
        with nothing.context():
            plans = [list(_steps(calls)) for calls in made]
    with _engine() as engine:
        ours = EmbeddedClient(engine)
        spent = [0.0, 0.0]
        for start in range(0, PUSHES, SLICE):
            part = slice(start, start + SLICE)
            spent[0] += sum(_seconds(ours, _recording(push)) for push in pushes[part])
            spent[1] += sum(_seconds(nothing, _doing(steps)) for steps in plans[part])
    return spent[0] / PUSHES, spent[1] / PUSHES, sum(map(len, made)) / PUSHES


def _calls_of(engine: DatastoreEngine, push: Push) -> list[Call]:
    """The calls with which a push is recorded."""
    calls: list[Call] = []
    with EmbeddedClient(remembering(engine, calls)).context():
        record(push)
    return calls


def _steps(calls: Sequence[Call]) -> Iterator[Step]:
    """The same as ndb would be asked for it."""
    lookups: list[list[Any]] = []
    inside = False
    for call in calls:
        match call.name.rpartition("/")[2]:
            case "BeginTransaction":
                inside = True
            case "Lookup":
                lookups.append([_key(key) for key in call.request.keys])
            case "Commit":
                stored = [_entity_from_protobuf(each.upsert) for each in call.request.mutations]
                yield Step(lookups, stored, alone=False)
                lookups, inside = [], False
        if lookups and not inside:
            yield Step(lookups, [], alone=True)
            lookups = []


def _key(key: Message) -> Any:
    return Key(key.path[0].kind, key.path[0].name)


def _parsed(number: int) -> Push:
    content = HOSTS["push"].parse({}, json.dumps(given.push(number, SIZE)).encode())
    assert isinstance(content, Push)
    return content


def _recording(push: Push) -> Callable[[], object]:
    return lambda: record(push)


def _doing(steps: Sequence[Step]) -> Callable[[], object]:
    def do() -> None:
        for step in steps:
            step.carry_out()

    return do


def _seconds(client: EmbeddedClient, work: Callable[[], object]) -> float:
    """Seconds of this thread's processor time."""
    began = time.thread_time()
    with client.context():
        work()
    return time.thread_time() - began


@contextmanager
def _engine() -> Iterator[DatastoreEngine]:
    """The engine on a site that knows all projects, since making one is no part of a usual push."""
    with tempfile.TemporaryDirectory() as folder:
        given.make_site(Path(folder))
        with stores.engines(config.settings()) as engines:
            with stores.context():
                queries.all_games()
                for number in range(WARM):
                    record(_parsed(FOR_EVER + number))
            yield engines.datastore


@contextmanager
def _without_side_effects() -> Iterator[None]:
    """Work to be deferred stays where it is put, and games are known: only recording is left."""
    kept, running = queries.KEPT, Sweeper.running
    queries.KEPT, Sweeper.running = FOR_EVER, Sweeper(stores.context)
    try:
        yield
    finally:
        queries.KEPT, Sweeper.running = kept, running


class _Handlers:
    """Looks like an engine to a client."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers

    def handlers(self) -> Handlers:
        return self._handlers


def remembering(engine: DatastoreEngine, calls: list[Call]) -> DatastoreEngine:
    """The engine, with every call of it added to `calls`."""

    def passing(name: str, handler: Callable[[Message], Message]) -> Callable[[Message], Message]:
        def handle(request: Message) -> Message:
            answer = handler(request)
            calls.append(Call(name, _copied(request), _copied(answer)))
            return answer

        return handle

    handlers = {name: passing(name, each) for name, each in engine.handlers().items()}
    return cast(DatastoreEngine, _Handlers(handlers))


def _copied(message: Message) -> Message:
    copy = type(message)()
    copy.CopyFrom(message)
    return copy


def answering(engine: DatastoreEngine, calls: Sequence[Call]) -> DatastoreEngine:
    """No engine: it gives the answers that were given before, each once, in their order."""
    waiting = deque(calls)

    def giving(name: str) -> Callable[[Message], Message]:
        def handle(_: Message) -> Message:
            call = waiting.popleft()
            assert call.name == name, f"{name} is called, and it was {call.name} before"
            return call.answer

        return handle

    return cast(DatastoreEngine, _Handlers({name: giving(name) for name in engine.handlers()}))
