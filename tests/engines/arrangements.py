"""Several Datastores, all reached through upstream's unmodified clients over a channel."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path as FilePath
from typing import Any

import grpc
from google.api_core.exceptions import FailedPrecondition
from google.auth.credentials import AnonymousCredentials
from google.cloud import ndb
from google.cloud.client import ClientWithProject
from google.cloud.datastore_v1 import DatastoreClient
from google.cloud.datastore_v1.services.datastore.transports import DatastoreGrpcTransport

from july.embedded.channel import InProcessChannel
from july.embedded.datastore import DatastoreEngine, Index, load_indexes
from july.embedded.file import Database
from july.embedded.server import listen, make_server
from tests.engines.emulators import Emulator, running
from tests.engines.model import Manners

UNLIMITED = (
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
)
"""What upstream's transport asks of a channel of its own."""

GOOGLES_MANNERS = Manners(repeats=True, turns=True, by_name=True, keeps_equal=True)
JULYS_MANNERS = Manners()
"""Of the Firestore emulator and of July's engine, see docs/engines.md."""

MOST_INDEXES = 60
"""More make every write slow; the engine then begins to learn anew."""

Handler = Callable[[Any], Any]


@dataclass
class Arrangement:
    """A way to a Datastore."""

    name: str
    channel: grpc.Channel
    client: DatastoreClient = field(init=False)
    _projects: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.client = DatastoreClient(transport=DatastoreGrpcTransport(channel=self.channel))

    @property
    def manners(self) -> Manners:
        """In what its answers are known to differ from the model's."""
        return GOOGLES_MANNERS if self.name == "google" else JULYS_MANNERS

    def new_project(self) -> str:
        """A project that nothing has been stored in."""
        return f"{self.name}-{next(self._projects)}"

    def ndb_client(self, project: str) -> ndb.Client:
        """ndb on the same channel."""
        return _NdbClient(self.client, project)


class _NdbClient(ndb.Client):
    """What `ndb.Client` would be with this channel: by itself it opens one of its own."""

    def __init__(self, client: DatastoreClient, project: str) -> None:
        ClientWithProject.__init__(
            self,
            project=project,
            credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]
        )
        self.namespace = None
        self.database = None
        self.stub = client.transport


class LearningEngine:
    """July's engine, given the index that a query lacks whenever one lacks it.

    Google's emulators make their indexes by themselves; this does it by the entry that the engine
    recommends, so that those are proven too.
    """

    def __init__(self, folder: FilePath) -> None:
        self._database = Database(folder / "july.sqlite")
        self._yaml = folder / "index.yaml"
        self._indexes: list[Index] = []
        self._open()

    def handlers(self) -> Mapping[str, Handler]:
        """The methods of the service."""
        return {path: self._learning(path) for path in self._handlers}

    def close(self) -> None:
        self._engine.close()
        self._database.close()

    def _open(self) -> None:
        self._engine = DatastoreEngine(self._database, self._indexes)
        self._handlers = self._engine.handlers()

    def _learning(self, path: str) -> Handler:
        def handler(request: Any) -> Any:
            while True:
                try:
                    return self._handlers[path](request)
                except FailedPrecondition as error:
                    if "index" not in error.message:
                        raise
                    self._learn(error.message)

        return handler

    def _learn(self, message: str) -> None:
        self._yaml.write_text(f"indexes:\n{message.partition(':')[2]}\n")
        new = load_indexes(self._yaml)
        assert not set(new) & set(self._indexes), f"{new} is there and was not used"
        kept = self._indexes if len(self._indexes) < MOST_INDEXES else []
        self._indexes = [*kept, *new]
        self._engine.close()
        self._open()


@contextmanager
def in_process(folder: FilePath) -> Iterator[Arrangement]:
    """July's engine, called directly."""
    engine = LearningEngine(folder)
    yield Arrangement("process", InProcessChannel(engine.handlers()))
    engine.close()


@contextmanager
def over_grpc(folder: FilePath) -> Iterator[Arrangement]:
    """July's engine behind a real gRPC server on a loopback port."""
    engine = LearningEngine(folder)
    server = make_server(engine.handlers())
    port = listen(server, "127.0.0.1", 0)
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}", UNLIMITED) as channel:
        yield Arrangement("grpc", channel)
    server.stop(1).wait()
    engine.close()


@contextmanager
def by_google(emulator: Emulator, name: str) -> Iterator[Arrangement]:
    """One of Google's emulators."""
    with running(emulator) as address, grpc.insecure_channel(address, UNLIMITED) as channel:
        yield Arrangement(name, channel)
