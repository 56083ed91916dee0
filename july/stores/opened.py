"""The engines of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from google.cloud import ndb, tasks_v2
from google.cloud.ndb import context as ndb_context

from july.config import Settings
from july.embedded.datastore import DatastoreEngine, load_indexes
from july.embedded.file import Database
from july.embedded.tasks import TasksEngine, load_queues
from july.errors import Unavailable
from july.stores.embedded import PROJECT, EmbeddedClient, embedded_tasks_client

ROOT = Path(__file__).parents[2]
LOCATION = "here"


@dataclass(frozen=True, slots=True)
class Stores:
    """The engines and the clients that talk to them."""

    database: Database
    datastore: DatastoreEngine
    tasks: TasksEngine
    client: ndb.Client
    tasks_client: tasks_v2.CloudTasksClient


_opened: Stores | None = None


def open_stores(settings: Settings) -> Stores:
    """Open the engines for this process; opening twice gives the same ones."""
    global _opened  # noqa: PLW0603 - one set a process, as the clients' authors advise
    if _opened is None:
        database = Database(settings.data / "july.db")
        datastore = DatastoreEngine(database, load_indexes(ROOT / "index.yaml"))
        tasks = TasksEngine(database, queues=load_queues(ROOT / "queue.yaml"))
        _opened = Stores(
            database, datastore, tasks, EmbeddedClient(datastore), embedded_tasks_client(tasks)
        )
    return _opened


def close_stores() -> None:
    """Close the engines; whatever was answered is on the disk."""
    global _opened  # noqa: PLW0603 - see open_stores
    if _opened is not None:
        _opened.datastore.close()
        _opened.database.close()
        _opened = None


@contextmanager
def engines(settings: Settings) -> Iterator[Stores]:
    """The engines for the length of a command; those that were open before stay open."""
    own = _opened is None
    try:
        yield open_stores(settings)
    finally:
        if own:
            close_stores()


def stores() -> Stores:
    """The open engines. Raises Unavailable before open_stores."""
    if _opened is None:
        raise Unavailable("The engines are not open.")
    return _opened


@contextmanager
def context() -> Iterator[None]:
    """Let ndb work inside; a context within a context is the same one."""
    if ndb_context.get_context(raise_context_error=False) is not None:
        yield
        return
    with stores().client.context():
        yield


def tasks_client() -> tasks_v2.CloudTasksClient:
    """The client for the task queue."""
    return stores().tasks_client


def queue_path(name: str = "default") -> str:
    """Full name of a queue."""
    return f"projects/{PROJECT}/locations/{LOCATION}/queues/{name}"
