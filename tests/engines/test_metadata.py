"""`__namespace__`, `__kind__` and `__property__`, beside Google's classic emulator.

Google's Firestore emulator, which the other tests trust, refuses them.
"""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given

from tests.engines.arrangements import Arrangement
from tests.engines.conftest import open_or_skip
from tests.engines.examples import examples
from tests.engines.questions import KEY, All, Question, Where, below
from tests.engines.store import Store, refusal
from tests.engines.strategies import entities
from tests.engines.values import Embedded, Path, Plain, Properties, indexed, path_of, plain, rank

REPRESENTATIONS = {
    0: "NULL",
    1: "INT64",
    2: "BOOLEAN",
    3: "STRING",
    4: "DOUBLE",
    5: "POINT",
    6: "REFERENCE",
}


@pytest.fixture(params=["process", "grpc", "google-classic"])
def arrangement(request: pytest.FixtureRequest, opened: dict[str, Arrangement]) -> Arrangement:
    return open_or_skip(opened, request.param)


def found(store: Store, question: Question) -> dict[tuple[Any, ...], dict[str, Plain]]:
    """Keys and properties of the results, in order."""
    return {
        path_of(each.entity.key).parts: {
            name: plain(value) for name, value in each.entity.properties.items()
        }
        for each in store.batch(question).entity_results
    }


def known_properties(
    entities: Iterable[tuple[Path, Properties]],
) -> dict[tuple[Any, ...], set[str]]:
    """What `__property__` has to tell: indexed properties and how their values are kept."""
    known: dict[tuple[Any, ...], set[str]] = {}
    for path, properties in entities:
        for name, values in indexed(properties).items():
            key = ("__kind__", path.kind, "__property__", name)
            known.setdefault(key, set()).update(REPRESENTATIONS[rank(each)[0]] for each in values)
    return dict(sorted(known.items()))


@examples(8)
@given(entities=entities)
def test_properties_are_listed_with_the_ways_their_values_are_kept(
    store: Store, entities: dict[Path, Properties]
) -> None:
    store = store.in_new_project()
    # The classic emulator indexes an empty array as null, which Datastore does no longer.
    stored = {
        path: {name: value for name, value in properties.items() if value != ()}
        for path, properties in entities.items()
    }
    store.put(stored.items())
    told = found(store, Question("__property__"))
    shown = {key: set(each["property_representation"]) for key, each in told.items()}
    assert shown == known_properties(stored.items())
    assert list(told) == list(known_properties(stored.items()))


def test_kinds_and_namespaces_are_those_that_have_entities(store: Store) -> None:
    other = Store(store.arrangement, store.project, namespace="other")
    store.put([(Path(("Thing", 1)), {"a": 1}), (Path(("Stone", 1)), {})])
    other.put([(Path(("Book", 1)), {"a": 1})])
    assert list(found(store, Question("__kind__"))) == [
        ("__kind__", "Stone"),
        ("__kind__", "Thing"),
    ]
    assert list(found(other, Question("__kind__"))) == [("__kind__", "Book")]
    for each in (store, other):
        names = list(found(each, Question("__namespace__")))
        assert names == [("__namespace__", 1), ("__namespace__", "other")]
    store.delete([Path(("Thing", 1))])
    assert list(found(store, Question("__kind__"))) == [("__kind__", "Stone")]


def test_metadata_can_be_asked_for_by_key_and_below_a_kind(store: Store) -> None:
    store.put([(Path(("Thing", 1)), {"a": 1, "b": Embedded((("x", 1),)), "c": ("x", 2)})])
    store.put([(Path(("Zone", 1)), {"z": 1})])
    thing = ("__kind__", "Thing")

    def property_key(name: str) -> Path:
        return Path((*thing, "__property__", name))

    later = Question("__kind__", Where(KEY, ">", Path(thing)), projection=(KEY,))
    assert list(found(store, later)) == [("__kind__", "Zone")]
    of_thing = Question("__property__", below(Path(thing)), projection=(KEY,))
    names = [key[-1] for key in found(store, of_thing)]
    assert names == ["a", "b.x", "c"]
    middle = All(
        (Where(KEY, ">=", property_key("b")), Where(KEY, "<", property_key("c"))),
    )
    assert [key[-1] for key in found(store, Question("__property__", middle))] == ["b.x"]


def test_metadata_is_neither_filtered_by_properties_nor_written(store: Store) -> None:
    question = Question("__kind__", Where("a", "=", 1))
    assert refusal(store.ask, question) == "INVALID_ARGUMENT"
    kind: list[tuple[Path, Properties]] = [(Path(("__kind__", "Thing")), {})]
    assert refusal(store.put, kind) == "INVALID_ARGUMENT"
