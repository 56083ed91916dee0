"""Named databases and reserved ids: the same on every engine."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import pytest
from google.cloud.datastore_v1 import types
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.arrangements import Arrangement
from tests.engines.examples import examples
from tests.engines.questions import Question, Where
from tests.engines.store import Change, Store, refusal
from tests.engines.values import Path, plain

ONE, TWO, INCOMPLETE = Path(("Thing", 1)), Path(("Thing", 2)), Path(("Thing",))
NAMES = ("", "second", "third-one")
PLAIN = "NON_TRANSACTIONAL"


class DatabaseStore(Store):
    """A store whose keys and queries name their database, as a client of it sends them."""

    def key(self, path: Path) -> types.Key:
        key = super().key(path)
        key.partition_id.database_id = self.database
        return key

    def named(self, database: str) -> "DatabaseStore":
        """Another database of the same project."""
        return replace(self, database=database)

    def query(self, partition: dict[str, str], condition: Any = None) -> Any:
        """The first batch of a query, in any partition."""
        query = Question(condition=condition).message(self.project)
        return self.call("run_query", partition_id=partition, query=query).batch

    def numbers(self) -> list[Any]:
        """What `n` is in the entities of this database."""
        partition = {"project_id": self.project, "database_id": self.database}
        batch = self.query(partition, Where("n", ">=", 0))
        return [plain(each.entity.properties["n"]) for each in batch.entity_results]


@pytest.fixture
def database(arrangement: Arrangement) -> DatabaseStore:
    return DatabaseStore(arrangement, arrangement.new_project(), database="second")


@examples(8)
@given(
    written=st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from([ONE, TWO]), st.integers(0, 9)),
        max_size=8,
    )
)
def test_databases_hold_the_same_keys_apart(
    arrangement: Arrangement, written: list[tuple[str, Path, int]]
) -> None:
    store = DatabaseStore(arrangement, arrangement.new_project())
    expected: dict[str, dict[Path, int]] = {name: {} for name in NAMES}
    for name, path, number in written:
        store.named(name).put([(path, {"n": number})])
        expected[name][path] = number
    for name, numbers in expected.items():
        one = store.named(name)
        found = one.lookup([ONE, TWO])
        assert {path: each.properties["n"] for path, each in found.items()} == numbers
        assert one.numbers() == sorted(numbers.values())


def test_keys_in_answers_name_their_database(database: DatabaseStore) -> None:
    database.put([(ONE, {"n": 1})])
    answer = database.call("lookup", keys=[database.key(ONE), database.key(TWO)])
    given_key = database.call("allocate_ids", keys=[database.key(INCOMPLETE)]).keys[0]
    keys = [answer.found[0].entity.key, answer.missing[0].entity.key, given_key]
    assert {key.partition_id.database_id for key in keys} == {"second"}


def test_a_key_without_partition_is_in_the_database_of_its_request(
    database: DatabaseStore,
) -> None:
    database.put([(ONE, {"n": 1})])
    bare = {"path": [{"kind": "Thing", "id": 1}]}
    assert len(database.call("lookup", keys=[bare]).found) == 1
    assert len(database.query({}).entity_results) == 1


def test_a_transaction_sees_its_own_database_only(database: DatabaseStore) -> None:
    database.put([(ONE, {"n": 1})])
    transaction = database.begin()
    assert database.lookup([ONE], transaction)[ONE].properties == {"n": 1}
    database.named("").put([(ONE, {"n": 2})])
    database.commit(Change("update", ONE, (("n", 3),)), transaction=transaction)
    assert database.numbers() == [3]
    assert database.named("").numbers() == [2]


Call: TypeAlias = Callable[[DatabaseStore], Any]


def delete(key: Any) -> Call:
    return lambda store: store.call("commit", mode=PLAIN, mutations=[{"delete": key(store)}])


def reserve(*keys: Any) -> Call:
    return lambda store: store.call("reserve_ids", keys=[key(store) for key in keys])


def key(path: Path, database: str = "second") -> Callable[[DatabaseStore], types.Key]:
    return lambda store: store.named(database).key(path)


REFUSED: dict[str, tuple[str, Call]] = {
    "looking up a key of another database": (
        "INVALID_ARGUMENT",
        lambda store: store.call("lookup", keys=[key(ONE, "third-one")(store)]),
    ),
    "looking up a key of the default database": (
        "INVALID_ARGUMENT",
        lambda store: store.call("lookup", keys=[key(ONE, "")(store)]),
    ),
    "a key with a database and no project": (
        "INVALID_ARGUMENT",
        lambda store: store.call(
            "lookup",
            keys=[
                {
                    "partition_id": {"database_id": "second"},
                    "path": [{"kind": "Thing", "id": 1}],
                }
            ],
        ),
    ),
    "deleting in another database": ("INVALID_ARGUMENT", delete(key(ONE, "third-one"))),
    "deleting in the default database": ("INVALID_ARGUMENT", delete(key(ONE, ""))),
    "asking another database": (
        "INVALID_ARGUMENT",
        lambda store: store.query({"project_id": store.project, "database_id": "third-one"}),
    ),
    "asking the default database": (
        "INVALID_ARGUMENT",
        lambda store: store.query({"project_id": store.project}),
    ),
    "committing another database's transaction": (
        "INVALID_ARGUMENT",
        lambda store: store.commit(Change("delete", ONE), transaction=store.named("").begin()),
    ),
    "reading in another database's transaction": (
        "INVALID_ARGUMENT",
        lambda store: store.lookup([ONE], store.named("").begin()),
    ),
    "rolling back another database's transaction": (
        "INVALID_ARGUMENT",
        lambda store: store.rollback(store.named("").begin()),
    ),
    "committing another project's transaction": (
        "INVALID_ARGUMENT",
        lambda store: store.commit(
            Change("delete", ONE), transaction=store.in_new_project().begin()
        ),
    ),
    "a database with a space in its id": (
        "INVALID_ARGUMENT",
        lambda store: store.named("Bad Name").lookup([ONE]),
    ),
    "the default database by the name it has in the console": (
        "INVALID_ARGUMENT",
        lambda store: store.named("(default)").lookup([ONE]),
    ),
    "a reference to another database": (
        "OK",
        lambda store: store.call(
            "commit",
            mode=PLAIN,
            mutations=[
                {
                    "upsert": {
                        "key": store.key(ONE),
                        "properties": {"a": {"key_value": key(ONE, "")(store)}},
                    }
                }
            ],
        ),
    ),
    "reserving an id": ("OK", reserve(key(ONE))),
    "reserving an id twice": ("OK", reserve(key(ONE), key(ONE))),
    "reserving a name": ("OK", reserve(key(Path(("Thing", "one"))))),
    "reserving nothing": ("FAILED_PRECONDITION", reserve()),
    "reserving an incomplete key": ("INVALID_ARGUMENT", reserve(key(INCOMPLETE))),
    "reserving in another database": ("INVALID_ARGUMENT", reserve(key(ONE, "third-one"))),
}


@pytest.mark.parametrize("what", REFUSED)
def test_calls_of_a_named_database_end_with_the_same_code(
    database: DatabaseStore, what: str
) -> None:
    code, call = REFUSED[what]
    assert refusal(call, database) == code


def test_reserved_ids_are_given_to_nobody_and_may_be_used(store: Store) -> None:
    ids = [each.path[0].id for each in allocated(store, 3)]
    near = [Path(("Thing", max(ids) + step)) for step in range(1, 21)]
    store.call("reserve_ids", keys=[store.key(path) for path in near])
    later = {each.path[0].id for each in allocated(store, 40)}
    assert later.isdisjoint(path.parts[1] for path in near)
    store.commit(Change("insert", near[0], (("n", 1),)))
    assert store.lookup(near[:1])[near[0]].properties == {"n": 1}


def test_reserving_the_id_of_an_entity_leaves_it_alone(store: Store) -> None:
    store.put([(ONE, {"n": 1})])
    store.call("reserve_ids", keys=[store.key(ONE)])
    assert store.lookup([ONE])[ONE].properties == {"n": 1}


def allocated(store: Store, number: int) -> Any:
    return store.call("allocate_ids", keys=[store.key(INCOMPLETE)] * number).keys
