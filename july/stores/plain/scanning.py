"""Reading many rows of one kind as plain values.

A recount reads thousands of rows every few seconds, and nearly all of what that costs is making
entities of ndb. This asks Datastore the same query through the same client, and takes the values
out of the answer as they are: a tenth of the time.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
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
RunQuery = RunQueryRequest.pb()
MORE = {
    QueryResultBatch.MoreResultsType.NOT_FINISHED,
    QueryResultBatch.MoreResultsType.MORE_RESULTS_AFTER_LIMIT,
}

Values = tuple[Any, ...]


def scan(
    kind: str, equal: Mapping[str, str], fields: Sequence[str], documents: Sequence[str] = ()
) -> Iterator[Values]:
    """Of each row of `kind` whose properties are as in `equal` the values of `fields`, and behind
    them what the JSON properties `documents` hold.

    Texts, numbers and bytes as they are, None where a row has no such value. In no particular
    order, a page at a time. Raises google.api_core exceptions.
    """
    for page in pages_of(Query.pb(query_for(kind, equal))):
        columns = zip(*(values_of(found, (*fields, *documents)) for found in page), strict=True)
        values = islice(columns, len(fields))
        yield from zip(*values, *map(_parsed, columns), strict=True)


def _parsed(documents: Sequence[bytes | None]) -> list[Any]:
    """What is in the documents. To parse many at once costs a fraction of parsing each."""
    parsed: list[Any] = json.loads(b"[%b]" % b",".join(each or b"null" for each in documents))
    return parsed


def results_of(query: Any) -> Iterator[Any]:  # noqa: ANN401 - protobuf
    """Whatever the query gives, as many at a time as it says."""
    return chain.from_iterable(pages_of(query))


def pages_of(query: Any) -> Iterator[Sequence[Any]]:  # noqa: ANN401 - protobuf
    """The same by the page."""
    where = partition()
    more = True
    while more:
        answer = call("run_query", RunQueryRequest, RunQuery(partition_id=where, query=query))
        batch = answer.batch
        yield batch.entity_results
        more = batch.more_results in MORE and bool(batch.entity_results)
        query.start_cursor = batch.end_cursor


def values_of(found: Any, fields: Sequence[str]) -> Values:  # noqa: ANN401 - protobuf
    """The values of `fields` in a result, None where it has no such value."""
    properties = found.entity.properties
    return tuple(_plain(properties[field]) if field in properties else None for field in fields)


def query_for(kind: str, equal: Mapping[str, str], page: int = PAGE) -> Query:
    """Of the rows of `kind` whose properties are as in `equal`, `page` at a time."""
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
        kind=[KindExpression(name=kind)], filter=Filter(composite_filter=together), limit=page
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the row holds
    """What a protobuf value holds."""
    held = value.WhichOneof("value_type")
    return None if held in {None, "null_value"} else getattr(value, held)
