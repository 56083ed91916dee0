"""Random entities and queries: the engine against a model that keeps everything in a list."""

import datetime as dt
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from google.api_core.exceptions import FailedPrecondition
from google.cloud import ndb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from july.embedded.datastore import DatastoreEngine, Index, load_indexes
from july.embedded.file import Database
from tests.embedded.datastore.conftest import EngineClient

PROPERTIES = ("color", "size", "tags", "mixed")


class Thing(ndb.Model):
    color = ndb.StringProperty()
    size = ndb.IntegerProperty()
    tags = ndb.StringProperty(repeated=True)
    mixed = ndb.GenericProperty()
    note = ndb.TextProperty(default="not indexed")


@dataclass(frozen=True)
class Item:
    """A thing in the model."""

    path: tuple[Any, ...]
    color: str | None
    size: int | None
    tags: tuple[str, ...]
    mixed: Any

    def values(self, name: str) -> set[Any]:
        value = getattr(self, name)
        return set(value) if name == "tags" else {value}


@dataclass(frozen=True)
class Asked:
    """A query in the model."""

    filters: tuple[tuple[str, str, Any], ...] = ()
    orders: tuple[tuple[str, bool], ...] = ()
    ancestor: tuple[Any, ...] | None = None
    projection: tuple[str, ...] = ()
    keys_only: bool = False
    offset: int = 0
    limit: int | None = None


texts = st.sampled_from(["", "a", "a\0", "a\0b", "ab", "b", "é", "\U0001f389"])
mixed_values = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([-257, -256, -255, -1, 0, 1, 255, 256]),
    st.booleans(),
    texts,
    st.floats(allow_nan=False),
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)),  # noqa: DTZ001 - as ndb has it
)
paths = st.one_of(
    st.tuples(st.just("Thing"), st.integers(1, 6)),
    st.tuples(st.just("Thing"), texts.filter(bool)),
    st.tuples(st.just("Room"), st.integers(1, 2), st.just("Thing"), st.integers(1, 3)),
)
items = st.builds(
    Item,
    path=paths,
    color=st.sampled_from(["red", "green", None]),
    size=st.one_of(st.none(), st.integers(-1, 3)),
    tags=st.lists(st.sampled_from("abcd"), max_size=3).map(tuple),
    mixed=mixed_values,
)
values_of = {
    "color": st.sampled_from(["red", "green", None, "x"]),
    "size": st.integers(-1, 3),
    "tags": st.sampled_from("abcd"),
    "mixed": mixed_values,
}


@st.composite
def queries(draw: st.DrawFn) -> Asked:
    equal = draw(st.lists(st.sampled_from(PROPERTIES), max_size=2))
    filters = [(name, "=", draw(values_of[name])) for name in equal]
    others = [name for name in PROPERTIES if name not in equal]
    orders = draw(st.lists(st.sampled_from(others), unique=True, max_size=2))
    choice = draw(st.sampled_from(["none", "range", "ranges", "in", "not"]))
    unequal = orders[0] if orders else draw(st.sampled_from(others))
    if choice == "range":
        operators = draw(st.sampled_from([(">",), ("<=",), (">=", "<"), (">", "<=")]))
        filters += [(unequal, operator, draw(values_of[unequal])) for operator in operators]
    elif choice == "ranges":
        names = draw(st.lists(st.sampled_from(others), min_size=2, max_size=2, unique=True))
        filters += [(name, ">", draw(values_of[name])) for name in names]
    elif choice == "not":
        filters.append((unequal, "!=", draw(values_of[unequal])))
    elif choice == "in":
        name = draw(st.sampled_from(others))
        several = draw(st.lists(values_of[name], min_size=2, max_size=3, unique_by=repr))
        filters.append((name, "in", tuple(several)))
    filtered = {name for name, _, _ in filters if name not in orders}
    free = [name for name in PROPERTIES if name not in filtered and name not in orders]
    projection = draw(st.one_of(st.just([]), st.lists(st.sampled_from(free or [""]), max_size=1)))
    return Asked(
        filters=tuple(filters),
        orders=tuple((name, draw(st.booleans())) for name in orders),
        ancestor=draw(st.sampled_from([None, None, ("Room", 1)])),
        projection=tuple(filter(None, projection)),
        keys_only=not projection and draw(st.booleans()),
        offset=draw(st.sampled_from([0, 0, 1, 3])),
        limit=draw(st.sampled_from([None, 1, 2, 5])),
    )


