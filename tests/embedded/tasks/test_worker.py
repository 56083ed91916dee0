import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from july.embedded.file import Database
from july.embedded.tasks import Dispatch, TasksEngine, Worker, worker
from tests.embedded.tasks.conftest import client_of
from tests.embedded.tasks.given import LOCATION, QUEUE, Client, http_task

QUICK = f"{LOCATION}/queues/quick"
NARROW = f"{LOCATION}/queues/narrow"


class Recorder:
    """Takes dispatches and notes them; `started` and `release` hold a task open."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.attempts: list[int] = []
        self.running = 0
        self.most_running = 0
        self.hold = False
        self.started = threading.Semaphore(0)
        self.release = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, dispatch: Dispatch) -> None:
        with self._lock:
            self.running += 1
            self.most_running = max(self.most_running, self.running)
        self.started.release()
        if self.hold:
            assert self.release.wait(5)
        with self._lock:
            self.running -= 1
            self.names.append(dispatch.name)
            self.attempts.append(dispatch.attempt)


def until(condition: Callable[[], object], seconds: float = 5) -> None:
    """Wait for something that another thread does."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.002)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def start(running_engine: TasksEngine) -> Iterator[Callable[..., Worker]]:
    """Starts workers, and stops them when the test is over."""
    workers: list[Worker] = []

    def start(dispatch: Callable[[Dispatch], None], **options: float) -> Worker:
        started = Worker(running_engine, dispatch, **options)  # type: ignore[arg-type]
        workers.append(started)
        started.start()
        return started

    yield start
    for started in workers:
        started.stop()


def create(client: Client, *names: str, queue: str = QUEUE, at: float | None = None) -> None:
    for name in names:
        client.create_task(parent=queue, task=http_task(name, queue=queue, at=at))


def test_a_created_task_wakes_the_worker_at_once(
    running_client: Client,
    start: Callable[..., Worker],
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 60)
    start(recorder)
    time.sleep(0.02)
    began = time.monotonic()
    create(running_client, "one")
    until(lambda: recorder.names == ["one"])
    assert time.monotonic() - began < 5


def test_a_task_of_another_engine_is_noticed_within_a_second(
    running_engine: TasksEngine,
    running_client: Client,
    start: Callable[..., Worker],
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running_engine, "_tell_listeners", lambda: None)
    start(recorder)
    create(running_client, "one")
    until(lambda: recorder.names == ["one"], seconds=1)


def test_a_task_is_run_at_its_time(
    running_client: Client, start: Callable[..., Worker], recorder: Recorder
) -> None:
    due = time.time() + 0.15
    start(recorder)
    create(running_client, "later", at=due)
    until(lambda: recorder.names == ["later"])
    assert due <= time.time() < due + 0.1


def test_one_thread_runs_tasks_in_order(
    running_client: Client, start: Callable[..., Worker], recorder: Recorder
) -> None:
    names = [f"task-{number:02}" for number in range(30)]
    create(running_client, *names)
    start(recorder, threads=1)
    until(lambda: len(recorder.names) == 30)
    assert recorder.names == names


def test_two_workers_never_run_the_same_task(
    running_client: Client, start: Callable[..., Worker], recorder: Recorder
) -> None:
    names = {f"task-{number}" for number in range(200)}
    start(recorder)
    start(recorder)
    create(running_client, *names)
    until(lambda: len(recorder.names) >= 200)
    assert sorted(recorder.names) == sorted(names)


def test_a_failed_task_is_tried_again_and_logged_with_its_cause(
    running_client: Client, start: Callable[..., Worker], caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[int] = []

    def dispatch(task: Dispatch) -> None:
        attempts.append(task.attempt)
        if task.attempt == 1:
            raise ZeroDivisionError("no luck")

    start(dispatch)
    create(running_client, "one", queue=QUICK)
    until(lambda: attempts == [1, 2])
    (record,) = [record for record in caplog.records if record.name == "july.tasks"]
    assert f"{QUICK}/tasks/one failed in attempt 1: no luck" in record.getMessage()
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ZeroDivisionError)


def test_a_task_that_exits_has_failed_and_the_worker_goes_on(
    running_client: Client, start: Callable[..., Worker], recorder: Recorder
) -> None:
    def dispatch(task: Dispatch) -> None:
        if task.name == "leave":
            raise SystemExit
        recorder(task)

    start(dispatch, threads=1)
    create(running_client, "leave", "stay")
    until(lambda: recorder.names == ["stay"])


def test_no_more_tasks_run_at_once_than_their_queue_allows(
    running_client: Client, start: Callable[..., Worker], recorder: Recorder
) -> None:
    recorder.hold = True
    create(running_client, "a", "b", "c", "d", queue=NARROW)
    start(recorder, threads=4)
    until(lambda: recorder.running == 2)
    create(running_client, "elsewhere")
    until(lambda: recorder.running == 3)
    recorder.release.set()
    until(lambda: len(recorder.names) == 5)
    assert recorder.most_running == 3


def test_a_long_task_keeps_its_lease(
    running_client: Client, start: Callable[..., Worker], recorder: Recorder
) -> None:
    recorder.hold = True
    start(recorder, lease_seconds=0.3)
    start(recorder, lease_seconds=0.3)
    create(running_client, "long")
    time.sleep(0.9)
    recorder.release.set()
    until(lambda: recorder.names)
    assert recorder.attempts == [1]


