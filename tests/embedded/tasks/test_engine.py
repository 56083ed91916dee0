from collections.abc import Callable

import pytest
from google.api_core import exceptions
from google.cloud.tasks_v2 import ListTasksRequest, Task

from july.embedded.file import Database
from july.embedded.tasks import Outcome, TasksEngine
from tests.embedded.tasks.given import LOCATION, QUEUE, START, Client, Clock, http_task

HOUR = 3600.0


def test_a_created_task_is_answered_without_its_body(client: Client) -> None:
    task = client.create_task(parent=QUEUE, task=http_task("one", body=b"secret"))
    assert task.name == f"{QUEUE}/tasks/one"
    assert task.view == Task.View.BASIC
    assert task.http_request.url == "https://july.example.org/_tasks/greet?loud=1"
    assert task.http_request.http_method.name == "POST"
    assert task.http_request.body == b""
    assert task.schedule_time.timestamp() == task.create_time.timestamp() == START


def test_the_full_view_shows_the_body(client: Client) -> None:
    client.create_task(parent=QUEUE, task=http_task("one", body=b"secret"))
    request = {"name": f"{QUEUE}/tasks/one", "response_view": Task.View.FULL}
    assert client.get_task(request=request).http_request.body == b"secret"


def test_an_app_engine_target_is_stored_as_sent(client: Client) -> None:
    request = {"relative_uri": "/_tasks/greet", "body": b"hello", "headers": {"X-Tone": "warm"}}
    task = client.create_task(parent=QUEUE, task={"app_engine_http_request": request})
    stored = client.get_task(request={"name": task.name, "response_view": Task.View.FULL})
    assert stored.app_engine_http_request.relative_uri == "/_tasks/greet"
    assert stored.app_engine_http_request.body == b"hello"
    assert stored.app_engine_http_request.headers == {"X-Tone": "warm"}


def test_tasks_without_a_name_get_different_ones(client: Client) -> None:
    names = {client.create_task(parent=QUEUE, task=http_task()).name for _ in range(5)}
    assert len(names) == 5
    assert all(name.startswith(f"{QUEUE}/tasks/") for name in names)


def test_what_only_the_service_may_set_is_not_taken_from_the_creator(
    client: Client,
) -> None:
    sent = http_task("one") | {"dispatch_count": 7, "create_time": {"seconds": 5}}
    task = client.create_task(parent=QUEUE, task=sent)
    assert task.dispatch_count == 0
    assert task.create_time.timestamp() == START


def test_a_schedule_time_ahead_is_kept_to_the_microsecond(client: Client) -> None:
    task = client.create_task(parent=QUEUE, task=http_task(at=START + 5.000001))
    assert task.schedule_time.timestamp() == pytest.approx(START + 5.000001, abs=1e-6)


def test_a_schedule_time_in_the_past_means_now(client: Client) -> None:
    task = client.create_task(parent=QUEUE, task=http_task(at=START - 500))
    assert task.schedule_time.timestamp() == START


def test_the_name_of_an_existing_task_is_taken(client: Client, create: Callable[..., None]) -> None:
    create("one")
    with pytest.raises(exceptions.AlreadyExists, match="'one'"):
        create("one")


def test_the_same_name_is_free_in_another_queue(create: Callable[..., None]) -> None:
    create("one")
    create("one", queue=f"{LOCATION}/queues/quick")
    create("one", queue="projects/other/locations/here/queues/default")


def test_the_name_of_a_finished_task_stays_taken_for_an_hour(
    engine: TasksEngine, clock: Clock, create: Callable[..., None]
) -> None:
    create("one")
    engine.leases.settle([Outcome(lease) for lease in engine.leases.lease(1)])
    clock.advance(HOUR - 1)
    with pytest.raises(exceptions.AlreadyExists):
        create("one")
    clock.advance(2)
    create("one")


def test_the_name_of_a_deleted_task_stays_taken(
    client: Client, create: Callable[..., None]
) -> None:
    create("one")
    client.delete_task(name=f"{QUEUE}/tasks/one")
    with pytest.raises(exceptions.AlreadyExists):
        create("one")


def test_tombstones_are_purged_when_their_time_is_over(
    engine: TasksEngine, clock: Clock, create: Callable[..., None], database: Database
) -> None:
    create("one", "two")
    engine.leases.settle([Outcome(lease) for lease in engine.leases.lease(2)])
    assert engine.purge_tombstones() == 0
    clock.advance(HOUR)
    assert engine.purge_tombstones() == 2


def test_tasks_without_a_chosen_name_leave_no_tombstone(
    engine: TasksEngine, client: Client, clock: Clock
) -> None:
    client.create_task(parent=QUEUE, task=http_task())
    engine.leases.settle([Outcome(lease) for lease in engine.leases.lease(1)])
    clock.advance(HOUR)
    assert engine.purge_tombstones() == 0


