"""A query as the engine thinks of it: read from the request, checked, made regular."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from july.embedded.datastore.encoding import Partition, encode_path, encode_value
from july.embedded.datastore.indexes import KEY, Sort
from july.embedded.datastore.messages import (
    CompositeFilter,
    Message,
    PropertyFilter,
    PropertyOrder,
)
from july.embedded.datastore.refusals import invalid

MOST_BRANCHES = 30
"""So many values can IN have, all together; the cloud's limit."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A place between encoded values: just before `encoded`, or just after it."""

    encoded: bytes
    after: bool


@dataclass(frozen=True, slots=True)
class Range:
    """What lies between two bounds; None is open."""

    lower: Bound | None = None
    upper: Bound | None = None

    def both(self, other: "Range") -> "Range":
        """What lies in both."""
        lower = max((self.lower, other.lower), key=_order_of_lower)
        upper = min((self.upper, other.upper), key=_order_of_upper)
        return Range(lower, upper)


@dataclass(frozen=True, slots=True)
class Branch:
    """Conditions that hold together. A query is one branch, or several of which one has to hold."""

    equals: tuple[tuple[str, bytes], ...] = ()
    ranges: dict[str, Range] = field(default_factory=dict)
    ancestor: bytes | None = None

    def both(self, other: "Branch") -> "Branch":
        """The conditions of both."""
        if None not in (self.ancestor, other.ancestor):
            raise invalid("A query has one ancestor at most.")
        ranges = dict(self.ranges)
        for name, each in other.ranges.items():
            ranges[name] = ranges.get(name, Range()).both(each)
        equals = tuple(sorted({*self.equals, *other.equals}))
        return Branch(equals, ranges, self.ancestor or other.ancestor)


