"""Google's own client over gRPC to `manage.py emulate`, which delivers by HTTP."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.api_core import exceptions
from google.cloud.tasks_v2 import CloudTasksClient, Queue, Task
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from tests.embedded.tasks.given import LOCATION, QUEUE, Client
from tests.embedded.tasks.receiver import App, serving
from tests.processes import Process, manage

ROOT = Path(__file__).parents[3]
Create = Callable[..., Any]


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    with serving() as app:
        yield app


@pytest.fixture(scope="module")
def address(app: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the engines of another process are."""
    environ = {"JULY_DATA": str(tmp_path_factory.mktemp("emulate")), "JULY_TASKS_URL": app.address}
    with Process(manage("emulate", "--port", "0"), environ) as process:
        yield process.stdout.readline().strip().partition("=")[2]


@pytest.fixture(scope="module")
def channel(address: str) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(address) as channel:
        yield channel


@pytest.fixture
def client(channel: grpc.Channel, app: App) -> Client:
    """The client, with an empty queue."""
    client = CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
    client.purge_queue(name=QUEUE)
    client.resume_queue(name=QUEUE)
    app.requests.clear()
    app.status = 200
    return client


@pytest.fixture
def create(client: Client, app: App) -> Create:
    """Creates a task for the app."""

    def create(**fields: Any) -> Any:
        request = {"url": f"{app.address}/greet", "body": b"hello"}
        return client.create_task(parent=QUEUE, task={"http_request": request} | fields)

    return create


def until(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < ends, "it never happened"
        time.sleep(0.01)


def test_a_task_is_delivered_and_gone(client: Client, create: Create, app: App) -> None:
    create()
    until(lambda: not list(client.list_tasks(parent=QUEUE)))
    ((method, path, headers, body),) = app.requests
    assert (method, path, body) == ("POST", "/greet", b"hello")
    assert headers["X-CloudTasks-QueueName"] == "default"
    assert headers["User-Agent"] == "Google-Cloud-Tasks"
    assert headers["Authorization"].startswith("Bearer ")


def test_a_task_for_app_engine_is_delivered_to_the_api_app(client: Client, app: App) -> None:
    request = {"relative_uri": "/_tasks/greet", "body": b"[]"}
    client.create_task(parent=QUEUE, task={"app_engine_http_request": request})
    until(lambda: app.requests)
    assert app.requests[0][1] == "/_tasks/greet"
    assert app.requests[0][2]["X-AppEngine-QueueName"] == "default"


def test_a_failed_task_is_tried_again_and_says_so(client: Client, create: Create, app: App) -> None:
    app.status = 404
    task = create()
    until(lambda: client.get_task(name=task.name).response_count)
    failed = client.get_task(name=task.name)
    assert failed.last_attempt.response_status.code == grpc.StatusCode.NOT_FOUND.value[0]
    assert "answered 404: fine" in failed.last_attempt.response_status.message
    app.status = 200
    client.run_task(name=task.name)
    until(lambda: not list(client.list_tasks(parent=QUEUE)))
    retried = app.requests[1][2]
    assert retried["X-CloudTasks-TaskRetryCount"] == "1"
    assert retried["X-CloudTasks-TaskExecutionCount"] == "1"
    assert retried["X-CloudTasks-TaskPreviousResponse"] == "404"


def test_a_paused_queue_keeps_its_tasks_until_it_goes_on(
    client: Client, create: Create, app: App
) -> None:
    assert client.pause_queue(name=QUEUE).state == Queue.State.PAUSED
    names = {create().name for _ in range(3)}
    pages = list(client.list_tasks(request={"parent": QUEUE, "page_size": 2}).pages)
    assert [len(page.tasks) for page in pages] == [2, 1]
    assert {task.name for page in pages for task in page.tasks} == names
    assert app.requests == []
    assert client.resume_queue(name=QUEUE).state == Queue.State.RUNNING
    until(lambda: len(app.requests) == 3)


def test_a_task_may_be_forced_dropped_or_purged(client: Client, create: Create, app: App) -> None:
    client.pause_queue(name=QUEUE)
    tasks = [create() for _ in range(4)]
    client.run_task(name=tasks[0].name)
    until(lambda: app.requests)
    client.delete_task(name=tasks[1].name)
    until(lambda: len(list(client.list_tasks(parent=QUEUE))) == 2)
    client.purge_queue(name=QUEUE)
    assert list(client.list_tasks(parent=QUEUE)) == []
    assert len(app.requests) == 1


def test_the_full_view_shows_what_the_basic_one_leaves_out(client: Client, create: Create) -> None:
    client.pause_queue(name=QUEUE)
    task = create()
    assert task.http_request.body == b""
    full = client.get_task(request={"name": task.name, "response_view": Task.View.FULL})
    assert full.http_request.body == b"hello"


def test_a_name_is_taken_once(client: Client, create: Create) -> None:
    name = f"{QUEUE}/tasks/once-{time.time_ns()}"
    create(name=name)
    with pytest.raises(exceptions.AlreadyExists):
        create(name=name)
    until(lambda: not list(client.list_tasks(parent=QUEUE)))
    with pytest.raises(exceptions.AlreadyExists):
        create(name=name)


def test_errors_have_the_codes_of_cloud_tasks(client: Client, create: Create) -> None:
    with pytest.raises(exceptions.NotFound):
        client.get_queue(name=f"{LOCATION}/queues/missing")
    with pytest.raises(exceptions.NotFound):
        client.run_task(name=f"{QUEUE}/tasks/missing")
    with pytest.raises(exceptions.InvalidArgument, match="30 days"):
        create(schedule_time={"seconds": int(time.time()) + 31 * 86400})
    with pytest.raises(exceptions.InvalidArgument, match="larger than 1024 KiB"):
        create(http_request={"url": "http://example.org", "body": b"x" * 1024 * 1024})
    with pytest.raises(exceptions.MethodNotImplemented, match=r"queue\.yaml"):
        client.create_queue(parent=LOCATION, queue={"name": f"{LOCATION}/queues/new"})
