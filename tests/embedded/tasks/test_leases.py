import logging
from collections.abc import Callable

import pytest
from google.api_core import exceptions

from july.embedded.file import Database
from july.embedded.tasks import (
    DeadlineExceeded,
    Lease,
    NoAnswer,
    Outcome,
    QueueTally,
    TaskFailed,
    TasksEngine,
    aside,
)
from july.embedded.tasks.leases import LEASE
from july.errors import Conflict, NotFound
from tests.embedded.tasks.given import LOCATION, QUEUE, START, Client, Clock, http_task

BROKEN = ValueError("broken")
LONG = f"{LOCATION}/queues/long"


def lease_one(engine: TasksEngine, seconds: float = 10) -> Lease:
    (lease,) = engine.leases.lease(1, seconds=seconds)
    return lease


def test_tasks_are_handed_out_by_schedule_time_then_age(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("third", at=START + 3)
    create("first", at=START + 1)
    create("second", at=START + 2)
    create("also-third", at=START + 3)
    clock.advance(5)
    names = [lease.dispatch.name for lease in engine.leases.lease(10)]
    assert names == ["first", "second", "third", "also-third"]


def test_a_task_is_not_due_before_its_schedule_time(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("later", at=START + 5)
    assert engine.leases.next_time() == START + 5
    assert engine.leases.lease(1) == []
    clock.advance(5)
    assert len(engine.leases.lease(1)) == 1


def test_a_leased_task_is_not_leased_again(
    engine: TasksEngine, create: Callable[..., None]
) -> None:
    create("one")
    lease_one(engine)
    assert engine.leases.lease(1) == []
    assert engine.leases.lease(1, within=3600) == []


def test_a_lease_that_ends_gives_its_task_back(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    lease_one(engine, seconds=10)
    assert engine.leases.next_time() == START + 10
    clock.advance(10)
    assert lease_one(engine).dispatch.attempt == 2


def test_a_renewed_lease_holds_longer(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    lease = lease_one(engine, seconds=10)
    clock.advance(9)
    engine.leases.renew([lease], seconds=10)
    clock.advance(9)
    assert engine.leases.lease(1) == []


def test_a_worker_that_lost_its_lease_changes_nothing(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    lost = lease_one(engine, seconds=1)
    clock.advance(2)
    lease_one(engine, seconds=10)
    engine.leases.settle([Outcome(lost)])
    engine.leases.renew([lost], seconds=100)
    engine.leases.release([lost])
    assert engine.leases.next_time() == clock.time + 10


def test_a_released_task_is_due_at_once_and_counts_no_attempt(
    engine: TasksEngine, create: Callable[..., None]
) -> None:
    create("one")
    engine.leases.release([lease_one(engine)])
    assert lease_one(engine).dispatch.attempt == 1


def test_a_finished_task_is_gone(
    engine: TasksEngine, client: Client, create: Callable[..., None]
) -> None:
    create("one")
    assert engine.leases.settle([Outcome(lease_one(engine))]) == []
    assert list(client.list_tasks(parent=QUEUE)) == []
    assert engine.leases.next_time() is None


def test_a_failed_task_waits_for_its_backoff_and_a_little_longer(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    for expected in (1.0, 2.0, 4.0):
        lease = lease_one(engine)
        engine.leases.settle([Outcome(lease, BROKEN)])
        due = engine.leases.next_time()
        assert due is not None
        assert expected <= due - clock.time <= expected * 1.1
        clock.time = due


def test_a_failed_attempt_is_counted_and_its_error_shown(
    engine: TasksEngine, client: Client, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    lease = lease_one(engine)
    clock.advance(2)
    engine.leases.settle([Outcome(lease, BROKEN)])
    task = client.get_task(name=f"{QUEUE}/tasks/one")
    assert (task.dispatch_count, task.response_count) == (1, 1)
    assert task.first_attempt.dispatch_time.timestamp() == START
    assert task.last_attempt.dispatch_time.timestamp() == START
    assert task.last_attempt.response_time.timestamp() == START + 2
    assert task.last_attempt.response_status.message == "ValueError: broken"
    assert task.schedule_time.timestamp() > START + 2


def fail_for_good(engine: TasksEngine, clock: Clock) -> list[Outcome]:
    final: list[Outcome] = []
    while not final:
        final = engine.leases.settle([Outcome(lease_one(engine), BROKEN)])
        clock.advance(1000)
    return final


def test_a_task_that_has_used_up_its_attempts_is_kept_aside(
    engine: TasksEngine, client: Client, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    (final,) = fail_for_good(engine, clock)
    assert final.lease.dispatch.attempt == 4
    assert engine.leases.next_time() is None
    assert list(client.list_tasks(parent=QUEUE)) == []
    (failed,) = engine.failed()
    assert failed.full_name == f"{QUEUE}/tasks/one"
    assert (failed.attempts, failed.error) == (4, "ValueError: broken")
    assert failed.created == START
    assert failed.failed == clock.time - 1000


def test_to_its_creators_a_kept_task_is_gone(
    engine: TasksEngine, client: Client, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    fail_for_good(engine, clock)
    for method in (client.get_task, client.run_task, client.delete_task):
        with pytest.raises(exceptions.NotFound):
            method(name=f"{QUEUE}/tasks/one")
    with pytest.raises(exceptions.AlreadyExists):
        create("one")
    clock.advance(3601)
    create("one")


def test_an_operator_can_start_a_kept_task_anew(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    fail_for_good(engine, clock)
    (failed,) = engine.failed()
    engine.run_again(failed.number)
    assert engine.failed() == []
    lease = lease_one(engine)
    assert (lease.dispatch.name, lease.dispatch.attempt) == ("one", 1)
    assert lease.dispatch.body == b"{}"
    assert engine.leases.settle([Outcome(lease, BROKEN)]) == []


def test_a_kept_task_whose_name_is_in_use_again_stays_kept(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    fail_for_good(engine, clock)
    clock.advance(3601)
    create("one")
    (failed,) = engine.failed()
    with pytest.raises(Conflict, match="waits in its queue"):
        engine.run_again(failed.number)
    assert engine.failed() == [failed]


def test_an_operator_can_drop_a_kept_task(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    fail_for_good(engine, clock)
    (failed,) = engine.failed()
    engine.drop(failed.number)
    assert engine.failed() == []
    for method in (engine.drop, engine.run_again):
        with pytest.raises(NotFound, match=f"number {failed.number}"):
            method(failed.number)


def test_only_so_many_tasks_are_kept_aside(
    engine: TasksEngine,
    create: Callable[..., None],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aside, "MOST_KEPT", 2)
    for name in ("one", "two", "three"):
        create(name)
        fail_for_good(engine, clock)
    kept = [failed.full_name.rpartition("/")[2] for failed in engine.failed()]
    assert kept == ["three", "two"]


def test_a_queue_is_told_in_numbers(
    engine: TasksEngine, client: Client, create: Callable[..., None], clock: Clock
) -> None:
    create("bad")
    fail_for_good(engine, clock)
    create("running", "due")
    create("later", at=clock.time + 50)
    lease_one(engine)
    client.pause_queue(name=QUEUE)
    clock.advance(2)
    (tally,) = engine.tallies()
    assert tally == QueueTally(
        QUEUE, paused=True, failures=4, tasks=3, running=1, due=1, lag=2.0, kept=1
    )


def test_a_task_older_than_31_days_is_given_up(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    clock.advance(31 * 86400 - 1)
    lease = lease_one(engine)
    assert len(engine.leases.settle([Outcome(lease, BROKEN)])) == 1


def test_an_app_that_asks_for_a_pause_gets_it(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    busy = TaskFailed("busy", status=503, retry_after=60)
    engine.leases.settle([Outcome(lease_one(engine), busy)])
    due = engine.leases.next_time()
    assert due is not None
    assert 60 <= due - clock.time <= 66


def test_a_task_that_kills_its_worker_each_time_is_kept_aside_in_the_end(
    engine: TasksEngine,
    create: Callable[..., None],
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    create("poison")
    for _ in range(4):
        lease_one(engine, seconds=10)
        clock.advance(11)
    with caplog.at_level(logging.ERROR, "july.tasks"):
        assert engine.leases.lease(1) == []
    assert "no worker got it done" in engine.failed()[0].error
    assert "poison" in caplog.text


def test_an_attempt_whose_worker_is_gone_is_logged_counted_and_told(
    engine: TasksEngine,
    create: Callable[..., None],
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    create("one")
    lease_one(engine, seconds=10)
    clock.advance(11)
    with caplog.at_level(logging.WARNING, "july.tasks"):
        lease = lease_one(engine)
    assert f"{QUEUE}/tasks/one failed in attempt 1: its worker is gone" in caplog.text
    assert engine.tallies()[0].failures == 1
    assert lease.dispatch.headers["X-CloudTasks-TaskPreviousResponse"] == "0"
    engine.leases.settle([Outcome(lease, BROKEN)])
    clock.advance(60)
    assert lease_one(engine).dispatch.headers["X-CloudTasks-TaskPreviousResponse"] == "500"
    assert engine.tallies()[0].failures == 2


def test_what_is_due_soon_can_be_leased_ahead_of_time(
    engine: TasksEngine, create: Callable[..., None]
) -> None:
    create("later", at=START + 5)
    assert engine.leases.lease(1, within=4) == []
    assert len(engine.leases.lease(1, within=5)) == 1


def test_an_engine_is_busy_while_something_is_due_or_leased(
    engine: TasksEngine, create: Callable[..., None]
) -> None:
    assert not engine.leases.busy()
    create("later", at=START + 5)
    assert not engine.leases.busy()
    assert engine.leases.busy(within=5)
    (lease,) = engine.leases.lease(1, within=5)
    assert engine.leases.busy()
    engine.leases.settle([Outcome(lease)])
    assert not engine.leases.busy(within=5)


def test_the_dispatch_tells_the_handler_what_it_handles(
    engine: TasksEngine, client: Client, clock: Clock
) -> None:
    client.create_task(parent=QUEUE, task=http_task("one", body=b"[1]"))
    engine.leases.settle([Outcome(lease_one(engine), BROKEN)])
    clock.advance(5)
    dispatch = lease_one(engine).dispatch
    assert (dispatch.name, dispatch.queue) == ("one", "default")
    assert dispatch.full_name == f"{QUEUE}/tasks/one"
    assert (dispatch.method, dispatch.path, dispatch.query) == ("POST", "/_tasks/greet", "loud=1")
    assert dispatch.body == b"[1]"
    assert dispatch.attempt == 2
    assert dispatch.deadline == clock.time + 600
    eta = float(dispatch.headers["X-CloudTasks-TaskETA"])
    assert START + 1 <= eta <= START + 1.1
    assert {**dispatch.headers, "X-CloudTasks-TaskETA": ""} == {
        "Content-Type": "application/json",
        "User-Agent": "Google-Cloud-Tasks",
        "X-CloudTasks-TaskName": "one",
        "X-CloudTasks-QueueName": "default",
        "X-CloudTasks-TaskRetryCount": "1",
        "X-CloudTasks-TaskExecutionCount": "0",
        "X-CloudTasks-TaskETA": "",
        "X-CloudTasks-TaskPreviousResponse": "500",
        "X-CloudTasks-TaskRetryReason": "",
    }


FAILURES = (
    TaskFailed("no", status=503),
    TaskFailed("no", status=404),
    DeadlineExceeded("late"),
    NoAnswer("nobody there"),
)
OF_AN_ATTEMPT = ("RetryCount", "ExecutionCount", "PreviousResponse", "RetryReason")


def attempts(engine: TasksEngine, clock: Clock, family: str) -> list[list[str | None]]:
    """What the handler is told in each attempt when it fails in several ways, one by one."""
    told = []
    for error in (*FAILURES, None):
        lease = lease_one(engine)
        told.append([lease.dispatch.headers.get(f"{family}Task{name}") for name in OF_AN_ATTEMPT])
        engine.leases.settle([Outcome(lease, error)])
        clock.advance(100)
    return told


def test_an_http_task_tells_of_earlier_attempts_as_cloud_tasks_does(
    engine: TasksEngine, client: Client, clock: Clock
) -> None:
    client.create_task(parent=LONG, task=http_task())
    assert attempts(engine, clock, "X-CloudTasks-") == [
        ["0", "0", None, None],
        ["1", "0", "503", ""],
        ["2", "1", "404", ""],
        ["3", "1", "504", ""],
        ["4", "1", "0", ""],
    ]


def test_an_app_engine_task_tells_of_earlier_attempts_as_app_engine_does(
    engine: TasksEngine, client: Client, clock: Clock
) -> None:
    client.create_task(parent=LONG, task={"app_engine_http_request": {"relative_uri": "/"}})
    assert attempts(engine, clock, "X-AppEngine-") == [
        ["0", "0", None, None],
        ["1", "1", "503", "App Error"],
        ["2", "2", "404", "App Error"],
        ["3", "2", "0", "Instance Unavailable"],
        ["4", "2", "0", "Instance Unavailable"],
    ]


def test_a_creator_cannot_forge_the_headers_of_the_queue(
    engine: TasksEngine, client: Client
) -> None:
    forged = {"X-CloudTasks-TaskName": "other", "x_appengine_taskname": "other", "Host": "evil"}
    task = {"http_request": {"url": "http://july.example.org", "headers": forged}}
    client.create_task(parent=QUEUE, task=task)
    dispatch = lease_one(engine).dispatch
    assert dispatch.headers["X-CloudTasks-TaskName"] == dispatch.name
    assert not {"x_appengine_taskname", "Host"} & set(dispatch.headers)
    assert dispatch.path == "/"


def test_an_app_engine_task_carries_app_engines_headers(
    engine: TasksEngine, client: Client
) -> None:
    request = {"relative_uri": "/_tasks/greet", "body": b"hi"}
    task = {"app_engine_http_request": request, "dispatch_deadline": {"seconds": 20}}
    client.create_task(parent=QUEUE, task=task)
    dispatch = lease_one(engine).dispatch
    assert dispatch.url == "/_tasks/greet"
    assert dispatch.deadline == START + 20
    assert dispatch.headers["X-AppEngine-TaskName"] == dispatch.name
    assert dispatch.headers["X-AppEngine-QueueName"] == "default"
    assert dispatch.headers["Content-Type"] == "application/octet-stream"
    assert not [name for name in dispatch.headers if name.startswith("X-CloudTasks-")]


def test_the_user_agent_of_an_app_engine_task_is_completed(
    engine: TasksEngine, client: Client
) -> None:
    request = {"headers": {"user-agent": "July"}}
    client.create_task(parent=QUEUE, task={"app_engine_http_request": request})
    agent = lease_one(engine).dispatch.headers["user-agent"]
    assert agent == "July AppEngine-Google; (+http://code.google.com/appengine)"


def test_an_app_engine_task_keeps_the_type_of_its_body(engine: TasksEngine, client: Client) -> None:
    request = {"headers": {"content-type": "text/plain"}, "body": b"hi"}
    client.create_task(parent=QUEUE, task={"app_engine_http_request": request})
    headers = lease_one(engine).dispatch.headers
    assert [headers[name] for name in headers if name.lower() == "content-type"] == ["text/plain"]


def test_leasing_is_answered_from_an_index(engine: TasksEngine, database: Database) -> None:
    with database.reader() as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {LEASE}", (1,) * 9).fetchall()
    details = [row[3] for row in plan]
    assert any("tasks_by_due (queue=? AND due<?)" in detail for detail in details)
    assert not any("SCAN" in detail or "TEMP B-TREE" in detail for detail in details)
