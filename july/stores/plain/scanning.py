"""Reading many rows of one kind as plain values.

A recount reads thousands of rows every few seconds, and nearly all of what that costs is making
entities of ndb. This asks Datastore the same query through the same client, and takes the values
out of the answer as they are: a tenth of the time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from google.cloud import ndb
from google.cloud.datastore_v1.types import (
    CompositeFilter,
    Filter,
    KindExpression,
    PartitionId,
    PropertyFilter,
    PropertyReference,
    Query,
    QueryResultBatch,
    RunQueryRequest,
    Value,
)

PAGE = 1000
TIMEOUT = 30.0
_MORE = {
    QueryResultBatch.MoreResultsType.NOT_FINISHED,
    QueryResultBatch.MoreResultsType.MORE_RESULTS_AFTER_LIMIT,
}

Values = tuple[Any, ...]


def scan(kind: str, equal: Mapping[str, str], fields: Sequence[str]) -> Iterator[Values]:
    """The values of `fields` of each row of `kind` whose properties are as in `equal`.

    Texts, numbers and bytes as they are, None where a row has no such value; JSON properties are
    bytes. In no particular order, a page at a time. Raises google.api_core exceptions.
    """
    client = ndb.get_context().client
    query = _query(kind, equal)
    more = True
    while more:
        request = RunQueryRequest(
            project_id=client.project,
            database_id=client.database or "",
            partition_id=PartitionId(
                project_id=client.project,
                database_id=client.database or "",
                namespace_id=client.namespace or "",
            ),
            query=query,
        )
        answer = client.stub.run_query(request, timeout=TIMEOUT)
        batch = getattr(answer, "_pb", answer).batch
        for found in batch.entity_results:
            properties = found.entity.properties
            yield tuple(
                _plain(properties[field]) if field in properties else None for field in fields
            )
        more = batch.more_results in _MORE and bool(batch.entity_results)
        query.start_cursor = batch.end_cursor


def _query(kind: str, equal: Mapping[str, str]) -> Query:
    filters = [
        Filter(
            property_filter=PropertyFilter(
                property=PropertyReference(name=name),
                op=PropertyFilter.Operator.EQUAL,
                value=Value(string_value=value),
            )
        )
        for name, value in equal.items()
    ]
    together = CompositeFilter(op=CompositeFilter.Operator.AND, filters=filters)
    return Query(
        kind=[KindExpression(name=kind)], filter=Filter(composite_filter=together), limit=PAGE
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the row holds
    """What a protobuf value holds."""
    held = value.WhichOneof("value_type")
    return None if held in {None, "null_value"} else getattr(value, held)
