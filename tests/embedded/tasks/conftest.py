from collections.abc import Callable

import pytest
from google.cloud.tasks_v2 import CloudTasksClient
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from july.embedded.channel import InProcessChannel
from july.embedded.file import Database
from july.embedded.tasks import QueueSettings, RetrySettings, TasksEngine
from tests.embedded.tasks.given import QUEUE, Client, Clock, http_task

QUICK = RetrySettings(max_attempts=3, min_backoff=0.01, max_backoff=0.05)
QUEUES = (
    QueueSettings("default", rate=None, retry=RetrySettings(max_attempts=4, min_backoff=1.0)),
    QueueSettings("quick", rate=None, retry=QUICK),
    QueueSettings("slow", rate=10, burst=2),
    QueueSettings("narrow", rate=None, max_concurrent=2),
    QueueSettings("standing", rate=0),
    QueueSettings("long", rate=None),
)


def client_of(engine: TasksEngine) -> Client:
    channel = InProcessChannel(engine.handlers())
    return CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(database: Database, clock: Clock) -> TasksEngine:
    """An engine whose time stands still."""
    return TasksEngine(database, queues=QUEUES, clock=clock)


@pytest.fixture
def client(engine: TasksEngine) -> Client:
    return client_of(engine)


@pytest.fixture
def running_engine(database: Database) -> TasksEngine:
    """An engine in real time."""
    return TasksEngine(database, queues=QUEUES)


@pytest.fixture
def running_client(running_engine: TasksEngine) -> Client:
    return client_of(running_engine)


@pytest.fixture
def create(client: Client) -> Callable[..., None]:
    """Creates tasks of these names in a queue."""

    def create(*names: str, queue: str = QUEUE, at: float | None = None) -> None:
        for name in names:
            client.create_task(parent=queue, task=http_task(name, queue=queue, at=at))

    return create
