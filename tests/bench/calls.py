"""Recording a push on the embedded engine, and the same calls on an engine that does nothing.

The calls that some pushes make are answered from memory the second time, with what the engine had
answered: what is left is the cost of ndb and of July's own code above it.
"""

import json
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

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
SLICE = 25
"""The engines take turns after so many pushes."""
FOR_EVER = 10**6

Handlers = Mapping[str, Callable[[Message], Message]]
Answers = list[tuple[str, Message]]


def main(scale: Scale) -> None:
    """Print how much of ndb's own rate the engine leaves."""
    with _without_side_effects():
        rounds = [_measure() for _ in range(scale.rounds)]
    ours, floor, calls = map(figures.middle, zip(*rounds, strict=True))
    figures.row("record(), processor time", ours * 1000, "ms/push", floor=floor * 1000)
    aim = figures.at_least(0.5)
    figures.row("its rate to ndb over a no-op engine", floor / ours, "", aim=aim)
    figures.remark(f"{calls:.1f} calls of the engine a push, of the same kinds on both sides")


def _measure() -> tuple[float, float, float]:
    """Seconds of processor time a push on the engine and on none, and the calls a push."""
    pushes = [_parsed(number) for number in range(PUSHES)]
    answers: Answers = []
    with _engine() as engine:
        _record(EmbeddedClient(remembering(engine, answers)), pushes)
    none = EmbeddedClient(answering(engine, answers))
    with _engine() as engine:
        ours = EmbeddedClient(engine)
        spent = [0.0, 0.0]
        for start in range(0, PUSHES, SLICE):
            for place, client in enumerate((ours, none)):
                spent[place] += _record(client, pushes[start : start + SLICE])
    return spent[0] / PUSHES, spent[1] / PUSHES, len(answers) / PUSHES


def _parsed(number: int) -> Push:
    content = HOSTS["push"].parse({}, json.dumps(given.push(number, SIZE)).encode())
    assert isinstance(content, Push)
    return content


def _record(client: EmbeddedClient, pushes: Sequence[Push]) -> float:
    """Seconds of this thread's processor time."""
    spent = 0.0
    for push in pushes:
        began = time.thread_time()
        with client.context():
            recording = record(push)
        spent += time.thread_time() - began
        assert recording.scored
    return spent


@contextmanager
def _engine() -> Iterator[DatastoreEngine]:
    """The engine on a site where nobody has pushed yet."""
    with tempfile.TemporaryDirectory() as folder:
        given.make_site(Path(folder))
        with stores.engines(config.settings()) as engines:
            with stores.context():
                queries.all_games()
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


def remembering(engine: DatastoreEngine, answers: Answers) -> DatastoreEngine:
    """The engine, with every answer it gives added to `answers`."""

    def passing(name: str, handler: Callable[[Message], Message]) -> Callable[[Message], Message]:
        def handle(request: Message) -> Message:
            answer = handler(request)
            copy = type(answer)()
            copy.CopyFrom(answer)
            answers.append((name, copy))
            return answer

        return handle

    handlers = {name: passing(name, each) for name, each in engine.handlers().items()}
    return cast(DatastoreEngine, _Handlers(handlers))


def answering(engine: DatastoreEngine, answers: Answers) -> DatastoreEngine:
    """No engine: it gives the answers that were given before, each once, in their order."""
    waiting = deque(answers)

    def giving(name: str) -> Callable[[Message], Message]:
        def handle(_: Message) -> Message:
            recorded, answer = waiting.popleft()
            assert recorded == name, f"{name} is called, and it was {recorded} before"
            return answer

        return handle

    return cast(DatastoreEngine, _Handlers({name: giving(name) for name in engine.handlers()}))
