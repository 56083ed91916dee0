"""Calling Datastore with plain protobuf messages, through the client that ndb has opened."""

from collections.abc import Callable, Iterable
from typing import Any

from google.cloud import ndb
from google.cloud.datastore_v1.types import Key, PartitionId

Message = Any
"""A protobuf message without the wrapper of proto-plus, which costs more than the engine."""

RawKey = Key.pb()
RawPartition = PartitionId.pb()


def call(method: str, kind: type, request: Message) -> Message:
    """The answer of Datastore to a request of `kind`. Raises google.api_core exceptions."""
    client = ndb.get_context().client
    request.project_id = client.project
    request.database_id = client.database or ""
    send: Callable[..., Any] = getattr(client.stub, method)
    answer = send(kind.wrap(request))  # type: ignore[attr-defined]
    return getattr(answer, "_pb", answer)


def partition() -> Message:
    """Where the entities of this site are."""
    client = ndb.get_context().client
    return RawPartition(
        project_id=client.project,
        database_id=client.database or "",
        namespace_id=client.namespace or "",
    )


def raw_keys(keys: Iterable[tuple[str, str]]) -> list[Message]:
    """Keys of kind and name as Datastore takes them."""
    where = partition()
    return [RawKey(partition_id=where, path=[{"kind": kind, "name": name}]) for kind, name in keys]
