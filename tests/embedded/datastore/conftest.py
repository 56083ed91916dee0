from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import datastore as untyped
from google.cloud import ndb
from google.cloud.client import ClientWithProject
from google.cloud.datastore_v1.services.datastore import DatastoreClient
from google.cloud.datastore_v1.services.datastore.transports import DatastoreGrpcTransport

from july.embedded.channel import InProcessChannel
from july.embedded.datastore import DatastoreEngine, DatastoreStub, Index
from july.embedded.file import Database

datastore: Any = untyped
"""Google's Datastore client, which has no types."""


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
        self.database: str | None = None
        self.stub = DatastoreStub(InProcessChannel(engine.handlers()))

    def plain_context(self) -> Any:
        """A context that remembers nothing, so that every read reaches the engine."""
        return self.context(cache_policy=lambda key: False)


class PlainClient(datastore.Client):
    """Google's Datastore client on an engine in this process."""

    def __init__(self, engine: DatastoreEngine, **options: Any) -> None:
        credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]
        super().__init__(project="july", credentials=credentials, **options)
        channel = InProcessChannel(engine.handlers())
        self._datastore_api_internal = DatastoreClient(
            transport=DatastoreGrpcTransport(channel=channel)
        )

    def make(self, *path: Any, unindexed: tuple[str, ...] = (), **properties: Any) -> Any:
        """An entity with a path and some properties."""
        entity = datastore.Entity(self.key(*path), exclude_from_indexes=unindexed)
        entity.update(properties)
        return entity

    def fill(self, *entities: Any) -> None:
        """Put entities."""
        self.put_multi(entities)

    def where(self, kind: str, *conditions: tuple[str, str, Any], **options: Any) -> Any:
        """A query with filters on properties, all of which have to hold."""
        query = self.query(kind=kind, **options)
        for condition in conditions:
            query.add_filter(filter=datastore.query.PropertyFilter(*condition))
        return query


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
def plain(client: EngineClient) -> PlainClient:
    return PlainClient(client.engine)


@pytest.fixture
def context(client: EngineClient) -> Iterator[EngineClient]:
    with client.plain_context():
        yield client
