"""What Datastore promises, as plainly as it can be said: a dictionary and brute force.

The tests hold Google's emulator against this model, and then July's engine. It is slow and never
looks for an index; read it to know how a query is meant.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key, partial
from itertools import product
from typing import Any, NamedTuple, TypeAlias

from tests.engines.questions import KEY, All, Condition, Either, Question, Where
from tests.engines.values import Path, Plain, Properties, indexed, rank, rank_of_path

Entities: TypeAlias = Mapping[Path, Properties]

Conjunction: TypeAlias = tuple[Where, ...]
"""Conditions that hold together."""

EQUALITIES = ("=", "in")
"""What is asked of any of the values of an array; the others want one value that meets them all."""


@dataclass(frozen=True, slots=True)
class Manners:
    """In what a Datastore is known to differ from the model; docs/engines.md says why.

    `repeats`: an entity stands in the results once for each value of an array by which they are
    ordered. `turns`: what is added to the order, the key too, has the direction of the last order.
    `by_name`: projected properties are added to the order by their names. `keeps_equal`: an order
    by a property that has to equal something is not passed over, which shows with arrays.
    """

    repeats: bool = False
    turns: bool = False
    by_name: bool = False
    keeps_equal: bool = False


DOCUMENTED = Manners()


class Result(NamedTuple):
    """One result: a key, and with a projection the projected values, as `rank` gives them."""

    path: Path
    projected: tuple[Any, ...] = ()


class Row(NamedTuple):
    """A place in the order of the results: one value of each property that has to do with it."""

    path: Path
    values: dict[str, Plain]


def answer(entities: Entities, question: Question, manners: Manners = DOCUMENTED) -> list[Result]:
    """The results of a query, in order."""
    results = [result for _, result in places(entities, question, manners)][question.offset :]
    return results if question.limit is None else results[: question.limit]


def rows_after(
    before: Entities, after: Entities, question: Question, number: int, manners: Manners
) -> list[Result]:
    """What follows a cursor behind the first `number` results, when the entities have changed."""
    orders = full_order(question, manners)
    last, _ = places(before, question, manners)[number - 1]
    return [
        result for row, result in places(after, question, manners) if compare(row, last, orders) > 0
    ]


def places(entities: Entities, question: Question, manners: Manners) -> list[tuple[Row, Result]]:
    """All results with the rows at which they stand, without offset and limit."""
    orders = full_order(question, manners)
    rows = [
        row
        for conjunction in conjunctions(question.condition)
        for path, properties in entities.items()
        if question.kind in (None, path.kind)
        for row in rows_of(path, properties, conjunction, [name for name, _ in orders])
    ]
    rows.sort(key=cmp_to_key(partial(compare, orders=orders)))
    return without_repetition(rows, question, manners)


def without_repetition(
    rows: Sequence[Row], question: Question, manners: Manners
) -> list[tuple[Row, Result]]:
    """Each entity at its first place only; with a projection at all places that an index of what is
    ordered and projected has for it. What is distinct stands once for all entities."""
    found: dict[Any, tuple[Row, Result]] = {}
    for row in rows:
        projected = tuple(
            rank(row.path if name == KEY else row.values[name]) for name in question.projection
        )
        distinct = tuple(rank(row.values[name]) for name in question.distinct)
        result = Result(row.path, projected)
        every_row = manners.repeats or question.projection not in ((), (KEY,))
        place = place_of(row) if every_row else row.path
        found.setdefault(distinct if question.distinct else place, (row, result))
    return list(found.values())


def place_of(row: Row) -> Any:
    """What tells a row from the others of its entity."""
    return row.path, tuple((name, rank(value)) for name, value in row.values.items())


def conjunctions(condition: Condition | None) -> Iterator[Conjunction]:
    """The condition as alternatives: OR outside, AND inside, IN as one alternative a value.

    An index holds a property's values one by one, so that `!=` and NOT_IN are asked of one value,
    not of all that an array has.
    """
    if condition is None:
        yield ()
    elif isinstance(condition, Either):
        for each in condition.conditions:
            yield from conjunctions(each)
    elif isinstance(condition, All):
        for parts in product(*(tuple(conjunctions(each)) for each in condition.conditions)):
            yield tuple(where for part in parts for where in part)
    elif condition.operator == "in":
        for value in condition.value:
            yield (Where(condition.name, "in", (value,)),)
    else:
        yield (condition,)


def rows_of(
    path: Path, properties: Properties, conjunction: Conjunction, ordered: Sequence[str]
) -> Iterator[Row]:
    """Where an entity stands in the results: nowhere, or at several places if it has arrays."""
    values = indexed(properties) | {KEY: (path,)}
    equalities = [where for where in conjunction if where.operator in EQUALITIES]
    others = [where for where in conjunction if where.operator not in EQUALITIES]
    for where in equalities:
        if not any(holds(where, value) for value in values.get(where.name, ())):
            return
    names = list(dict.fromkeys([*ordered, *(where.name for where in others)]))
    for choice in product(*(values.get(name, ()) for name in names)):
        row = dict(zip(names, choice, strict=True))
        if all(holds(where, row[where.name]) for where in others):
            yield Row(path, row)


def holds(where: Where, value: Plain) -> bool:
    """Whether a value meets a condition."""
    if where.operator == "below":
        return bool(value.is_below(where.value))
    one = rank(value)
    if where.operator in ("in", "not in"):
        return (one in map(rank, where.value)) == (where.operator == "in")
    two = rank(where.value)
    return {
        "=": one == two,
        "!=": one != two,
        "<": one < two,
        "<=": one <= two,
        ">": one > two,
        ">=": one >= two,
    }[where.operator]


def full_order(question: Question, manners: Manners) -> list[tuple[str, bool]]:
    """What the results are sorted by: what the query says, then what follows from it.

    An order by a property that has to equal something says nothing. Inequalities want their
    properties in the order, by name and the key behind them; what is distinct and what is projected
    follows, and the key comes last.
    """
    alternatives = list(conjunctions(question.condition))
    same = set.intersection(
        *(
            {(where.name, rank(where.value)) for where in each if where.operator == "="}
            for each in alternatives
        )
    )
    equal = set() if manners.keeps_equal else {name for name, _ in same}
    orders = [
        (order.name, order.descending) for order in question.orders if order.name not in equal
    ]
    unequal = {
        where.name
        for each in alternatives
        for where in each
        if where.operator not in (("below",) if where.name == KEY else EQUALITIES)
    }
    last = manners.turns and bool(orders) and orders[-1][1]
    added = list(question.projection)
    if manners.by_name:
        added.sort()
    added = [name for name in (*question.distinct, *added, KEY) if name != KEY]
    implied = [(name, last) for name in sorted(unequal, key=lambda name: (name == KEY, name))]
    implied += [(name, last) for name in (*added, KEY)]
    seen: dict[str, bool] = {}
    for name, descending in [*orders, *implied]:
        seen.setdefault(name, descending)
    return list(seen.items())


def refusal_of(question: Question) -> str:
    """The code with which a query is refused that may not be asked, `OK` if it may."""
    wheres = list(conditions(question.condition))
    operators = [where.operator for where in wheres]
    if operators.count("!=") + operators.count("not in") > 1:
        return "INVALID_ARGUMENT"
    if "not in" in operators and ("in" in operators or has_either(question.condition)):
        return "INVALID_ARGUMENT"
    if any(where.operator in EQUALITIES and where.name in question.projection for where in wheres):
        return "INVALID_ARGUMENT"
    return "OK"


def conditions(condition: Condition | None) -> Iterator[Where]:
    """The single conditions in a condition."""
    if isinstance(condition, Where):
        yield condition
    elif condition is not None:
        for each in condition.conditions:
            yield from conditions(each)


def has_either(condition: Condition | None) -> bool:
    """Whether there is an OR in it."""
    if condition is None or isinstance(condition, Where):
        return False
    return isinstance(condition, Either) or any(map(has_either, condition.conditions))


def compare(one: Row, two: Row, orders: Sequence[tuple[str, bool]]) -> int:
    """Which of two rows is first: negative if the first is."""
    for name, descending in orders:
        if name == KEY:
            left, right = rank_of_path(one.path), rank_of_path(two.path)
        else:
            left, right = rank(one.values[name]), rank(two.values[name])
        if left != right:
            return -1 if (left < right) != descending else 1
    return 0
