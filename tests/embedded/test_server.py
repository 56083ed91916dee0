"""July's engines behind real gRPC: what clients of another process get to see."""

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import datastore, tasks_v2
from google.cloud.datastore_v1 import DatastoreClient, types
from google.cloud.datastore_v1.services.datastore.transports import DatastoreGrpcTransport
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from july.embedded.datastore import DatastoreEngine
from july.embedded.file import Database
from july.embedded.server import listen, make_server
from july.embedded.tasks import TasksEngine
from july.errors import ConfigurationError

untyped: Any = datastore
QUEUE = "projects/july/locations/here/queues/default"
LOOKUP = "/google.datastore.v1.Datastore/Lookup"
OPTIONS = (("grpc.max_receive_message_length", -1),)
Serve = Callable[..., grpc.Channel]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A channel to a server of some handlers; both end with the test."""
    ending: list[Callable[[], Any]] = []

    def serve(handlers: Any) -> grpc.Channel:
        server = make_server(handlers)
        port = listen(server, "127.0.0.1", 0)
        server.start()
        channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=OPTIONS)
        ending.extend((channel.close, lambda: server.stop(0).wait()))
        return channel

    yield serve
    for end in ending:
        end()


@pytest.fixture
def channel(serve: Serve, database: Database) -> Iterator[grpc.Channel]:
    """A channel to both engines."""
    engine = DatastoreEngine(database, [])
    yield serve({**engine.handlers(), **TasksEngine(database).handlers()})
    engine.close()


@pytest.fixture
def client(channel: grpc.Channel) -> DatastoreClient:
    return DatastoreClient(transport=DatastoreGrpcTransport(channel=channel))


@pytest.fixture
def tasks(channel: grpc.Channel) -> tasks_v2.CloudTasksClient:
    return tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))


def failing(serve: Serve, error: Exception) -> DatastoreClient:
    def handler(request: Any) -> Any:
        raise error

    return DatastoreClient(transport=DatastoreGrpcTransport(channel=serve({LOOKUP: handler})))


def test_googles_datastore_client_writes_and_reads(
    client: DatastoreClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream: Any = untyped.Client("july", credentials=AnonymousCredentials())  # type: ignore[no-untyped-call]
    monkeypatch.setattr(upstream, "_datastore_api_internal", client)
    entity = untyped.Entity(upstream.key("Thing", "one"))
    entity.update(name="é", numbers=[1, 2, None], inner={"a": 1.5})
    upstream.put(entity)
    assert upstream.get(entity.key) == entity


def test_googles_tasks_client_creates_and_lists(tasks: tasks_v2.CloudTasksClient) -> None:
    request = tasks_v2.HttpRequest(url="http://127.0.0.1:1/", body=b"abc")
    made = tasks.create_task(parent=QUEUE, task=tasks_v2.Task(http_request=request))
    assert [task.name for task in tasks.list_tasks(parent=QUEUE)] == [made.name]


def test_a_refusal_keeps_its_code_and_its_message(tasks: tasks_v2.CloudTasksClient) -> None:
    with pytest.raises(exceptions.NotFound, match="queues/default/tasks/one does not exist"):
        tasks.get_task(name=f"{QUEUE}/tasks/one")


@pytest.mark.parametrize(
    "kind",
    [
        exceptions.Aborted,
        exceptions.AlreadyExists,
        exceptions.FailedPrecondition,
        exceptions.InvalidArgument,
        exceptions.NotFound,
        exceptions.ResourceExhausted,
    ],
)
def test_an_error_is_the_same_on_the_other_side(serve: Serve, kind: Any) -> None:
    client = failing(serve, kind("so it is"))
    with pytest.raises(kind, match="so it is") as caught:
        client.lookup(project_id="july", keys=[], retry=None)
    assert type(caught.value) is kind


def test_a_bug_is_told_as_one_and_nothing_of_it(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    client = failing(serve, RuntimeError("with a secret"))
    with pytest.raises(exceptions.InternalServerError) as caught:
        client.lookup(project_id="july", keys=[], retry=None)
    assert "secret" not in str(caught.value)
    assert "secret" in caplog.text


def test_a_method_that_is_not_there_is_told_so(serve: Serve) -> None:
    client = DatastoreClient(transport=DatastoreGrpcTransport(channel=serve({})))
    with pytest.raises(exceptions.MethodNotImplemented):
        client.lookup(project_id="july", keys=[], retry=None)


def test_ten_megabytes_come_and_go(client: DatastoreClient) -> None:
    entities = [
        types.Entity(
            key={"partition_id": {"project_id": "july"}, "path": [{"kind": "T", "name": name}]},
            properties={"text": {"blob_value": b"x" * 1_000_000, "exclude_from_indexes": True}},
        )
        for name in "abcdefghi"
    ]
    mutations = [types.Mutation(upsert=entity) for entity in entities]
    request = {"project_id": "july", "mode": "NON_TRANSACTIONAL", "mutations": mutations}
    client.commit(request)
    found = client.lookup(project_id="july", keys=[entity.key for entity in entities]).found
    assert len(found) == 9


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    first, second = make_server({}), make_server({})
    port = listen(first, "127.0.0.1", 0)
    with pytest.raises(ConfigurationError, match=f"127.0.0.1:{port}"):
        listen(second, "127.0.0.1", port)
