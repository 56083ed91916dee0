import logging
from collections.abc import Callable

import pytest

from july.embedded.file import Database
from july.embedded.tasks import Lease, Outcome, TasksEngine
from july.embedded.tasks.leases import LEASE
from tests.embedded.tasks.given import QUEUE, START, Client, Clock, http_task

BROKEN = ValueError("broken")


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


def test_an_operator_can_start_a_kept_task_anew(
    engine: TasksEngine, client: Client, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    fail_for_good(engine, clock)
    client.run_task(name=f"{QUEUE}/tasks/one")
    assert engine.failed() == []
    lease = lease_one(engine)
    assert lease.dispatch.attempt == 1
    assert engine.leases.settle([Outcome(lease, BROKEN)]) == []


def test_an_operator_can_drop_a_kept_task(
    engine: TasksEngine, client: Client, create: Callable[..., None], clock: Clock
) -> None:
    create("one")
    fail_for_good(engine, clock)
    client.delete_task(name=f"{QUEUE}/tasks/one")
    assert engine.failed() == []


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
        "X-CloudTasks-TaskExecutionCount": "1",
        "X-CloudTasks-TaskETA": "",
    }


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


def test_an_app_engine_task_carries_app_engines_headers_too(
    engine: TasksEngine, client: Client
) -> None:
    request = {"relative_uri": "/_tasks/greet", "body": b"hi"}
    task = {"app_engine_http_request": request, "dispatch_deadline": {"seconds": 20}}
    client.create_task(parent=QUEUE, task=task)
    dispatch = lease_one(engine).dispatch
    assert dispatch.url == "/_tasks/greet"
    assert dispatch.deadline == START + 20
    assert dispatch.headers["X-AppEngine-TaskName"] == dispatch.name
    assert dispatch.headers["X-CloudTasks-QueueName"] == "default"
    assert dispatch.headers["Content-Type"] == "application/octet-stream"


def test_an_app_engine_task_keeps_the_type_of_its_body(engine: TasksEngine, client: Client) -> None:
    request = {"headers": {"content-type": "text/plain"}, "body": b"hi"}
    client.create_task(parent=QUEUE, task={"app_engine_http_request": request})
    headers = lease_one(engine).dispatch.headers
    assert [headers[name] for name in headers if name.lower() == "content-type"] == ["text/plain"]


def test_leasing_is_answered_from_an_index(engine: TasksEngine, database: Database) -> None:
    with database.reader() as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {LEASE}", (1,) * 8).fetchall()
    details = [row[3] for row in plan]
    assert any("tasks_by_due (queue=? AND due<?)" in detail for detail in details)
    assert not any("SCAN" in detail or "TEMP B-TREE" in detail for detail in details)
