"""The filters of requests, read as branches."""

from collections.abc import Sequence
from itertools import product

from july.embedded.datastore.branches import Bound, Branch, Range
from july.embedded.datastore.encoding import Partition, encode_path, encode_value
from july.embedded.datastore.indexes import KEY
from july.embedded.datastore.messages import CompositeFilter, Message, PropertyFilter
from july.embedded.datastore.refusals import invalid

MOST_BRANCHES = 30
"""So many values can IN have, all together; the cloud's limit."""

MOST_EXCLUDED = 10
"""So many values can NOT_IN have; the cloud's limit."""


class FilterReader:
    """Reads one query's filters. Raises InvalidArgument for those that make no sense."""

    def __init__(self, partition: Partition) -> None:
        self._partition = partition
        self._excluding = 0
        self._has_not_in = False
        self._has_alternatives = False

    def read(self, condition: Message) -> tuple[Branch, ...]:
        """The condition as branches, of which one has to hold."""
        branches = self._branches(condition)
        if self._excluding > 1:
            raise invalid("A query has one filter with NOT_EQUAL or NOT_IN at most.")
        if self._has_not_in and self._has_alternatives:
            raise invalid("A query with NOT_IN has neither IN nor OR.")
        if len({branch.ancestor for branch in branches}) > 1:
            raise invalid("What OR joins needs the same ancestor everywhere.")
        return branches

    def _branches(self, condition: Message) -> tuple[Branch, ...]:
        if condition.WhichOneof("filter_type") == "property_filter":
            return _bounded(self._property_branches(condition.property_filter))
        composite = condition.composite_filter
        if composite.op not in (CompositeFilter.AND, CompositeFilter.OR) or not composite.filters:
            raise invalid("A composite filter joins filters by AND or OR.")
        parts = [self._branches(each) for each in composite.filters]
        if composite.op == CompositeFilter.OR:
            self._has_alternatives = True
            return _bounded([branch for part in parts for branch in part])
        joined, *others = parts
        for part in others:
            joined = _bounded([one.both(other) for one, other in product(joined, part)])
        return joined

    def _property_branches(self, condition: Message) -> tuple[Branch, ...]:
        name, operator, value = condition.property.name, condition.op, condition.value
        if not name:
            raise invalid("A filter names its property.")
        if operator == PropertyFilter.HAS_ANCESTOR:
            if name != KEY:
                raise invalid(f"HAS_ANCESTOR is a filter on {KEY}.")
            return (Branch(ancestor=self._path(value)),)
        self._note(operator)
        values: Sequence[Message] = [value]
        if operator in _LISTS:
            values = _list_of(value, *_LISTS[operator])
        return _operator_branches(name, operator, self._encoded(name, values))

    def _note(self, operator: int) -> None:
        """Remember what decides about which filters may stand together."""
        self._excluding += operator in (PropertyFilter.NOT_EQUAL, PropertyFilter.NOT_IN)
        self._has_not_in |= operator == PropertyFilter.NOT_IN
        self._has_alternatives |= operator == PropertyFilter.IN

    def _encoded(self, name: str, values: Sequence[Message]) -> list[bytes]:
        if any(value.exclude_from_indexes for value in values):
            raise invalid(f"The filter on {name!r} has a value that is excluded from indexes.")
        encode = self._path if name == KEY else lambda value: encode_value(value, name)
        return sorted({encode(value) for value in values})

    def _path(self, value: Message) -> bytes:
        if value.WhichOneof("value_type") != "key_value":
            raise invalid(f"{KEY} is compared with keys only.")
        namespace = value.key_value.partition_id.namespace_id
        if namespace != self._partition.namespace:
            raise invalid(
                f"The query is in namespace {self._partition.namespace!r}, and its filter has a "
                f"key of namespace {namespace!r}."
            )
        return encode_path(value.key_value)


_LISTS = {
    PropertyFilter.IN: ("IN", MOST_BRANCHES),
    PropertyFilter.NOT_IN: ("NOT_IN", MOST_EXCLUDED),
}


def _list_of(value: Message, operator: str, most: int) -> Sequence[Message]:
    values: Sequence[Message] = value.array_value.values
    if not values:
        raise invalid(f"{operator} takes a list of at least one value.")
    if len(values) > most:
        raise invalid(f"{operator} takes {most} values at most, not {len(values)}.")
    return values


def _bounded(branches: Sequence[Branch]) -> tuple[Branch, ...]:
    if len(branches) > MOST_BRANCHES:
        raise invalid(f"The filter falls apart into more than {MOST_BRANCHES} queries.")
    return tuple(branches)


def _operator_branches(name: str, operator: int, values: list[bytes]) -> tuple[Branch, ...]:
    if operator in (PropertyFilter.EQUAL, PropertyFilter.IN):
        return tuple(_equal(name, value) for value in values)
    if operator in (PropertyFilter.NOT_EQUAL, PropertyFilter.NOT_IN):
        lowers = [None, *(Bound(value, after=True) for value in values)]
        uppers = [*(Bound(value, after=False) for value in values), None]
        gaps = zip(lowers, uppers, strict=True)
        return tuple(Branch(ranges={name: Range(lower, upper)}) for lower, upper in gaps)
    if operator not in _RANGES:
        raise invalid(f"The filter on {name!r} has no operator that is known.")
    lower, upper = (
        None if after is None else Bound(values[0], after) for after in _RANGES[operator]
    )
    return (Branch(ranges={name: Range(lower, upper)}),)


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
