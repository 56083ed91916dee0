"""Random entities and queries, from few names and values so that they meet."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.engines.questions import KEY, All, Condition, Either, Order, Question, Where, below
from tests.engines.values import EPOCH, Path, Plain, Point, Unindexed, rank

NAMES = ("number", "tags", "mixed")
ROOM = Path(("Room", 1))

texts = st.sampled_from(["", "a", "a\0", "a\0b", "ab", "b", "é", "\ufffd", "\U0001f389"])
paths = st.one_of(
    st.builds(lambda number: Path(("Thing", number)), st.sampled_from([1, 2, 3, 255, 256, 2**40])),
    st.builds(lambda name: Path(("Thing", name)), texts.filter(bool)),
    st.builds(lambda number: Path((*ROOM.parts, "Thing", number)), st.integers(1, 3)),
    st.just(Path(("Thing", 1, "Thing", 1))),
)
integers = st.one_of(
    st.integers(-(2**63), 2**63 - 1), st.sampled_from([-257, -256, -1, 0, 1, 255, 256])
)
times = st.one_of(
    st.sampled_from([0, 1, 256, -1]).map(lambda number: EPOCH + timedelta(microseconds=number)),
    st.integers(-(10**15), 10**15).map(lambda number: EPOCH + timedelta(microseconds=number)),
)
numbers = st.one_of(
    st.floats(), st.sampled_from([0.0, -0.0, 1.0, -1.0, float("inf"), float("nan")])
)
points = st.builds(Point, st.sampled_from([-90.0, -0.5, 0.0, 1.0]), st.sampled_from([-1.5, 2.0]))
keys = st.sampled_from(
    [Path(("A", 1)), Path(("A", "n")), Path(("A", 1, "B", 1)), Path(("B", 1)), Path(("A\0", 1))]
)
mixed = st.one_of(
    st.none(), integers, times, st.booleans(), texts, texts.map(str.encode), numbers, points, keys
)
small = st.integers(-1, 3)
letters = st.sampled_from("abc")
VALUES = {"number": st.one_of(st.none(), small), "tags": letters, "mixed": mixed}

tags = st.lists(letters, max_size=3).map(tuple)
arrays_of_all = st.lists(mixed, max_size=2).map(tuple)


@st.composite
def properties(draw: st.DrawFn) -> dict[str, Plain]:
    """An entity's properties: some are missing, some are not indexed."""
    made = {
        "number": draw(VALUES["number"]),
        "tags": draw(tags),
        "mixed": draw(st.one_of(mixed, mixed, arrays_of_all)),
    }
    for name in draw(st.sets(st.sampled_from(NAMES), max_size=1)):
        if isinstance(made[name], tuple) or draw(st.booleans()):
            del made[name]
        else:
            made[name] = Unindexed(made[name])
    return made


entities = st.dictionaries(paths, properties(), max_size=10)


def conditions_on(name: str) -> st.SearchStrategy[Where]:
    """One condition on a property or the key."""
    values = paths if name == KEY else VALUES[name]
    several = st.lists(values, min_size=1, max_size=3, unique_by=rank).map(tuple)
    return st.one_of(
        st.builds(
            Where, st.just(name), st.sampled_from(["=", "=", "<", "<=", ">", ">=", "!="]), values
        ),
        st.builds(Where, st.just(name), st.sampled_from(["in", "in", "not in"]), several),
    )


conditions = st.sampled_from([*NAMES, *NAMES, KEY]).flatmap(conditions_on)
nested: st.SearchStrategy[Condition] = st.recursive(
    conditions,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)


@st.composite
def questions(draw: st.DrawFn, /, **fixed: Any) -> Question:
    """A query of any sort. Some of them are refused by every Datastore."""
    condition = draw(st.one_of(st.none(), nested))
    if draw(st.integers(0, 3)) == 0:
        ancestor = below(draw(st.sampled_from([ROOM, Path(("Thing", 1))])))
        condition = ancestor if condition is None else All((ancestor, condition))
    names = draw(st.lists(st.sampled_from([*NAMES, KEY]), unique=True, max_size=2))
    projection = draw(
        st.one_of(
            st.just(()),
            st.just(()),
            st.just((KEY,)),
            st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=2).map(tuple),
        )
    )
    orders = tuple(Order(name, draw(st.booleans())) for name in names)
    distinct: tuple[str, ...] = ()
    if projection != (KEY,) and draw(st.integers(0, 3)) == 0:
        # What is distinct has to come first in the order, if there is one.
        distinct = projection[:1]
        orders = tuple(order for order in orders if order.name not in distinct)
        orders = tuple(Order(name, draw(st.booleans())) for name in distinct) + orders
    made = {
        "condition": condition,
        "orders": orders,
        "projection": projection,
        "distinct": distinct,
        "offset": draw(st.sampled_from([0, 0, 1, 3])),
        "limit": draw(st.sampled_from([None, None, 1, 2, 5])),
    }
    return Question(**(made | fixed))
