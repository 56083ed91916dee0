import threading
import time
from collections.abc import Callable

import pytest

from july.embedded.tasks import Dispatch, TaskFailed, TasksEngine, Worker
from tests.embedded.tasks.given import LOCATION, QUEUE, Client, http_task

QUICK = f"{LOCATION}/queues/quick"


@pytest.fixture
def names() -> list[str]:
    return []


@pytest.fixture
def worker(running_engine: TasksEngine, names: list[str]) -> Worker:
    """A worker that notes the names of its tasks."""
    return Worker(running_engine, lambda task: names.append(task.name))


@pytest.fixture
def create(running_client: Client) -> Callable[..., None]:
    def create(name: str, *, queue: str = QUEUE, delay: float | None = None) -> None:
        at = None if delay is None else time.time() + delay
        running_client.create_task(parent=queue, task=http_task(name, queue=queue, at=at))

    return create


def test_draining_runs_all_that_is_due(
    worker: Worker, create: Callable[..., None], names: list[str]
) -> None:
    create("one")
    create("two")
    create("later", delay=60)
    worker.drain()
    assert sorted(names) == ["one", "two"]


def test_draining_an_empty_queue_takes_no_time(worker: Worker) -> None:
    began = time.monotonic()
    worker.drain()
    assert time.monotonic() - began < 2


def test_draining_may_run_what_is_due_soon(
    worker: Worker, create: Callable[..., None], names: list[str]
) -> None:
    create("soon", delay=60)
    create("later", delay=600)
    worker.drain(within=120)
    assert names == ["soon"]


def test_draining_runs_what_tasks_create(
    running_engine: TasksEngine, create: Callable[..., None], names: list[str]
) -> None:
    def dispatch(task: Dispatch) -> None:
        names.append(task.name)
        if len(names) < 4:
            create(f"after-{task.name}")

    create("one")
    Worker(running_engine, dispatch).drain()
    assert len(names) == 4


def test_a_retry_within_the_time_given_is_run_at_once(
    running_engine: TasksEngine, create: Callable[..., None]
) -> None:
    attempts: list[int] = []

    def dispatch(task: Dispatch) -> None:
        attempts.append(task.attempt)
        if task.attempt < 3:
            raise ZeroDivisionError

    create("one")
    Worker(running_engine, dispatch).drain(within=3600)
    assert attempts == [1, 2, 3]


def test_a_task_that_is_given_up_is_raised_when_the_rest_is_done(
    running_engine: TasksEngine, create: Callable[..., None], names: list[str]
) -> None:
    def dispatch(task: Dispatch) -> None:
        if task.name == "bad":
            raise ZeroDivisionError("no luck")
        names.append(task.name)

    create("bad", queue=QUICK)
    create("good")
    draining = Worker(running_engine, dispatch)
    with pytest.raises(TaskFailed, match="quick/tasks/bad: no luck") as caught:
        draining.drain(within=60)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert names == ["good"]
    draining.drain(within=60)


def test_draining_leaves_a_paused_queue_alone(
    worker: Worker, running_client: Client, create: Callable[..., None], names: list[str]
) -> None:
    running_client.pause_queue(name=QUICK)
    create("paused", queue=QUICK)
    create("one")
    worker.drain()
    assert names == ["one"]


def test_draining_waits_for_what_another_worker_runs(
    running_engine: TasksEngine, worker: Worker, create: Callable[..., None]
) -> None:
    running = threading.Event()
    ended = threading.Event()

    def slow(task: Dispatch) -> None:
        running.set()
        time.sleep(0.1)
        ended.set()

    other = Worker(running_engine, slow)
    create("one")
    other.start()
    assert running.wait(5)
    worker.drain()
    assert ended.is_set()
    other.stop()


def test_a_running_worker_can_be_drained_and_goes_on(
    worker: Worker, create: Callable[..., None], names: list[str]
) -> None:
    worker.start()
    create("one")
    worker.drain()
    assert names == ["one"]
    create("two")
    worker.drain()
    assert names == ["one", "two"]
    assert worker.stop()


def test_draining_ends_after_its_timeout(
    running_engine: TasksEngine, create: Callable[..., None]
) -> None:
    release = threading.Event()

    def dispatch(task: Dispatch) -> None:
        release.wait(5)

    stuck = Worker(running_engine, dispatch)
    create("one")
    threading.Timer(0.2, release.set).start()
    with pytest.raises(TimeoutError):
        stuck.drain(timeout=0.05)
