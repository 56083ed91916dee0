"""Random histories of one queue, beside a model that is a dictionary."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from google.api_core import exceptions
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from july.embedded.file import Database
from july.embedded.tasks import Lease, Outcome, QueueSettings, RetrySettings, TasksEngine
from july.embedded.tasks.tombstones import TOMBSTONE_SECONDS
from july.errors import Conflict
from tests.embedded.tasks.conftest import client_of
from tests.embedded.tasks.given import QUEUE, Clock, http_task

NAMES = st.sampled_from(["a", "b", "c", "d"])
MAX_ATTEMPTS = 2
LEASE = 10.0


@dataclass
class Modelled:
    """What the queue should know of a task."""

    number: int
    due: float
    attempts: int = 0
    lease: Lease | None = None


class QueueMachine(RuleBasedStateMachine):
    """Creates, leases, finishes, fails, deletes; time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(Path(self.folder.name) / "july.sqlite")
        self.clock = Clock()
        retry = RetrySettings(max_attempts=MAX_ATTEMPTS, min_backoff=5, max_backoff=5)
        queue = QueueSettings("default", rate=None, retry=retry)
        self.engine = TasksEngine(self.database, queues=[queue], clock=self.clock)
        self.client = client_of(self.engine)
        self.created = 0
        self.tasks: dict[str, Modelled] = {}
        self.gone: dict[str, float] = {}
        self.aside: list[str] = []

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    @rule(name=NAMES, delay=st.sampled_from([0, 3, 20]))
    def create(self, name: str, delay: int) -> None:
        at = self.clock.time + delay
        if name in self.tasks or self.gone.get(name, 0) > self.clock.time:
            with pytest.raises(exceptions.AlreadyExists):
                self.client.create_task(parent=QUEUE, task=http_task(name, at=at))
        else:
            self.client.create_task(parent=QUEUE, task=http_task(name, at=at))
            self.created += 1
            self.tasks[name] = Modelled(self.created, due=at)

    @rule(limit=st.integers(1, 3))
    def lease(self, limit: int) -> None:
        due = sorted(
            (task.due, task.number, name)
            for name, task in self.tasks.items()
            if task.due <= self.clock.time
        )
        leases = self.engine.leases.lease(limit, seconds=LEASE)
        leased = {lease.dispatch.name: lease for lease in leases}
        for _, _, name in due[:limit]:
            task = self.tasks[name]
            task.lease = leased.pop(name, None)
            assert (task.lease is None) == (task.attempts == MAX_ATTEMPTS)
            if task.lease is None:
                self._give_up(name)
            else:
                task.attempts, task.due = task.attempts + 1, self.clock.time + LEASE
                assert task.lease.dispatch.attempt == task.attempts
        assert leased == {}

    @rule(name=NAMES)
    def run(self, name: str) -> None:
        task = self.tasks.get(name)
        if task is None:
            return
        self.client.run_task(name=f"{QUEUE}/tasks/{name}")
        if task.lease is None or task.due <= self.clock.time:
            self.tasks[name] = Modelled(task.number, due=0, attempts=task.attempts)

    @precondition(lambda self: self.aside)
    @rule(run_again=st.booleans())
    def take_from_aside(self, run_again: bool) -> None:
        name = self.aside.pop()
        number = self.engine.failed()[0].number
        if not run_again:
            self.engine.drop(number)
        elif name in self.tasks:
            with pytest.raises(Conflict):
                self.engine.run_again(number)
            self.aside.append(name)
        else:
            self.engine.run_again(number)
            self.created += 1
            self.tasks[name] = Modelled(self.created, due=self.clock.time)

    @precondition(lambda self: any(task.lease for task in self.tasks.values()))
    @rule(name=NAMES, works=st.booleans())
    def settle(self, name: str, works: bool) -> None:
        task = self.tasks.get(name)
        if task is None or task.lease is None:
            return
        lease, task.lease = task.lease, None
        self.engine.leases.settle([Outcome(lease, None if works else ValueError("no"))])
        if works:
            self._bury(name)
        elif task.attempts >= MAX_ATTEMPTS:
            self._give_up(name)
        else:
            shown = self.client.get_task(name=f"{QUEUE}/tasks/{name}")
            task.due = shown.schedule_time.timestamp()
            assert 5 <= task.due - self.clock.time <= 5.5001

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        if name in self.tasks:
            self.client.delete_task(name=f"{QUEUE}/tasks/{name}")
            self._bury(name)
        else:
            with pytest.raises(exceptions.NotFound):
                self.client.delete_task(name=f"{QUEUE}/tasks/{name}")

    @rule(seconds=st.sampled_from([1, 6, 11, 4000]))
    def wait(self, seconds: int) -> None:
        self.clock.advance(seconds)
        self.engine.purge_tombstones()

    @invariant()
    def every_task_is_either_listed_or_kept_aside(self) -> None:
        listed = {task.name.rpartition("/")[2] for task in self.client.list_tasks(parent=QUEUE)}
        assert listed == set(self.tasks)
        aside = [task.full_name.rpartition("/")[2] for task in self.engine.failed()]
        assert aside == self.aside[::-1]

    def _give_up(self, name: str) -> None:
        self._bury(name)
        self.aside.append(name)

    def _bury(self, name: str) -> None:
        del self.tasks[name]
        self.gone[name] = self.clock.time + TOMBSTONE_SECONDS


QueueMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
test_a_queue_behaves_as_its_model = QueueMachine.TestCase