@dataclass(frozen=True, slots=True)
class Query:
    """A query, regular: `sorts` is the whole order of the results, with the key at its end.

    `sorts` holds what inequalities imply, and the projected properties before the key, since the
    results stand in the order of an index that has them all.
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


def read_query(request: Message) -> Query:
    """The query of a RunQuery request. Raises InvalidArgument for one that makes no sense."""
    if request.WhichOneof("query_type") != "query":
        raise invalid("GQL is not offered; send a query message.")
    return read_query_message(request, request.query)


def read_query_message(request: Message, query: Message) -> Query:
    """A query message, in the partition that its request names."""
    if len(query.kind) > 1:
        raise invalid("A query has one kind at most.")
    partition = _partition(request)
    branches = _branches(query.filter) if query.HasField("filter") else (Branch(),)
    projection = tuple(each.property.name for each in query.projection)
    keys_only = projection == (KEY,)
    made = Query(
        partition=partition,
        kind=query.kind[0].name if query.kind else None,
        branches=branches,
        sorts=_orders(query),
        projection=() if keys_only else tuple(name for name in projection if name != KEY),
        distinct=tuple(each.name for each in query.distinct_on),
        keys_only=keys_only,
        offset=query.offset,
        limit=query.limit.value if query.HasField("limit") else None,
        start=query.start_cursor,
        end=query.end_cursor,
    )
    _check(made)
    return replace(made, sorts=_full_sorts(made))


def _partition(request: Message) -> Partition:
    return Partition(
        request.partition_id.project_id or request.project_id,
        request.partition_id.database_id or request.database_id,
        request.partition_id.namespace_id,
    )


def _orders(query: Message) -> tuple[Sort, ...]:
    descending = PropertyOrder.DESCENDING
    sorts = [Sort(each.property.name, each.direction == descending) for each in query.order]
    names = [sort.name for sort in sorts]
    if len(set(names)) < len(names):
        raise invalid("A query is ordered by the same property twice.")
    if KEY in names:
        del sorts[names.index(KEY) + 1 :]
    return tuple(sorts)


def _full_sorts(query: Query) -> tuple[Sort, ...]:
    """The order of the results: what was asked for, what filters imply, what is projected, key."""
    everywhere = set.intersection(*(set(branch.equals) for branch in query.branches))
    equal = {name for name, _ in everywhere}
    unequal = list(dict.fromkeys(name for branch in query.branches for name in branch.ranges))
    sorts = [sort for sort in query.sorts if sort.name not in equal or sort.name == KEY]
    if len(unequal) > 1:
        raise invalid(f"Inequalities on several properties ({', '.join(unequal)}) are not offered.")
    if unequal and not sorts and unequal != [KEY]:
        sorts.append(Sort(unequal[0]))
    if unequal and sorts and sorts[0].name != unequal[0]:
        raise invalid(f"The first order has to be by {unequal[0]!r}, which has an inequality.")
    key = sorts.pop() if sorts and sorts[-1].name == KEY else Sort(KEY)
    ordered = {sort.name for sort in sorts}
    projected = sorted(query.projection, key=lambda name: name not in query.distinct)
    sorts += [Sort(name) for name in projected if name not in ordered]
    if {sort.name for sort in sorts[: len(query.distinct)]} != set(query.distinct):
        raise invalid("What is distinct has to come first in the order.")
    return (*sorts, key)


def _check(query: Query) -> None:
    if query.offset < 0 or (query.limit or 0) < 0:
        raise invalid("Offset and limit can't be negative.")
    filtered = {name for branch in query.branches for name, _ in branch.equals}
    if both := filtered & set(query.projection):
        raise invalid(f"Property {both.pop()!r} is projected and has a filter of equality.")
    if len(set(query.projection)) < len(query.projection):
        raise invalid("A property is projected twice.")
    if not set(query.distinct) <= set(query.projection):
        raise invalid("What is distinct has to be projected.")
    if query.kind is None:
        _check_kindless(query)


def _check_kindless(query: Query) -> None:
    used = {name for branch in query.branches for name in branch.ranges}
    used |= {name for branch in query.branches for name, _ in branch.equals}
    used |= {sort.name for sort in query.sorts if sort != Sort(KEY)}
    if used - {KEY} or query.projection or Sort(KEY, descending=True) in query.sorts:
        raise invalid("A query without kind can only filter on keys and ancestors.")


def _branches(condition: Message) -> tuple[Branch, ...]:
    """The condition as branches, of which one has to hold."""
    if condition.WhichOneof("filter_type") == "property_filter":
        return _bounded(_property_branches(condition.property_filter))
    composite = condition.composite_filter
    if composite.op not in (CompositeFilter.AND, CompositeFilter.OR) or not composite.filters:
        raise invalid("A composite filter joins filters by AND or OR.")
    parts = [_branches(each) for each in composite.filters]
    if composite.op == CompositeFilter.OR:
        return _bounded([branch for part in parts for branch in part])
    joined: tuple[Branch, ...] = (Branch(),)
    for part in parts:
        joined = _bounded([one.both(other) for one, other in product(joined, part)])
    return joined


def _bounded(branches: Sequence[Branch]) -> tuple[Branch, ...]:
    if len(branches) > MOST_BRANCHES:
        raise invalid(f"The filter falls apart into more than {MOST_BRANCHES} queries.")
    return tuple(branches)


def _property_branches(condition: Message) -> tuple[Branch, ...]:
    name, operator, value = condition.property.name, condition.op, condition.value
    if operator == PropertyFilter.HAS_ANCESTOR:
        if name != KEY:
            raise invalid(f"HAS_ANCESTOR is a filter on {KEY}.")
        return (Branch(ancestor=_path(value)),)
    if operator in (PropertyFilter.IN, PropertyFilter.NOT_IN):
        values = [_encoded(name, each) for each in value.array_value.values]
        if not values:
            raise invalid("IN and NOT_IN take a list of at least one value.")
    else:
        values = [_encoded(name, value)]
    return _operator_branches(name, operator, sorted(set(values)))


def _operator_branches(name: str, operator: int, values: list[bytes]) -> tuple[Branch, ...]:
    if operator in (PropertyFilter.EQUAL, PropertyFilter.IN):
        return tuple(_equal(name, value) for value in values)
    if operator in (PropertyFilter.NOT_EQUAL, PropertyFilter.NOT_IN):
        lowers = [None, *(Bound(value, after=True) for value in values)]
        uppers = [*(Bound(value, after=False) for value in values), None]
        gaps = zip(lowers, uppers, strict=True)
        return tuple(Branch(ranges={name: Range(lower, upper)}) for lower, upper in gaps)
    try:
        bounds = _RANGES[operator]
    except KeyError:
        raise invalid(f"The filter on {name!r} has no operator that is known.") from None
    lower, upper = bounds
    return (
        Branch(
            ranges={
                name: Range(
                    None if lower is None else Bound(values[0], lower),
                    None if upper is None else Bound(values[0], upper),
                )
            }
        ),
    )


_RANGES = {
    PropertyFilter.LESS_THAN: (None, False),
    PropertyFilter.LESS_THAN_OR_EQUAL: (None, True),
    PropertyFilter.GREATER_THAN: (True, None),
    PropertyFilter.GREATER_THAN_OR_EQUAL: (False, None),
}


def _equal(name: str, value: bytes) -> Branch:
    if name != KEY:
        return Branch(equals=((name, value),))
    here = Range(Bound(value, after=False), Bound(value, after=True))
    return Branch(ranges={KEY: here})


def _encoded(name: str, value: Message) -> bytes:
    return _path(value) if name == KEY else encode_value(value, name)


def _path(value: Message) -> bytes:
    if value.WhichOneof("value_type") != "key_value":
        raise invalid(f"{KEY} is compared with keys only.")
    return encode_path(value.key_value)


def _order_of_lower(bound: Bound | None) -> tuple[bytes, bool]:
    return (b"", False) if bound is None else (bound.encoded, bound.after)


def _order_of_upper(bound: Bound | None) -> tuple[bytes, bool]:
    return (b"\xff", False) if bound is None else (bound.encoded, bound.after)