def test_a_task_past_its_deadline_counts_as_failed(
    database: Database, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    ahead = 0.0
    engine = TasksEngine(database, clock=lambda: time.time() + ahead)
    client = client_of(engine)
    recorder.hold = True
    late = Worker(engine, recorder, lease_seconds=3600)
    late.start()
    create(client, "stuck")
    assert recorder.started.acquire(timeout=5)
    ahead = 601.0
    assert recorder.started.acquire(timeout=5)
    recorder.release.set()
    until(lambda: len(recorder.names) == 2)
    assert late.stop()
    assert sorted(recorder.attempts) == [1, 2]
    assert "attempt 1: no answer before the task's dispatch deadline" in caplog.text
    assert list(client.list_tasks(parent=QUEUE)) == []


def test_a_machine_that_has_slept_does_not_run_twice_what_it_runs(
    database: Database, recorder: Recorder
) -> None:
    ahead = 0.0
    engine = TasksEngine(database, clock=lambda: time.time() + ahead)
    client = client_of(engine)
    recorder.hold = True
    create(client, "long")
    slept = Worker(engine, recorder)
    slept.start()
    assert recorder.started.acquire(timeout=5)
    time.sleep(0.02)
    ahead = 60.0
    create(client, "other")
    assert recorder.started.acquire(timeout=5)
    recorder.release.set()
    until(lambda: len(recorder.names) == 2)
    assert slept.stop()
    assert sorted(recorder.names) == ["long", "other"]


def test_a_worker_takes_no_more_than_it_can_begin_soon(
    running_engine: TasksEngine,
    running_client: Client,
    start: Callable[..., Worker],
    recorder: Recorder,
) -> None:
    recorder.hold = True
    create(running_client, "a", "b", "c", "d")
    start(recorder, threads=1)
    assert recorder.started.acquire(timeout=5)
    create(running_client, "e")
    time.sleep(0.02)
    left = [lease.dispatch.name for lease in running_engine.leases.lease(10)]
    assert left == ["c", "d", "e"]
    recorder.release.set()


def test_what_runs_keeps_its_lease_while_the_worker_stops(
    running_client: Client, start: Callable[..., Worker], recorder: Recorder
) -> None:
    recorder.hold = True
    create(running_client, "long")
    stopping = start(recorder, lease_seconds=0.2)
    assert recorder.started.acquire(timeout=5)
    start(recorder, lease_seconds=0.2)
    threading.Timer(0.5, recorder.release.set).start()
    assert stopping.stop(timeout=5)
    assert recorder.attempts == [1]


def test_a_stopping_worker_lets_what_runs_end_and_gives_back_the_rest(
    running_engine: TasksEngine,
    running_client: Client,
    start: Callable[..., Worker],
    recorder: Recorder,
) -> None:
    recorder.hold = True
    create(running_client, "a", "b", "c")
    stopping = start(recorder, threads=1)
    assert recorder.started.acquire(timeout=5)
    threading.Timer(0.05, recorder.release.set).start()
    assert stopping.stop(timeout=5)
    assert recorder.names == ["a"]
    rest = running_engine.leases.lease(10)
    assert [(lease.dispatch.name, lease.dispatch.attempt) for lease in rest] == [
        ("b", 1),
        ("c", 1),
    ]


def test_an_idle_worker_stops_promptly(start: Callable[..., Worker], recorder: Recorder) -> None:
    stopping = start(recorder)
    began = time.monotonic()
    assert stopping.stop()
    assert time.monotonic() - began < 2


def test_stopping_does_not_wait_longer_than_told(
    running_client: Client, start: Callable[..., Worker], recorder: Recorder
) -> None:
    recorder.hold = True
    create(running_client, "long")
    stopping = start(recorder)
    assert recorder.started.acquire(timeout=5)
    began = time.monotonic()
    assert not stopping.stop(timeout=0.1)
    assert time.monotonic() - began < 5
    recorder.release.set()


def test_a_stopped_worker_can_be_started_again(
    running_client: Client, start: Callable[..., Worker], recorder: Recorder
) -> None:
    again = start(recorder)
    again.stop()
    again.stop()
    create(running_client, "one")
    again.start()
    again.start()
    until(lambda: recorder.names == ["one"])


def test_a_file_that_fails_for_a_moment_does_not_stop_the_worker(
    running_engine: TasksEngine,
    running_client: Client,
    start: Callable[..., Worker],
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> None:
        monkeypatch.undo()
        raise OSError("the disk hiccups")

    monkeypatch.setattr(worker, "PAUSE_AFTER_FAILURE", 0.01)
    monkeypatch.setattr(running_engine.leases, "next_time", broken)
    with caplog.at_level(logging.ERROR, "july.tasks"):
        start(recorder)
        create(running_client, "one")
        until(lambda: recorder.names == ["one"])
    assert "can't reach its queues" in caplog.text


def test_old_names_are_dropped_while_the_worker_runs(
    running_engine: TasksEngine,
    running_client: Client,
    start: Callable[..., Worker],
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    purged = threading.Event()
    monkeypatch.setattr(worker, "PURGE_SECONDS", 0.0)
    monkeypatch.setattr(running_engine, "purge_tombstones", purged.set)
    start(recorder)
    assert purged.wait(5)
