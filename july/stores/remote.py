"""Google's own clients, over engines elsewhere: another process, or the cloud."""

import grpc
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import GoogleAuthError
from google.cloud import ndb, tasks_v2
from google.cloud.client import ClientWithProject
from google.cloud.datastore_v1.services.datastore.transports import DatastoreGrpcTransport
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from july.errors import ConfigurationError
from july.stores.bounded import BoundedStub

OPTIONS = (
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    # An engine that comes back is found within seconds; gRPC itself would wait up to two minutes.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
)


class EmulatorClient(ndb.Client):
    """An ndb client on a Datastore at `host` (with its port), without TLS and without credentials.

    `ndb.Client` would do the same, and ask Google who it is.
    """

    def __init__(self, host: str, project: str) -> None:
        credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]
        ClientWithProject.__init__(  # type: ignore[no-untyped-call]
            self, project=project, credentials=credentials
        )
        self.namespace = None
        self.database = None
        channel = grpc.insecure_channel(host, options=OPTIONS)
        self.stub = BoundedStub(DatastoreGrpcTransport(channel=channel))


def cloud_client(project: str) -> ndb.Client:
    """An ndb client on the Datastore of a project. Raises ConfigurationError."""
    try:
        client = ndb.Client(project=project)
    except GoogleAuthError as error:
        raise no_credentials(error) from error
    client.stub = BoundedStub(client.stub)
    return client


def emulator_tasks_client(host: str) -> tasks_v2.CloudTasksClient:
    """A Cloud Tasks client on a service at `host` (with its port), without TLS."""
    channel = grpc.insecure_channel(host, options=OPTIONS)
    return tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))


def cloud_tasks_client() -> tasks_v2.CloudTasksClient:
    """A client of Cloud Tasks. Raises ConfigurationError."""
    try:
        return tasks_v2.CloudTasksClient()
    except GoogleAuthError as error:
        raise no_credentials(error) from error


def no_credentials(error: GoogleAuthError) -> ConfigurationError:
    """What to tell where Google doesn't know who asks."""
    reason = str(error).partition("\n")[0]
    message = (
        f"GOOGLE_CLOUD_PROJECT is set, but there are no credentials for it ({reason}); "
        "run `gcloud auth application-default login`, or unset it"
    )
    return ConfigurationError(message, field="GOOGLE_CLOUD_PROJECT")
