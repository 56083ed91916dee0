"""Calling Datastore with plain protobuf messages, through the client that ndb has opened."""

from collections.abc import Callable
from typing import Any

from google.cloud import ndb
from google.cloud.datastore_v1.types import PartitionId

Message = Any
"""A protobuf message without the wrapper of proto-plus, which costs more than the engine."""

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


def fill_key(into: Message, where: Message, kind: str, name: str) -> None:
    """Make a key of kind and name out of an empty one, as Datastore takes it.

    In its place in a request: protobuf copies a message that is made elsewhere, value by value.
    """
    into.partition_id.MergeFrom(where)
    element = into.path.add()
    element.kind, element.name = kind, name