def test_a_task_that_never_was_is_not_found(client: Client) -> None:
    with pytest.raises(exceptions.NotFound, match="does not exist"):
        client.get_task(name=f"{QUEUE}/tasks/none")
    with pytest.raises(exceptions.NotFound, match="does not exist"):
        client.delete_task(name=f"{QUEUE}/tasks/none")


def test_a_deleted_task_is_said_to_be_gone(client: Client, create: Callable[..., None]) -> None:
    create("one")
    client.delete_task(name=f"{QUEUE}/tasks/one")
    with pytest.raises(exceptions.NotFound, match="done or deleted"):
        client.get_task(name=f"{QUEUE}/tasks/one")


def test_tasks_are_listed_page_by_page(client: Client, create: Callable[..., None]) -> None:
    names = [f"task-{number:02}" for number in range(7)]
    create(*names)
    pages = list(client.list_tasks(request=ListTasksRequest(parent=QUEUE, page_size=3)).pages)
    assert [len(page.tasks) for page in pages] == [3, 3, 1]
    listed = [task.name.rpartition("/")[2] for page in pages for task in page.tasks]
    assert listed == names


def test_a_page_holds_no_more_than_a_client_takes(client: Client) -> None:
    for number in range(5):
        client.create_task(parent=QUEUE, task=http_task(f"task-{number}", body=b"x" * 1_000_000))
    request = ListTasksRequest(parent=QUEUE, response_view=Task.View.FULL)
    pages = list(client.list_tasks(request=request).pages)
    assert [len(page.tasks) for page in pages] == [4, 1]
    assert all(page._pb.ByteSize() < 4 * 1024 * 1024 for page in pages)


def test_a_task_may_have_retries_of_its_own(
    engine: TasksEngine, client: Client, clock: Clock
) -> None:
    own = {"max_attempts": 2, "min_backoff": {"seconds": 7}, "max_backoff": {"seconds": 7}}
    task = client.create_task(parent=QUEUE, task=http_task("one") | {"retry_config": own})
    assert task.retry_config.max_attempts == 2
    engine.leases.settle([Outcome(engine.leases.lease(1)[0], ValueError("no"))])
    due = engine.leases.next_time()
    assert due is not None
    assert 7 <= due - clock.time <= 7.7
    clock.time = due
    engine.leases.settle([Outcome(engine.leases.lease(1)[0], ValueError("no"))])
    assert len(engine.failed()) == 1


@pytest.mark.parametrize(("field", "seconds"), [("min_backoff", 4000.0), ("max_backoff", 0.5)])
def test_the_retries_of_a_task_and_of_its_queue_never_contradict_each_other(
    engine: TasksEngine, client: Client, clock: Clock, field: str, seconds: float
) -> None:
    own = {field: {"seconds": int(seconds), "nanos": int(seconds % 1 * 1e9)}}
    client.create_task(parent=QUEUE, task=http_task() | {"retry_config": own})
    engine.leases.settle([Outcome(engine.leases.lease(1)[0], ValueError("no"))])
    due = engine.leases.next_time()
    assert due is not None
    assert seconds <= due - clock.time <= seconds * 1.1


def test_what_is_not_offered_says_what_to_do_instead(client: Client) -> None:
    queue = {"name": f"{LOCATION}/queues/new"}
    with pytest.raises(exceptions.MethodNotImplemented, match=r"made by queue\.yaml"):
        client.create_queue(parent=LOCATION, queue=queue)
    with pytest.raises(exceptions.MethodNotImplemented, match=r"changed in queue\.yaml"):
        client.update_queue(queue=queue)
    with pytest.raises(exceptions.MethodNotImplemented, match="PurgeQueue"):
        client.delete_queue(name=QUEUE)


def test_a_queue_lists_its_own_tasks_only(client: Client, create: Callable[..., None]) -> None:
    create("one", queue=f"{LOCATION}/queues/quick")
    assert list(client.list_tasks(parent=QUEUE)) == []


def test_tasks_of_a_missing_queue_are_not_found(client: Client) -> None:
    missing = f"{LOCATION}/queues/missing"
    with pytest.raises(exceptions.NotFound, match="no queue missing"):
        client.create_task(parent=missing, task=http_task())
    with pytest.raises(exceptions.NotFound, match="no queue missing"):
        client.list_tasks(parent=missing)


def test_tasks_survive_a_restart(
    client: Client, create: Callable[..., None], database: Database, clock: Clock
) -> None:
    create("one")
    restarted = TasksEngine(Database(database.path), clock=clock)
    assert [lease.dispatch.name for lease in restarted.leases.lease(5)] == ["one"]


def test_clear_forgets_tasks_and_names(engine: TasksEngine, create: Callable[..., None]) -> None:
    create("one", "two")
    engine.leases.settle([Outcome(engine.leases.lease(1)[0])])
    engine.clear()
    assert engine.leases.lease(5) == []
    create("one", "two")


def test_a_busy_file_is_answered_as_unavailable(
    engine: TasksEngine, client: Client, database: Database
) -> None:
    database.close()
    with pytest.raises(exceptions.ServiceUnavailable):
        client.create_task(parent=QUEUE, task=http_task())
