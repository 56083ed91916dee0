"""Going along an index: rows in order, without reading their entities."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from google.cloud.datastore_v1.types import PropertyOrder, Query, RunQueryRequest

from july.stores.plain.calls import call, partition
from july.stores.plain.scanning import (
    MORE,
    PAGE,
    RunQuery,
    Values,
    query_for,
    results_of,
    values_of,
)

_RISING = PropertyOrder.Direction.ASCENDING
_FALLING = PropertyOrder.Direction.DESCENDING
_KEY = "__key__"


class Step(NamedTuple):
    """One row of a walk."""

    name: str
    """Of its key."""
    cursor: bytes
    """Datastore's own, for the place behind it."""


class Milestone(NamedTuple):
    """A row on the way."""

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

    A property to be ordered by downward has a - before it. Reads only the index that has these
    properties, `page` rows at a time. Raises google.api_core exceptions.
    """
    query = _ordered(kind, equal, order, [_KEY], page)
    query.start_cursor = start
    for found in results_of(query):
        yield Step(found.entity.key.path[-1].name, found.cursor)


def milestones(
    kind: str, equal: Mapping[str, str], order: Sequence[str], every: int
) -> Iterator[Milestone]:
    """Of such a walk the rows number `every`, twice `every` and so on.

    Datastore passes over those between without giving them: a tenth of the time of reading them.
    """
    fields = [each.removeprefix("-") for each in order]
    query = _ordered(kind, equal, order, fields, 1)
    query.offset = every - 1
    where = partition()
    more = True
    while more:
        answer = call("run_query", RunQueryRequest, RunQuery(partition_id=where, query=query))
        batch = answer.batch
        for found in batch.entity_results:
            yield Milestone(values_of(found, fields), found.cursor)
        # It may stop before it has passed over all that it was to.
        query.offset = every - 1 if batch.entity_results else query.offset - batch.skipped_results
        more = batch.more_results in MORE and bool(batch.entity_results or batch.skipped_results)
        query.start_cursor = batch.end_cursor


def _ordered(
    kind: str, equal: Mapping[str, str], order: Sequence[str], fields: Sequence[str], page: int
) -> Any:  # noqa: ANN401 - protobuf
    query = Query.pb(query_for(kind, equal, page))
    for each in order:
        direction = _FALLING if each.startswith("-") else _RISING
        query.order.add(property={"name": each.removeprefix("-")}, direction=direction)
    for field in fields:
        query.projection.add(property={"name": field})
    return query
