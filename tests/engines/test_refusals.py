"""What is refused, and with which code: the same everywhere, but for what docs/engines.md lists."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from google.cloud.datastore_v1 import types

from tests.engines.arrangements import Arrangement
from tests.engines.questions import KEY, All, Either, Order, Question, Where, below
from tests.engines.store import Change, Store, refusal
from tests.engines.values import Embedded, Path, Plain, Point, Unindexed, key_message

Call: TypeAlias = Callable[[Store], Any]

ONE = Path(("Thing", 1))
INCOMPLETE = Path(("Thing",))
PLAIN = "NON_TRANSACTIONAL"


def nested(levels: int) -> Plain:
    value: Plain = 1
    for _ in range(levels):
        value = Embedded((("a", value),))
    return value


def put(path: Path = ONE, **properties: Plain) -> Call:
    return lambda store: store.commit(Change("upsert", path, tuple(properties.items())))


def commit(*changes: Change) -> Call:
    return lambda store: store.commit(*changes)


def in_transaction(*changes: Change) -> Call:
    return lambda store: store.commit(*changes, transaction=store.begin())


def roll_back_twice(store: Store) -> None:
    transaction = store.begin()
    store.rollback(transaction)
    store.rollback(transaction)


def ask(condition: Any = None, **parts: Any) -> Call:
    return lambda store: store.ask(Question(condition=condition, **parts))


def call(method: str, **request: Any) -> Call:
    return lambda store: store.call(method, **request)


def count(**parts: Any) -> Call:
    return lambda store: store.aggregate(Question(**parts), all={"count": {}})


def total(name: str, **parts: Any) -> Call:
    wanted = {"sum": {"property": {"name": name}}}
    return lambda store: store.aggregate(Question(**parts), all=wanted)


def many(name: str, operator: str, number: int) -> Where:
    return Where(name, operator, tuple(range(number)))


A_IS_1 = Where("a", "=", 1)
B_BELOW = below(Path(("Room", 1)))

CASES: dict[str, dict[str, Call]] = {
    "OK": {
        "an upsert": put(a=1),
        "deleting what is not there": commit(Change("delete", ONE)),
        "1500 bytes in an index": put(a="x" * 1500),
        "more outside of indexes": put(a=Unindexed("x" * 100_000)),
        "20 levels": put(a=nested(20)),
        "a path of 100 elements": put(Path(ONE.parts * 100)),
        "a negative id": put(Path(("Thing", -5))),
        "a commit of nothing": commit(),
        "a key twice in a transaction": in_transaction(
            Change("upsert", ONE), Change("delete", ONE)
        ),
        "an insert behind a deletion": in_transaction(Change("delete", ONE), Change("insert", ONE)),
        "a lookup of nothing": call("lookup", keys=[]),
        "a limit of 0": ask(limit=0),
        "IN with 30 values": ask(many("a", "in", 30)),
        "NOT_IN with 10 values": ask(many("a", "not in", 10)),
        "30 alternatives": ask(All((many("a", "in", 5), many("b", "in", 6)))),
        "an order behind the key": ask(orders=(Order(KEY), Order("a"))),
        "distinct without projection": ask(distinct=("a",)),
        "distinct of something else": ask(distinct=("a",), projection=("b",), orders=(Order("a"),)),
        "a projection with the key": ask(projection=(KEY, "a")),
        "no kind, by key": ask(kind=None, orders=(Order(KEY),)),
        "counting up to none": lambda store: store.aggregate(
            Question(), all={"count": {"up_to": 0}}
        ),
        "rolling back twice": roll_back_twice,
    },
    "NOT_FOUND": {"updating what is not there": commit(Change("update", ONE))},
    "ALREADY_EXISTS": {
        "inserting what is there": lambda store: [
            put()(store),
            commit(Change("insert", ONE))(store),
        ]
    },
    "INVALID_ARGUMENT": {
        "a key twice": commit(Change("upsert", ONE), Change("delete", ONE)),
        "an update without id": commit(Change("update", INCOMPLETE)),
        "a deletion without id": commit(Change("delete", INCOMPLETE)),
        "no path": put(Path(())),
        "101 elements": put(Path(ONE.parts * 101)),
        "no kind in the path": put(Path(("", 1))),
        "a reserved kind": put(Path(("__x__", 1))),
        "a long kind": put(Path(("x" * 1501, 1))),
        "a reserved name of a key": put(Path(("Thing", "__x__"))),
        "a long name of a key": put(Path(("Thing", "x" * 1501))),
        "a reserved property": put(__x__=1),
        "a property without name": commit(Change("upsert", ONE, (("", 1),))),
        "a long property": commit(Change("upsert", ONE, (("x" * 1501, 1),))),
        "a long text in an index": put(a="x" * 1501),
        "long bytes in an index": put(a=b"x" * 1501),
        "more than a megabyte": put(a=Unindexed("x" * 1_048_580)),
        "21 levels": put(a=nested(21)),
        "an array in an array": put(a=((1,),)),
        "north of the pole": put(a=Point(91.0, 0.0)),
        "east of the date line": put(a=Point(0.0, 181.0)),
        "a value that is none": lambda store: store.call(
            "commit",
            mode=PLAIN,
            mutations=[{"upsert": {"key": store.key(ONE), "properties": {"a": {}}}}],
        ),
        "a mutation that is none": call("commit", mode=PLAIN, mutations=[{}]),
        "a key of another project": call(
            "commit", mode=PLAIN, mutations=[{"delete": key_message(ONE, "elsewhere")}]
        ),
        "a transaction that is none": call("commit", mode="TRANSACTIONAL"),
        "a transaction nobody began": call("commit", mode="TRANSACTIONAL", transaction=b"nonsense"),
        "a transaction where none may be": lambda store: store.call(
            "commit", mode=PLAIN, transaction=store.begin()
        ),
        "a commit without mode": call("commit"),
        "a base version below zero": commit(Change("upsert", ONE, base_version=-5)),
        "two inserts of a key": in_transaction(Change("insert", ONE), Change("insert", ONE)),
        "inserting what was written": in_transaction(Change("upsert", ONE), Change("insert", ONE)),
        "updating what was deleted": in_transaction(Change("delete", ONE), Change("update", ONE)),
        "no project": call("commit", mode=PLAIN, project_id=""),
        "looking up in no project": call("lookup", project_id=""),
        "a query of no project": call("run_query", project_id="", query={"kind": [{"name": "A"}]}),
        "beginning in no project": call("begin_transaction", project_id=""),
        "reading in a transaction nobody began": lambda store: store.lookup([ONE], b"nonsense"),
        "rolling back what nobody began": lambda store: store.rollback(b"nonsense"),
        "rolling back nothing": lambda store: store.rollback(b""),
        "looking up without id": lambda store: store.lookup([INCOMPLETE]),
        "an id for a key that has one": lambda store: store.call(
            "allocate_ids", keys=[store.key(ONE)]
        ),
        "reserving no id": lambda store: store.call("reserve_ids", keys=[store.key(INCOMPLETE)]),
        "a limit below zero": ask(limit=-1),
        "an offset below zero": ask(offset=-1),
        "IN of nothing": ask(Where("a", "in", ())),
        "IN without list": ask(Where("a", "in", 1)),
        "IN with 31 values": ask(many("a", "in", 31)),
        "IN with an array": ask(Where("a", "in", ((1,),))),
        "NOT_IN with 11 values": ask(many("a", "not in", 11)),
        "NOT_IN twice": ask(All((many("a", "not in", 2), many("b", "not in", 2)))),
        "NOT_IN and !=": ask(All((many("a", "not in", 2), Where("b", "!=", 2)))),
        "NOT_IN and IN": ask(All((many("a", "not in", 2), many("b", "in", 2)))),
        "NOT_IN in OR": ask(Either((many("a", "not in", 2), A_IS_1))),
        "!= twice": ask(All((Where("a", "!=", 1), Where("b", "!=", 2)))),
        "32 alternatives": ask(All((many("a", "in", 8), many("b", "in", 4)))),
        "40 alternatives": ask(Either((many("a", "in", 20), many("b", "in", 20)))),
        "equal to an array": ask(Where("a", "=", (1,))),
        "equal to an entity": ask(Where("a", "=", nested(1))),
        "equal to what is not indexed": ask(Where("a", "=", Unindexed(1))),
        "equal to a long text": ask(Where("a", "=", "x" * 1501)),
        "AND of nothing": ask(All(())),
        "OR of nothing": ask(Either(())),
        "a key equal to a number": ask(Where(KEY, "=", 1)),
        "a key without id": ask(Where(KEY, "=", INCOMPLETE)),
        "an ancestor of a property": ask(Where("a", "below", ONE)),
        "an ancestor without id": ask(below(INCOMPLETE)),
        "two ancestors": ask(All((B_BELOW, below(ONE)))),
        "one ancestor or the other": ask(Either((B_BELOW, below(ONE)))),
        "an ancestor in a part of OR": ask(Either((B_BELOW, A_IS_1))),
        "an order twice": ask(orders=(Order("a"), Order("a", descending=True))),
        "an order without name": ask(orders=(Order(""),)),
        "a condition without name": ask(Where("", "=", 1)),
        "a projection twice": ask(projection=("a", "a")),
        "a projection of what is given": ask(A_IS_1, projection=("a",)),
        "distinct behind others": ask(
            distinct=("b",), projection=("a", "b"), orders=(Order("a"), Order("b"))
        ),
        "no kind, but a condition": ask(A_IS_1, kind=None),
        "no kind, but an order": ask(kind=None, orders=(Order("a"),)),
        "no kind, keys descending": ask(kind=None, orders=(Order(KEY, descending=True),)),
        "two kinds": call("run_query", query={"kind": [{"name": "A"}, {"name": "B"}]}),
        "no query": call("run_query"),
        "an operator that is none": call(
            "run_query",
            query={
                "kind": [{"name": "Thing"}],
                "filter": {
                    "property_filter": {"property": {"name": "a"}, "value": {"integer_value": 1}}
                },
            },
        ),
        "a filter that is none": call(
            "run_query", query=types.Query(kind=[{"name": "Thing"}], filter=types.Filter())
        ),
        "no aggregation": lambda store: store.aggregate(Question()),
        "counting up to less than none": lambda store: store.aggregate(
            Question(), all={"count": {"up_to": -1}}
        ),
        "a reserved alias": lambda store: store.aggregate(Question(), __x__={"count": {}}),
        "a sum of keys": total(KEY),
        "a sum of nothing": total(""),
        "a sum over keys only": total("a", projection=(KEY,)),
        "reading in the future": lambda store: store.call(
            "lookup", keys=[store.key(ONE)], read_options={"read_time": {"seconds": 2**33}}
        ),
    },
}

JULYS_OWN: dict[str, tuple[Call, str, str]] = {
    "501 mutations": (
        commit(*(Change("upsert", Path(("Thing", number))) for number in range(1, 502))),
        "INVALID_ARGUMENT",
        "OK",
    ),
    "six aggregations": (
        lambda store: store.aggregate(
            Question(), **{f"n{each}": {"count": {}} for each in range(6)}
        ),
        "INVALID_ARGUMENT",
        "UNKNOWN",
    ),
    "ending what only reads": (
        lambda store: store.commit(transaction=store.begin(read_only=True)),
        "OK",
        "INVALID_ARGUMENT",
    ),
    "GQL": (
        call("run_query", gql_query={"query_string": "SELECT * FROM Thing"}),
        "UNIMPLEMENTED",
        "OK",
    ),
    "a projection without kind": (
        ask(kind=None, projection=("a",)),
        "INVALID_ARGUMENT",
        "OK",
    ),
}
"""Known differences: the call, July's code, Google's code."""


@pytest.mark.parametrize(
    ("code", "case"), [(code, case) for code, cases in CASES.items() for case in cases]
)
def test_a_call_is_answered_with_its_code(store: Store, code: str, case: str) -> None:
    assert refusal(CASES[code][case], store) == code


@pytest.mark.parametrize("case", JULYS_OWN)
def test_known_differences_are_what_the_list_says(
    arrangement: Arrangement, store: Store, case: str
) -> None:
    made, julys, googles = JULYS_OWN[case]
    assert refusal(made, store) == (googles if arrangement.name == "google" else julys)
