"""Reading many rows of one kind as plain values.

A recount reads thousands of rows every few seconds, and nearly all of what that costs is making
entities of ndb. This asks Datastore the same query through the same client, and takes the values
out of the answer as they are: a tenth of the time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from google.cloud.datastore_v1.types import (
    CompositeFilter,
    Filter,
    KindExpression,
    PropertyFilter,
    PropertyReference,
    Query,
    QueryResultBatch,
    RunQueryRequest,
    Value,
)

from july.stores.plain.calls import call, partition

PAGE = 1000
_Run = RunQueryRequest.pb()
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
    query = Query.pb(_query(kind, equal))
    where = partition()
    more = True
    while more:
        answer = call("run_query", RunQueryRequest, _Run(partition_id=where, query=query))
        batch = answer.batch
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
