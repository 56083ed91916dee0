"""Property masks of writes and reads: the same on every engine."""

from typing import Any

import pytest
from google.cloud.datastore_v1 import types
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.examples import examples
from tests.engines.questions import KEY, Question
from tests.engines.store import Change, Store, refusal
from tests.engines.values import Embedded, Path, Plain, Properties, partition_message, plain

ONE = Path(("Thing", 1))
MISSING = Path(("Thing", 2))
NAMES = ("a", "b", "x")

numbers = st.integers(0, 3)
leaves: st.SearchStrategy[Any] = st.one_of(
    numbers,
    st.dictionaries(st.sampled_from(NAMES), numbers, max_size=2).map(
        lambda content: Embedded(tuple(sorted(content.items())))
    ),
)
things: st.SearchStrategy[Properties] = st.dictionaries(st.sampled_from(NAMES), leaves, max_size=3)
paths = st.lists(
    st.one_of(st.sampled_from(NAMES), st.tuples(*[st.sampled_from(NAMES)] * 2).map(".".join)),
    max_size=3,
)
"""Whole properties, and parts of embedded entities."""


def sorted_content(value: Plain) -> Plain:
    """The same whatever the order in which an embedded entity names its properties."""
    return Embedded(tuple(sorted(value.properties))) if isinstance(value, Embedded) else value


def content(entity: types.Entity) -> Properties:
    return {name: sorted_content(plain(value)) for name, value in entity.properties.items()}


def write(store: Store, change: Change, mask: list[str]) -> None:
    mutation = store.mutation(change)
    mutation.property_mask = types.PropertyMask(paths=mask)
    store.call("commit", mode="NON_TRANSACTIONAL", mutations=[mutation])


def stored(store: Store, path: Path = ONE, mask: list[str] | None = None) -> Properties | None:
    request = {} if mask is None else {"property_mask": {"paths": mask}}
    found = store.call("lookup", keys=[store.key(path)], **request).found
    return content(found[0].entity) if found else None


def ask(store: Store, question: Question, mask: list[str]) -> Any:
    return store.call(
        "run_query",
        partition_id=partition_message(store.project),
        query=question.message(store.project),
        property_mask={"paths": mask},
    ).batch


def taken_over(before: Properties, given_ones: Properties, mask: list[str]) -> Properties:
    """What a write with a mask makes of an entity, in the plainest words."""
    after = dict(before)
    for path in mask:
        name, _, inner = path.partition(".")
        if not inner:
            after.pop(name, None)
            after |= {name: given_ones[name]} if name in given_ones else {}
            continue
        source, target = given_ones.get(name), after.get(name)
        new = dict(source.properties) if isinstance(source, Embedded) else {}
        old = dict(target.properties) if isinstance(target, Embedded) else {}
        if isinstance(target, Embedded) or inner in new:
            old.pop(inner, None)
            old |= {inner: new[inner]} if inner in new else {}
            after[name] = Embedded(tuple(sorted(old.items())))
    return after


def none_below_another(mask: list[str]) -> bool:
    """Whether no path is a part of another: which of the two counts then is not said."""
    return not {path.partition(".")[0] for path in mask if "." in path} & set(mask)


@examples(12)
@given(before=things, given_ones=things, mask=paths.filter(none_below_another))
def test_a_write_takes_over_what_is_on_the_mask(
    store: Store, before: Properties, given_ones: Properties, mask: list[str]
) -> None:
    store.put([(ONE, before)])
    write(store, Change("update", ONE, tuple(given_ones.items())), mask)
    assert stored(store) == taken_over(before, given_ones, mask)


@examples(12)
@given(before=things, mask=paths.filter(none_below_another))
def test_a_lookup_and_a_query_give_what_is_on_the_mask(
    store: Store, before: Properties, mask: list[str]
) -> None:
    store = store.in_new_project()
    store.put([(ONE, before)])
    expected = taken_over({}, before, mask)
    assert stored(store, mask=mask) == expected
    (result,) = ask(store, Question(), mask).entity_results
    assert content(result.entity) == expected


@pytest.mark.parametrize("operation", ["insert", "upsert"])
def test_a_new_entity_has_what_is_on_the_mask(store: Store, operation: str) -> None:
    write(store, Change(operation, ONE, (("a", 1), ("b", 2))), ["a"])
    assert stored(store) == {"a": 1}


def test_a_mask_makes_no_insert_of_an_update(store: Store) -> None:
    code = refusal(write, store, Change("update", MISSING, (("a", 1),)), ["a"])
    assert code == "NOT_FOUND"


def test_a_deletion_passes_over_its_mask(store: Store) -> None:
    store.put([(ONE, {"a": 1, "b": 2})])
    write(store, Change("delete", ONE), ["a"])
    assert stored(store) is None


@pytest.mark.parametrize(
    ("mask", "code"),
    [
        (["a", "a"], "OK"),
        ([KEY], "OK"),
        ([], "OK"),
        ([""], "INVALID_ARGUMENT"),
        (["__x__"], "INVALID_ARGUMENT"),
    ],
)
def test_the_same_masks_are_refused_in_writes_and_in_reads(
    store: Store, mask: list[str], code: str
) -> None:
    store.put([(ONE, {"a": 1})])
    assert refusal(write, store, Change("upsert", ONE, (("a", 1),)), mask) == code
    assert refusal(stored, store, ONE, mask) == code


@pytest.mark.parametrize(
    ("projection", "code"), [((), "OK"), ((KEY,), "OK"), (("a",), "INVALID_ARGUMENT")]
)
def test_a_query_has_a_mask_or_projects_properties(
    store: Store, projection: tuple[str, ...], code: str
) -> None:
    store.put([(ONE, {"a": 1})])
    assert refusal(ask, store, Question(projection=projection), ["a"]) == code
