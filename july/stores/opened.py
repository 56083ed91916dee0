"""The engines of this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from google.cloud import ndb, tasks_v2
from google.cloud.ndb import context as ndb_context

from july.config import Engine, Settings
from july.config import settings as own_settings
from july.embedded.datastore import DatastoreEngine
from july.embedded.file import Database
from july.embedded.tasks import TasksEngine
from july.errors import ConfigurationError
from july.stores.embedded import (
    PROJECT,
    Embedded,
    EmbeddedClient,
    embedded_tasks_client,
    open_datastore,
    open_tasks,
)
from july.stores.remote import (
    EmulatorClient,
    cloud_client,
    cloud_tasks_client,
    emulator_tasks_client,
)

LOCATION = "here"


@dataclass(frozen=True, slots=True)
class Stores:
    """The clients, and the engines they talk to where those are in this process."""

    client: ndb.Client
    tasks_client: tasks_v2.CloudTasksClient
    location: str
    """Project and location of the queues: `projects/july/locations/here`."""
    embedded: Embedded | None

    @property
    def database(self) -> Database:
        """The file of the embedded engines. Raises ConfigurationError if there are none."""
        if self.embedded is None:
            raise ConfigurationError("No engine is in this process; others are configured")
        return self.embedded.database

    @property
    def datastore(self) -> DatastoreEngine:
        """The embedded Datastore. Raises ConfigurationError if another one is used."""
        if self.embedded is None or self.embedded.datastore is None:
            raise ConfigurationError("Datastore is not in this process; another one is configured")
        return self.embedded.datastore

    @property
    def tasks(self) -> TasksEngine:
        """The embedded task queues. Raises ConfigurationError if others are used."""
        if self.embedded is None or self.embedded.tasks is None:
            raise ConfigurationError("The queue is not in this process; another one is configured")
        return self.embedded.tasks


_opened: Stores | None = None
_opening = threading.Lock()


def open_stores(settings: Settings) -> Stores:
    """Open the engines for this process; opening twice gives the same ones.

    Raises ConfigurationError if a file or credentials are wrong. Engines elsewhere are not asked
    whether they are there: they may come later, and go.
    """
    global _opened  # noqa: PLW0603 - one set a process, as the clients' authors advise
    with _opening:
        if _opened is None:
            _opened = _open(settings)
        return _opened


def close_stores() -> None:
    """Close the engines; whatever was answered is on the disk."""
    global _opened  # noqa: PLW0603 - see open_stores
    with _opening:
        if _opened is not None and _opened.embedded is not None:
            _opened.embedded.close()
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
    """The engines, opened by the first who needs them: after a server has forked its processes."""
    return _opened or open_stores(own_settings())


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


def queue_path(name: str = "work") -> str:
    """Full name of a queue."""
    return f"{stores().location}/queues/{name}"


def _open(settings: Settings) -> Stores:
    embedded = _embedded(settings) if settings.embeds else None
    return Stores(
        _client(settings, embedded),
        _tasks_client(settings, embedded),
        f"projects/{_project(settings)}/locations/{settings.tasks_location or LOCATION}",
        embedded,
    )


def _embedded(settings: Settings) -> Embedded:
    database = Database(settings.data / "july.db")
    return Embedded(
        database,
        open_datastore(database) if settings.datastore is Engine.EMBEDDED else None,
        open_tasks(database) if settings.tasks is Engine.EMBEDDED else None,
    )


def _project(settings: Settings) -> str:
    return settings.project or PROJECT


def _client(settings: Settings, embedded: Embedded | None) -> ndb.Client:
    if embedded is not None and embedded.datastore is not None:
        return EmbeddedClient(embedded.datastore)
    if settings.datastore_emulator_host is not None:
        return EmulatorClient(settings.datastore_emulator_host, _project(settings))
    return cloud_client(_project(settings))


def _tasks_client(settings: Settings, embedded: Embedded | None) -> tasks_v2.CloudTasksClient:
    if embedded is not None and embedded.tasks is not None:
        return embedded_tasks_client(embedded.tasks)
    if settings.tasks_emulator_host is not None:
        return emulator_tasks_client(settings.tasks_emulator_host)
    return cloud_tasks_client()
