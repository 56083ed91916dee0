"""The engines embedded in this process, and Google's own clients over them."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from google.auth.credentials import AnonymousCredentials
from google.cloud import ndb, tasks_v2
from google.cloud.client import ClientWithProject
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from july.embedded.channel import InProcessChannel
from july.embedded.datastore import DatastoreEngine, DatastoreStub, Index, load_indexes
from july.embedded.file import Database
from july.embedded.tasks import TasksEngine, load_queues

ROOT = Path(__file__).parents[2]
PROJECT = "july"
"""Name of the Google Cloud project that the embedded engines pretend to be."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """Those of July's engines that are in this process, on one file."""

    database: Database
    datastore: DatastoreEngine | None
    tasks: TasksEngine | None

    def close(self) -> None:
        """Close the engines; whatever was answered is on the disk."""
        if self.datastore is not None:
            self.datastore.close()
        self.database.close()


_besides: dict[Path, tuple[Index, ...]] = {}
"""Indexes of plugins, by the file that defines them."""


def add_indexes(path: Path) -> None:
    """Have engines that are opened from now on keep the indexes of one more file.

    Raises ConfigurationError if it can't be understood.
    """
    _besides[path] = load_indexes(path)


def all_indexes() -> tuple[Index, ...]:
    """The indexes of July's own index.yaml, then those of plugins, each once."""
    own = load_indexes(ROOT / "index.yaml")
    return tuple(dict.fromkeys((*own, *chain.from_iterable(_besides.values()))))


def open_datastore(database: Database) -> DatastoreEngine:
    """July's Datastore in that file, with its indexes and those of plugins.

    Those of a plugin that is gone stay while the file has them.
    """
    return DatastoreEngine(database, all_indexes(), keep_strangers=True)


def open_tasks(database: Database) -> TasksEngine:
    """July's task queues in that file, those of queue.yaml."""
    return TasksEngine(database, queues=load_queues(ROOT / "queue.yaml"))


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
