"""A query as the engine thinks of it: read from the request, checked, made regular."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from july.embedded.datastore.branches import Branch
from july.embedded.datastore.encoding import Partition
from july.embedded.datastore.filters import FilterReader
from july.embedded.datastore.indexes import KEY, Sort
from july.embedded.datastore.messages import Message, PropertyOrder
from july.embedded.datastore.messages import Query as QueryMessage
from july.embedded.datastore.refusals import invalid, not_offered


@dataclass(frozen=True, slots=True)
class Query:
    """A query, regular: `sorts` is the whole order of the results, and has the key somewhere.

    `sorts` holds what inequalities imply, and the properties that are projected or aggregated,
    since the results stand in the order of an index that has them all.
    """

    partition: Partition
    kind: str | None
    branches: tuple[Branch, ...]
    sorts: tuple[Sort, ...]
    projection: tuple[str, ...]
    distinct: tuple[str, ...]
    keys_only: bool
    offset: int
    limit: int | None
    start: bytes
    end: bytes
    aggregated: tuple[str, ...] = ()

    @property
    def from_index(self) -> bool:
        """Whether each row of an index is a result of its own, though of the same entity."""
        return bool(self.projection or self.aggregated)

    @property
    def takes_several_scans(self) -> bool:
        """Whether its answer is put together from more than one look at the file."""
        return self.kind is None or len(self.branches) != 1 or self.offset > 0


def read_query(request: Message) -> Query:
    """The query of a RunQuery request.

    Raises InvalidArgument for one that makes no sense, MethodNotImplemented for GQL.
    """
    check_query_type(request)
    return read_query_message(request, request.query)


def check_query_type(request: Message) -> None:
    """Refuse a request that has no query, or has it as GQL."""
    query_type = request.WhichOneof("query_type")
    if query_type is None:
        raise invalid("A request has a query.")
    if query_type == "gql_query":
        raise not_offered("GQL is not offered; send a query message.")


def read_query_message(request: Message, query: Message, aggregated: Iterable[str] = ()) -> Query:
    """A query message, in the partition that its request names."""
    return _read(_partition(request), query.SerializeToString(), tuple(aggregated))


@lru_cache(maxsize=1000)
def _read(partition: Partition, content: bytes, aggregated: tuple[str, ...]) -> Query:
    """A query by its message's bytes: pages ask the same again and again."""
    query = QueryMessage.FromString(content)
    if len(query.kind) > 1:
        raise invalid("A query has one kind at most.")
    if query.HasField("find_nearest"):
        raise not_offered("Searching for the nearest vectors is not offered.")
    projection = tuple(each.property.name for each in query.projection)
    made = Query(
        partition=partition,
        kind=query.kind[0].name if query.kind else None,
        branches=_branches(partition, query),
        sorts=_orders(query),
        projection=tuple(name for name in projection if name != KEY),
        distinct=tuple(each.name for each in query.distinct_on),
        keys_only=projection == (KEY,),
        offset=query.offset,
        limit=query.limit.value if query.HasField("limit") else None,
        start=query.start_cursor,
        end=query.end_cursor,
        aggregated=tuple(dict.fromkeys(aggregated)),
    )
    _check(made)
    simplified = filter(None, (branch.simplified() for branch in made.branches))
    return replace(made, sorts=_full_sorts(made), branches=tuple(simplified))


def _partition(request: Message) -> Partition:
    asked = request.partition_id
    project, database = request.project_id, request.database_id
    if (asked.project_id, asked.database_id) not in ((project, database), ("", "")):
        raise invalid("The query's partition is in another database than its request.")
    return Partition(project, database, asked.namespace_id)


def _branches(partition: Partition, query: Message) -> tuple[Branch, ...]:
    if not query.HasField("filter"):
        return (Branch(),)
    return FilterReader(partition).read(query.filter)


def _orders(query: Message) -> tuple[Sort, ...]:
    descending = PropertyOrder.DESCENDING
    sorts = [Sort(each.property.name, each.direction == descending) for each in query.order]
    names = [sort.name for sort in sorts]
    if "" in names:
        raise invalid("An order names its property.")
    if len(set(names)) < len(names):
        raise invalid("A query is ordered by the same property twice.")
    return tuple(sorts)


def _full_sorts(query: Query) -> tuple[Sort, ...]:
    """The order of the results: as asked, by inequalities, distinct, projected, and by key.

    An inequality on the key, too, brings it in front of what is projected.
    """
    everywhere = set.intersection(*(set(branch.equals) for branch in query.branches))
    equal = {name for name, _ in everywhere}
    sorts = [sort for sort in query.sorts if sort.name not in equal or sort.name == KEY]
    names = (*_unequal(query), *query.distinct, *query.projection, *query.aggregated, KEY)
    ordered = {sort.name for sort in sorts} | equal - {*query.distinct, *query.aggregated}
    sorts += [Sort(name) for name in dict.fromkeys(names) if name not in ordered]
    if {sort.name for sort in sorts[: len(query.distinct)]} != set(query.distinct):
        raise invalid("What is distinct has to come first in the order.")
    return tuple(sorts)


def _unequal(query: Query) -> list[str]:
    """The names in inequalities, the key's behind the others."""
    names = {
        name
        for branch in query.branches
        for name, limits in branch.ranges.items()
        if name != KEY or not limits.is_one
    }
    return sorted(names, key=lambda name: (name == KEY, name))


def _check(query: Query) -> None:
    if query.offset < 0 or (query.limit or 0) < 0:
        raise invalid("Offset and limit can't be negative.")
    filtered = {name for branch in query.branches for name, _ in branch.equals}
    if both := filtered & set(query.projection):
        raise invalid(f"Property {both.pop()!r} is projected and has a filter of equality.")
    if len(set(query.projection)) < len(query.projection):
        raise invalid("A property is projected twice.")
    if query.keys_only and query.aggregated:
        raise invalid("A query for keys only has nothing to add up.")
    if query.kind is None:
        _check_kindless(query)


def _check_kindless(query: Query) -> None:
    used = {name for branch in query.branches for name in branch.ranges}
    used |= {name for branch in query.branches for name, _ in branch.equals}
    used |= {sort.name for sort in query.sorts if sort != Sort(KEY)}
    used |= {*query.distinct, *query.aggregated}
    if used - {KEY} or query.projection or Sort(KEY, descending=True) in query.sorts:
        raise invalid("A query without kind can only filter on keys and ancestors.")
