from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import ndb
from google.cloud.client import ClientWithProject

from july.embedded.channel import InProcessChannel
from july.embedded.datastore import DatastoreEngine, DatastoreStub, Index
from july.embedded.file import Database


class EngineClient(ndb.Client):
    """An ndb client on an engine in this process."""

    def __init__(self, engine: DatastoreEngine, namespace: str | None = None) -> None:
        ClientWithProject.__init__(
            self,
            project="july",
            credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]
        )
        self.engine = engine
        self.namespace = namespace
        self.database = None
        self.stub = DatastoreStub(InProcessChannel(engine.handlers()))

    def plain_context(self) -> Any:
        """A context that remembers nothing, so that every read reaches the engine."""
        return self.context(cache_policy=lambda key: False)


OpenEngine = Callable[..., EngineClient]


@pytest.fixture
def open_engine(tmp_path: Path) -> Iterator[OpenEngine]:
    """Opens an engine with some indexes on the test's file, as often as wanted."""
    with ExitStack() as opened:

        def open_one(*indexes: Index, namespace: str | None = None) -> EngineClient:
            database = Database(tmp_path / "july.sqlite")
            opened.callback(database.close)
            engine = DatastoreEngine(database, indexes)
            opened.callback(engine.close)
            return EngineClient(engine, namespace)

        yield open_one


@pytest.fixture
def client(open_engine: OpenEngine) -> EngineClient:
    return open_engine()


@pytest.fixture
def context(client: EngineClient) -> Iterator[EngineClient]:
    with client.plain_context():
        yield client
