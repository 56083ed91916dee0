"""Reading many rows of one kind as plain values.

A recount reads thousands of rows every few seconds, and nearly all of what that costs is making
entities of ndb. This asks Datastore the same query through the same client, and takes the values
out of the answer as they are: a tenth of the time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from google.cloud.datastore_v1.types import (
    CompositeFilter,
    Filter,
    KindExpression,
    PropertyFilter,
    PropertyOrder,
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
_RISING = PropertyOrder.Direction.ASCENDING
_FALLING = PropertyOrder.Direction.DESCENDING

Values = tuple[Any, ...]


def scan(kind: str, equal: Mapping[str, str], fields: Sequence[str]) -> Iterator[Values]:
    """The values of `fields` of each row of `kind` whose properties are as in `equal`.

    Texts, numbers and bytes as they are, None where a row has no such value; JSON properties are
    bytes. In no particular order, a page at a time. Raises google.api_core exceptions.
    """
    for found in _results(Query.pb(_query(kind, equal))):
        yield _values(found, fields)


class Step(NamedTuple):
    """One row of an ordered walk."""

    name: str
    """Of its key."""
    values: Values
    """What it is ordered by."""
    cursor: bytes
    """Datastore's own, for the place behind it."""


def walk(
    kind: str,
    equal: Mapping[str, str],
    order: Sequence[str],
    *,
    start: bytes = b"",
    page: int = PAGE,
) -> Iterator[Step]:
    """Each row of `kind` whose properties are as in `equal`, in `order`, behind the place `start`.

    A property to be ordered by downward has a - before it. Reads no entity, only the index that
    has these properties, `page` rows at a time. Raises google.api_core exceptions.
    """
    query = _ordered(kind, equal, order, page)
    query.start_cursor = start
    for found in _results(query):
        yield _step(found, order)


def milestones(
    kind: str, equal: Mapping[str, str], order: Sequence[str], every: int
) -> Iterator[Step]:
    """Of such a walk the rows number `every`, twice `every` and so on.

    Datastore passes over those between without giving them: a tenth of the time of reading them.
    """
    query = _ordered(kind, equal, order, 1)
    query.offset = every - 1
    where = partition()
    more = True
    while more:
        answer = call("run_query", RunQueryRequest, _Run(partition_id=where, query=query))
        batch = answer.batch
        for found in batch.entity_results:
            yield _step(found, order)
        # It may stop before it has passed over all that it was to.
        query.offset = every - 1 if batch.entity_results else query.offset - batch.skipped_results
        more = batch.more_results in _MORE and bool(batch.entity_results or batch.skipped_results)
        query.start_cursor = batch.end_cursor


def _step(found: Any, order: Sequence[str]) -> Step:  # noqa: ANN401 - protobuf
    fields = [each.removeprefix("-") for each in order]
    return Step(found.entity.key.path[-1].name, _values(found, fields), found.cursor)


def _ordered(kind: str, equal: Mapping[str, str], order: Sequence[str], page: int) -> Any:  # noqa: ANN401 - protobuf
    query = Query.pb(_query(kind, equal, page))
    for each in order:
        field = {"name": each.removeprefix("-")}
        query.order.add(property=field, direction=_FALLING if each[0] == "-" else _RISING)
        query.projection.add(property=field)
    return query


def _results(query: Any) -> Iterator[Any]:  # noqa: ANN401 - protobuf
    """Whatever the query gives, as many at a time as it says."""
    where = partition()
    more = True
    while more:
        answer = call("run_query", RunQueryRequest, _Run(partition_id=where, query=query))
        batch = answer.batch
        yield from batch.entity_results
        more = batch.more_results in _MORE and bool(batch.entity_results)
        query.start_cursor = batch.end_cursor


def _values(found: Any, fields: Sequence[str]) -> Values:  # noqa: ANN401 - protobuf
    properties = found.entity.properties
    return tuple(_plain(properties[field]) if field in properties else None for field in fields)


def _query(kind: str, equal: Mapping[str, str], page: int = PAGE) -> Query:
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