def rank(value: Any) -> tuple[Any, ...]:
    """Datastore's order of values of different types."""
    types: list[type] = [type(None), int, bool, bytes, float]
    value = as_projected(value)
    if isinstance(value, str):
        value = value.encode()
    elif isinstance(value, float):
        return (types.index(float), value, math.copysign(1, value))
    return (types.index(type(value)), 0 if value is None else value)


def as_projected(value: Any) -> Any:
    """The value as an index has it: it takes a time for a number."""
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)  # noqa: DTZ001
    return value


def path_rank(path: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple((isinstance(part, str), part) for part in path)


def holds(value: Any, operator: str, other: Any) -> bool:
    if operator == "in":
        return any(rank(value) == rank(each) for each in other)
    one, two = rank(value), rank(other)
    return {
        "=": one == two,
        "!=": one != two,
        "<": one < two,
        "<=": one <= two,
        ">": one > two,
        ">=": one >= two,
    }[operator]


def answer(things: list[Item], asked: Asked) -> list[tuple[Any, ...]]:
    """What the query should give: paths, with the projected values behind them."""
    equal = [(name, value) for name, operator, value in asked.filters if operator == "="]
    others = [each for each in asked.filters if each[1] != "="]
    sorts = [order for order in asked.orders if order[0] not in dict(equal)]
    ranged = [name for name, operator, _ in others if operator != "in"]
    sorts += [(name, False) for name in sorted(set(ranged)) if name not in dict(sorts)]
    sorts += [(name, False) for name in asked.projection if name not in dict(sorts)]
    rows = []
    for item in things:
        if asked.ancestor and item.path[:2] != asked.ancestor:
            continue
        if not all(any(holds(v, "=", value) for v in item.values(n)) for n, value in equal):
            continue
        names = list(dict.fromkeys([name for name, _ in sorts] + [name for name, _, _ in others]))
        found = []
        for choice in product(*(item.values(name) for name in names)):
            row = dict(zip(names, choice, strict=True))
            if all(holds(row[name], operator, value) for name, operator, value in others):
                found.append(tuple(row[name] for name, _ in sorts))
        found = list({tuple(map(rank, each)): each for each in found}.values())
        rows += [(each, item.path) for each in first_of(found, sorts, all_of=asked.projection)]
    rows.sort(key=in_order(sorts))
    rows = rows[asked.offset :][: asked.limit]
    names = [name for name, _ in sorts]
    return [
        (path, *(as_projected(position[names.index(name)]) for name in asked.projection))
        for position, path in rows
    ]


def first_of(
    found: list[tuple[Any, ...]], sorts: list[tuple[str, bool]], *, all_of: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    """A thing stands in the results once, at its first place; with projection at all of them."""
    if all_of:
        return found
    return [place for place, _ in sorted([(each, ()) for each in found], key=in_order(sorts))[:1]]


def in_order(sorts: list[tuple[str, bool]]) -> Any:
    return cmp_to_key(lambda one, two: compare(one, two, sorts))


def compare(one: tuple[Any, Any], two: tuple[Any, Any], sorts: list[tuple[str, bool]]) -> int:
    for (_, descending), left, right in zip(sorts, one[0], two[0], strict=True):
        if rank(left) != rank(right):
            return -1 if (rank(left) < rank(right)) != descending else 1
    left, right = path_rank(one[1]), path_rank(two[1])
    return (left > right) - (left < right)


class Machine:
    """An engine that gets the indexes it asks for."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder / "july.sqlite")
        self.indexes: dict[Index, None] = {}
        self.yaml = folder / "index.yaml"
        self.open()

    def open(self) -> None:
        self.engine = DatastoreEngine(self.database, list(self.indexes))
        self.client = EngineClient(self.engine)

    def learn(self, error: FailedPrecondition) -> None:
        """Take the recommended entry into the indexes, and open the engine again with it."""
        self.yaml.write_text(f"indexes:\n{error.message.partition(':')[2]}\n")
        new = load_indexes(self.yaml)
        assert not set(new) & set(self.indexes), f"{new} is there and was not used"
        self.indexes.update(dict.fromkeys(new))
        self.engine.close()
        self.open()

    def fill(self, things: list[Item]) -> None:
        self.engine.clear()
        with self.client.plain_context():
            ndb.put_multi(
                [
                    Thing(
                        key=ndb.Key(*item.path),
                        color=item.color,
                        size=item.size,
                        tags=list(item.tags),
                        mixed=item.mixed,
                    )
                    for item in things
                ]
            )

    def ask(self, asked: Asked) -> list[tuple[Any, ...]]:
        while True:
            try:
                return list(self._fetch(asked))
            except FailedPrecondition as error:
                self.learn(error)

    def _fetch(self, asked: Asked) -> Iterator[tuple[Any, ...]]:
        with self.client.plain_context():
            query = make_query(asked)
            options = {"offset": asked.offset, "limit": asked.limit, "keys_only": asked.keys_only}
            for result in query.fetch(**options):
                yield shown(result, asked)

    def pages(self, asked: Asked, size: int) -> list[tuple[Any, ...]]:
        """All results, page by page, each page from the cursor of the one before."""
        results: list[tuple[Any, ...]] = []
        cursor, more = None, True
        with self.client.plain_context():
            while more:
                found, cursor, more = make_query(asked).fetch_page(
                    size, start_cursor=cursor, keys_only=asked.keys_only
                )
                results += [shown(each, asked) for each in found]
        return results


def make_query(asked: Asked) -> Any:
    filters = [
        ndb.query.FilterNode(name, operator, stored(value), server_op=True)
        for name, operator, value in asked.filters
    ]
    orders = [
        -getattr(Thing, name) if descending else getattr(Thing, name)
        for name, descending in asked.orders
    ]
    options: dict[str, Any] = {}
    if asked.projection:
        options["projection"] = list(asked.projection)
    ancestor = ndb.Key(*asked.ancestor) if asked.ancestor else None
    query = Thing.query(*filters, ancestor=ancestor, **options)
    return query.order(*orders) if orders else query


def stored(value: Any) -> Any:
    """A filter's value as the datastore library wants it."""
    if isinstance(value, tuple):
        return [stored(each) for each in value]
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC)
    return value


def shown(result: Any, asked: Asked) -> tuple[Any, ...]:
    if asked.keys_only:
        return (result.flat(),)
    values = []
    for name in asked.projection:
        value = getattr(result, name)
        values.append(value[0] if name == "tags" else value)
    return (result.key.flat(), *values)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(Path(folder))
        yield machine
        machine.engine.close()
        machine.database.close()


def unique(things: list[Item]) -> list[Item]:
    return list({item.path: item for item in things}.values())


many_things = st.lists(items, max_size=12).map(unique)
quickly = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@quickly
@given(things=many_things, asked=st.lists(queries(), min_size=1, max_size=8))
def test_queries_give_what_the_model_gives(
    machine: Machine, things: list[Item], asked: list[Asked]
) -> None:
    machine.fill(things)
    for each in asked:
        assert machine.ask(each) == answer(things, each), each


@quickly
@given(
    before=many_things,
    changed=many_things,
    deleted=st.sets(paths, max_size=4),
    asked=st.lists(queries(), min_size=1, max_size=5),
)
def test_indexes_follow_changes_and_deletions(
    machine: Machine,
    before: list[Item],
    changed: list[Item],
    deleted: set[tuple[Any, ...]],
    asked: list[Asked],
) -> None:
    machine.fill(before)
    things = {item.path: item for item in before}
    with machine.client.plain_context():
        for item in changed:
            things[item.path] = item
            Thing(
                key=ndb.Key(*item.path),
                color=item.color,
                size=item.size,
                tags=list(item.tags),
                mixed=item.mixed,
            ).put()
        ndb.delete_multi([ndb.Key(*path) for path in deleted])
    left = [item for path, item in things.items() if path not in deleted]
    for each in asked:
        assert machine.ask(each) == answer(left, each), each


@quickly
@given(things=many_things, asked=queries(), size=st.integers(1, 4))
def test_pages_put_together_are_the_whole(
    machine: Machine, things: list[Item], asked: Asked, size: int
) -> None:
    machine.fill(things)
    whole = Asked(asked.filters, asked.orders, asked.ancestor, asked.projection, asked.keys_only)
    assert machine.ask(whole) == answer(things, whole)
    assert machine.pages(whole, size) == answer(things, whole)


@quickly
@given(things=many_things, asked=queries())
def test_count_is_the_number_of_results(machine: Machine, things: list[Item], asked: Asked) -> None:
    machine.fill(things)
    simple = Asked(asked.filters, (), asked.ancestor)
    machine.ask(simple)
    with machine.client.plain_context():
        assert make_query(simple).count() == len(answer(things, simple))
        assert make_query(simple).count(limit=3) == min(3, len(answer(things, simple)))
