from collections.abc import Callable

import pytest
from google.api_core import exceptions
from google.cloud.tasks_v2 import Queue

from july.embedded.file import Database
from july.embedded.tasks import Outcome, QueueSettings, TasksEngine
from tests.embedded.tasks.given import LOCATION, QUEUE, START, Client, Clock

SLOW = f"{LOCATION}/queues/slow"
NARROW = f"{LOCATION}/queues/narrow"
STANDING = f"{LOCATION}/queues/standing"


def leased(engine: TasksEngine, limit: int = 100) -> list[str]:
    return [lease.dispatch.name for lease in engine.leases.lease(limit)]


def test_a_queue_shows_its_settings(client: Client) -> None:
    queue = client.get_queue(name=SLOW)
    assert queue.state == Queue.State.RUNNING
    assert queue.rate_limits.max_dispatches_per_second == 10
    assert queue.rate_limits.max_burst_size == 2
    assert queue.rate_limits.max_concurrent_dispatches == 1000
    assert queue.retry_config.max_attempts == 100
    assert queue.retry_config.min_backoff.total_seconds() == 0.1


def test_a_missing_queue_is_not_found(client: Client) -> None:
    with pytest.raises(exceptions.NotFound):
        client.get_queue(name=f"{LOCATION}/queues/missing")


def test_queues_are_listed_page_by_page(client: Client) -> None:
    pages = list(client.list_queues(request={"parent": LOCATION, "page_size": 3}).pages)
    names = [queue.name.rpartition("/")[2] for page in pages for queue in page.queues]
    assert [len(page.queues) for page in pages] == [3, 3]
    assert names == ["default", "long", "narrow", "quick", "slow", "standing"]


def test_the_default_queue_exists_without_settings(database: Database) -> None:
    assert TasksEngine(database).settings == {"default": QueueSettings("default")}


def test_settings_may_be_a_mapping(database: Database) -> None:
    mail = QueueSettings("mail")
    assert TasksEngine(database, queues={"mail": mail}).settings["mail"] == mail


def test_a_paused_queue_takes_tasks_but_hands_out_none(
    engine: TasksEngine, client: Client, create: Callable[..., None]
) -> None:
    assert client.pause_queue(name=QUEUE).state == Queue.State.PAUSED
    create("one")
    assert engine.leases.next_time() is None
    assert leased(engine) == []
    assert client.resume_queue(name=QUEUE).state == Queue.State.RUNNING
    assert leased(engine) == ["one"]


def test_pausing_one_queue_leaves_the_others_running(
    engine: TasksEngine, client: Client, create: Callable[..., None]
) -> None:
    client.pause_queue(name=QUEUE)
    create("one", queue=NARROW)
    assert leased(engine) == ["one"]


def test_a_queue_whose_rate_is_zero_hands_out_nothing(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("one", queue=STANDING)
    clock.advance(1000)
    assert engine.leases.next_time() is None
    assert leased(engine) == []


def test_purging_deletes_the_tasks_and_keeps_their_names_taken(
    engine: TasksEngine, client: Client, create: Callable[..., None]
) -> None:
    create("one", "two")
    assert client.purge_queue(name=QUEUE).purge_time.timestamp() == START
    assert leased(engine) == []
    with pytest.raises(exceptions.AlreadyExists):
        create("one")


def test_a_purged_task_that_runs_ends_quietly(
    engine: TasksEngine, client: Client, create: Callable[..., None]
) -> None:
    create("one")
    lease = engine.leases.lease(1)[0]
    client.purge_queue(name=QUEUE)
    assert engine.leases.settle([Outcome(lease, ValueError("too late"))]) == []
    assert list(client.list_tasks(parent=QUEUE)) == []


def test_a_queue_starts_no_more_than_its_burst_then_follows_its_rate(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create("a", "b", "c", "d", queue=SLOW)
    assert leased(engine) == ["a", "b"]
    assert leased(engine) == []
    assert engine.leases.next_time() == pytest.approx(START + 0.1)
    clock.advance(0.1001)
    assert leased(engine) == ["c"]


def test_tokens_are_not_saved_beyond_the_burst(
    engine: TasksEngine, create: Callable[..., None], clock: Clock
) -> None:
    create(*"abcdefgh", queue=SLOW)
    leased(engine)
    clock.advance(3)
    assert leased(engine) == ["c", "d"]


def test_a_second_worker_shares_the_rate(
    engine: TasksEngine, create: Callable[..., None], database: Database, clock: Clock
) -> None:
    create(*"abcd", queue=SLOW)
    other = TasksEngine(Database(database.path), queues=engine.settings, clock=clock)
    assert leased(engine, 1) == ["a"]
    assert leased(other, 5) == ["b"]
    assert leased(engine) == []


def test_no_more_tasks_run_at_once_than_the_queue_allows(
    engine: TasksEngine, create: Callable[..., None]
) -> None:
    create("a", "b", "c", queue=NARROW)
    leases = engine.leases.lease(10)
    assert [lease.dispatch.name for lease in leases] == ["a", "b"]
    assert engine.leases.next_time() is None
    engine.leases.settle([Outcome(leases[0])])
    assert leased(engine) == ["c"]


def test_a_long_queue_leaves_room_for_the_others(
    engine: TasksEngine, create: Callable[..., None]
) -> None:
    create(*(f"long-{number}" for number in range(10)))
    create("short", queue=NARROW)
    assert sorted(leased(engine, 4)) == ["long-0", "long-1", "short"]


def test_run_task_runs_a_task_before_its_time(
    engine: TasksEngine, client: Client, create: Callable[..., None]
) -> None:
    create("later", at=START + 500)
    assert leased(engine) == []
    task = client.run_task(name=f"{QUEUE}/tasks/later")
    assert task.schedule_time.timestamp() == START
    assert leased(engine) == ["later"]


def test_run_task_passes_by_pause_rate_and_concurrency(
    engine: TasksEngine, client: Client, create: Callable[..., None]
) -> None:
    create("one", "two", queue=STANDING)
    client.run_task(name=f"{STANDING}/tasks/two")
    assert engine.leases.next_time() == 0
    assert leased(engine) == ["two"]
    assert leased(engine) == []


def test_run_task_leaves_a_running_task_alone(
    engine: TasksEngine, client: Client, create: Callable[..., None]
) -> None:
    create("one")
    assert leased(engine) == ["one"]
    client.run_task(name=f"{QUEUE}/tasks/one")
    assert leased(engine) == []


def test_a_queue_that_has_lost_its_settings_hands_out_nothing(
    engine: TasksEngine, create: Callable[..., None], database: Database, clock: Clock
) -> None:
    create("one", queue=NARROW)
    assert leased(TasksEngine(database, clock=clock)) == []
    assert leased(engine) == ["one"]
