"""Google's own clients, over the engines embedded in this process."""

from google.auth.credentials import AnonymousCredentials
from google.cloud import ndb, tasks_v2
from google.cloud.client import ClientWithProject
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from july.embedded.channel import InProcessChannel
from july.embedded.datastore import DatastoreEngine, DatastoreStub
from july.embedded.tasks import TasksEngine

PROJECT = "july"
"""Name of the Google Cloud project that the embedded engines pretend to be."""


class EmbeddedClient(ndb.Client):
    """An ndb client whose calls end in this process.

    It sets what ndb.Client would set, but opens no TLS channel, which would keep eight threads.
    """

    def __init__(self, engine: DatastoreEngine) -> None:
        credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]
        ClientWithProject.__init__(  # type: ignore[no-untyped-call]
            self, project=PROJECT, credentials=credentials
        )
        self.namespace = None
        self.database = None
        self.stub = DatastoreStub(InProcessChannel(engine.handlers()))


def embedded_tasks_client(engine: TasksEngine) -> tasks_v2.CloudTasksClient:
    """A Cloud Tasks client whose calls end in this process."""
    channel = InProcessChannel(engine.handlers())
    return tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
