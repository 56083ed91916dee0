"""Sums, averages and numbers of a query's results."""

from collections.abc import Sequence

from july.embedded.datastore.checks import is_reserved
from july.embedded.datastore.encoding import decode_value, inverted
from july.embedded.datastore.indexes import KEY
from july.embedded.datastore.messages import Message, Value
from july.embedded.datastore.positions import split
from july.embedded.datastore.query import Query, check_query_type, read_query_message
from july.embedded.datastore.refusals import invalid
from july.embedded.datastore.results import Run

MOST_AGGREGATIONS = 5
"""The cloud's limit."""

INTEGERS = 2**63

Number = int | float


def read_aggregated_query(request: Message) -> Query:
    """The query of a RunAggregationQuery request, over an index with what is added up.

    Raises InvalidArgument for one that makes no sense, MethodNotImplemented for GQL.
    """
    check_query_type(request)
    asked = request.aggregation_query
    if not 0 < len(asked.aggregations) <= MOST_AGGREGATIONS:
        raise invalid(f"A query has 1 to {MOST_AGGREGATIONS} aggregations.")
    names = [name_of(each) for each in asked.aggregations]
    _check_aliases(asked.aggregations)
    return read_query_message(request, asked.nested_query, filter(None, names))


def name_of(aggregation: Message) -> str:
    """The property that is added up; empty for a number of results."""
    operator = aggregation.WhichOneof("operator")
    if operator is None:
        raise invalid("An aggregation is a count, sum or avg.")
    if operator == "count":
        if aggregation.count.up_to.value < 0:
            raise invalid("COUNT's up_to can't be negative.")
        return ""
    name: str = getattr(aggregation, operator).property.name
    if name in ("", KEY):
        raise invalid(f"{operator} takes a property, not {name!r}.")
    return name


def fill_aggregations(
    result: Message, run: Run, query: Query, aggregations: Sequence[Message]
) -> None:
    """Fill an AggregationResult message."""
    names = list(_names(aggregations))
    if not query.aggregated:
        for name, each in zip(names, aggregations, strict=True):
            result.aggregate_properties[name].integer_value = run.count(_most(each))
        return
    total, numbers = _collect(run, query)
    for name, each in zip(names, aggregations, strict=True):
        value = result.aggregate_properties[name]
        if each.WhichOneof("operator") == "count":
            most = _most(each)
            value.integer_value = total if most is None else min(total, most)
        elif each.WhichOneof("operator") == "sum":
            _fill_sum(value, numbers[each.sum.property.name])
        else:
            _fill_average(value, numbers[each.avg.property.name])


def _collect(run: Run, query: Query) -> tuple[int, dict[str, list[Number]]]:
    """The number of results, and the numbers they have in each property that is added up."""
    total = 0
    numbers: dict[str, list[Number]] = {name: [] for name in query.aggregated}
    for position in run.positions():
        total += 1
        for sort, part in zip(query.sorts, split(position, query.sorts), strict=True):
            if sort.name in numbers:
                value = Value()
                decode_value(inverted(part) if sort.descending else part, 0, value)
                kind = value.WhichOneof("value_type")
                if kind in ("integer_value", "double_value"):
                    numbers[sort.name].append(getattr(value, kind))
    return total, numbers


def _fill_sum(value: Message, numbers: Sequence[Number]) -> None:
    """Integers as long as all are and their sum can be one, as in the cloud."""
    result = sum(numbers)
    if isinstance(result, int) and -INTEGERS <= result < INTEGERS:
        value.integer_value = result
    else:
        value.double_value = result


def _fill_average(value: Message, numbers: Sequence[Number]) -> None:
    if numbers:
        value.double_value = sum(numbers) / len(numbers)
    else:
        value.null_value = 0


def _most(aggregation: Message) -> int | None:
    count = aggregation.count
    return count.up_to.value if count.HasField("up_to") else None


def _names(aggregations: Sequence[Message]) -> Sequence[str]:
    """The alias of each, or property_1, property_2 and so on."""
    names = []
    unnamed = 0
    for each in aggregations:
        unnamed += not each.alias
        names.append(each.alias or f"property_{unnamed}")
    return names


def _check_aliases(aggregations: Sequence[Message]) -> None:
    names = _names(aggregations)
    if len(set(names)) < len(names):
        raise invalid("Two aggregations have the same alias.")
    for name in names:
        if is_reserved(name):
            raise invalid(f"The alias {name!r} is reserved.")
