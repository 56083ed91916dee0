"""Queries as plain Python values, and as messages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from google.cloud.datastore_v1 import types

from tests.engines.values import Path, Plain, value_message

KEY = "__key__"

OPERATORS: dict[str, Any] = {
    "=": types.PropertyFilter.Operator.EQUAL,
    "!=": types.PropertyFilter.Operator.NOT_EQUAL,
    "<": types.PropertyFilter.Operator.LESS_THAN,
    "<=": types.PropertyFilter.Operator.LESS_THAN_OR_EQUAL,
    ">": types.PropertyFilter.Operator.GREATER_THAN,
    ">=": types.PropertyFilter.Operator.GREATER_THAN_OR_EQUAL,
    "in": types.PropertyFilter.Operator.IN,
    "not in": types.PropertyFilter.Operator.NOT_IN,
    "below": types.PropertyFilter.Operator.HAS_ANCESTOR,
}


@dataclass(frozen=True, slots=True)
class Where:
    """One condition. With `in` and `not in`, the value is a tuple."""

    name: str
    operator: str
    value: Plain


@dataclass(frozen=True, slots=True)
class All:
    """Conditions that hold together."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """Conditions of which one has to hold."""

    conditions: "tuple[Condition, ...]"


Condition: TypeAlias = Where | All | Either


@dataclass(frozen=True, slots=True)
class Order:
    """One of the orders of a query."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A query, of all kinds if `kind` is None."""

    kind: str | None = "Thing"
    condition: Condition | None = None
    orders: tuple[Order, ...] = ()
    projection: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    offset: int = 0
    limit: int | None = None

    def message(self, project: str, namespace: str = "") -> types.Query:
        """The message of the query."""
        query = types.Query(
            kind=[] if self.kind is None else [types.KindExpression(name=self.kind)],
            order=[_order(each) for each in self.orders],
            projection=[types.Projection(property=_property(name)) for name in self.projection],
            distinct_on=[_property(name) for name in self.distinct],
            offset=self.offset,
        )
        if self.condition is not None:
            query.filter = _filter(self.condition, lambda v: value_message(v, project, namespace))
        if self.limit is not None:
            query._pb.limit.value = self.limit
        return query


def _property(name: str) -> types.PropertyReference:
    return types.PropertyReference(name=name)


def _order(order: Order) -> types.PropertyOrder:
    directions = types.PropertyOrder.Direction
    direction = directions.DESCENDING if order.descending else directions.ASCENDING
    return types.PropertyOrder(property=_property(order.name), direction=direction)


def _filter(condition: Condition, message: Callable[[Plain], types.Value]) -> types.Filter:
    if isinstance(condition, Where):
        single = types.PropertyFilter(
            property=_property(condition.name),
            op=OPERATORS[condition.operator],
            value=message(condition.value),
        )
        return types.Filter(property_filter=single)
    operators = types.CompositeFilter.Operator
    operator = operators.AND if isinstance(condition, All) else operators.OR
    inner = [_filter(each, message) for each in condition.conditions]
    return types.Filter(composite_filter=types.CompositeFilter(op=operator, filters=inner))


def below(ancestor: Path) -> Where:
    """The condition that an entity is the ancestor or below it."""
    return Where(KEY, "below", ancestor)
