"""Plain entities: ndb and they read what the other has written."""

from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from google.api_core.exceptions import GoogleAPICallError
from google.cloud import ndb
from hypothesis import given
from hypothesis import strategies as some

from july import stores
from july.stores.plain import PlainKey, Transaction, delete, plain, put, read, transact


class Kettle(ndb.Model):
    """One property of every sort."""

    maker = ndb.StringProperty()
    story = ndb.TextProperty()
    litres = ndb.FloatProperty()
    boiled = ndb.IntegerProperty(default=0)
    rusty = ndb.BooleanProperty(indexed=False)
    bought = ndb.DateTimeProperty()
    owners = ndb.StringProperty(repeated=True)
    notes = ndb.JsonProperty()
    packed = ndb.JsonProperty(compressed=True)
    picture = ndb.BlobProperty(compressed=True)

    @property
    def title(self) -> str:
        """Something that follows from the properties."""
        return f"{self.maker}'s {self.key.id()}"

    @classmethod
    def of(cls, maker: str) -> Any:
        """A way to make one."""
        return cls(id="made", maker=maker)


FIRST, LAST = datetime(1970, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - as ndb has it
TEXTS = some.text(max_size=40)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**40), 2**40) | TEXTS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
VALUES = some.fixed_dictionaries(
    {
        "maker": some.none() | TEXTS,
        "story": some.none() | TEXTS,
        "litres": some.none() | some.floats(allow_nan=False),
        "boiled": some.integers(-(2**63), 2**63 - 1),
        "rusty": some.none() | some.booleans(),
        "bought": some.none() | some.datetimes(FIRST, LAST),
        "owners": some.lists(TEXTS, max_size=3),
        "notes": JSON,
        "packed": JSON,
        "picture": some.none() | some.binary(max_size=60),
    }
)


def values_of(entity: Any) -> dict[str, Any]:
    return {name: getattr(entity, name) for name in Kettle._properties}


@pytest.mark.usefixtures("opened")
@given(VALUES)
def test_ndb_reads_what_plain_entities_wrote(values: dict[str, Any]) -> None:
    with stores.context():
        put([plain(Kettle)(id="one", **values)])
        assert values_of(ndb.Key(Kettle, "one").get(use_cache=False)) == values


@pytest.mark.usefixtures("opened")
@given(VALUES)
def test_plain_entities_read_what_ndb_wrote(values: dict[str, Any]) -> None:
    with stores.context():
        Kettle(id="one", **values).put()
        assert values_of(read([(Kettle, "one")])[PlainKey("Kettle", "one")]) == values


@pytest.mark.parametrize("name", Kettle._properties)
def test_the_same_properties_are_indexed(name: str) -> None:
    field = next(field for field in plain(Kettle).fields if field.name == name)
    assert field.indexed == Kettle._properties[name]._indexed


@pytest.mark.usefixtures("context")
class TestAlone:
    def test_a_query_finds_what_was_put(self) -> None:
        put([plain(Kettle)(id="one", maker="octo"), plain(Kettle)(id="two", maker="ada")])
        assert [each.key.id() for each in Kettle.query(Kettle.maker == "ada")] == ["two"]

    def test_what_does_not_exist_is_not_among_the_answers(self) -> None:
        put([plain(Kettle)(id="one")])
        assert list(read([(Kettle, "one"), (Kettle, "two")])) == [PlainKey("Kettle", "one")]

    def test_the_same_key_may_be_asked_for_twice(self) -> None:
        put([plain(Kettle)(id="one")])
        assert len(read([(Kettle, "one"), (Kettle, "one")])) == 1

    def test_deleting_what_does_not_exist_is_no_error(self) -> None:
        put([plain(Kettle)(id="one")])
        delete([(Kettle, "one"), (Kettle, "two")])
        assert not read([(Kettle, "one")])

    def test_properties_that_are_not_given_have_their_defaults(self) -> None:
        fresh = plain(Kettle)(id="one")
        assert (fresh.boiled, fresh.owners, fresh.maker) == (0, [], None)

    def test_what_the_model_adds_is_there(self) -> None:
        assert plain(Kettle).of("octo").title == "octo's made"

    def test_a_name_that_is_no_property_is_refused(self) -> None:
        with pytest.raises(TypeError, match="Kettle has no maiker"):
            plain(Kettle)(id="one", maiker="octo")


def test_a_property_without_a_plain_form_is_refused() -> None:
    class Garden(ndb.Model):
        place = ndb.GeoPtProperty()

    with pytest.raises(TypeError, match="no plain form"):
        plain(Garden)


@pytest.mark.usefixtures("context")
class TestTransactions:
    def test_what_is_written_is_there_afterwards(self) -> None:
        transact(lambda transaction: transaction.write([plain(Kettle)(id="one")]))
        assert ndb.Key(Kettle, "one").get()

    def test_nothing_is_written_if_the_work_fails(self) -> None:
        def fail(transaction: Transaction) -> None:
            transaction.write([plain(Kettle)(id="one")])
            raise LookupError

        with pytest.raises(LookupError):
            transact(fail)
        assert not read([(Kettle, "one")])

    def test_concurrent_transactions_lose_nothing(self) -> None:
        put([plain(Kettle)(id="one")])

        def boil(transaction: Transaction) -> None:
            (kettle,) = transaction.read([(Kettle, "one")]).values()
            kettle.boiled += 1
            transaction.write([kettle])

        def boil_often() -> None:
            with stores.context():
                for _ in range(5):
                    transact(boil)

        threads = [Thread(target=boil_often) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert read([(Kettle, "one")])[PlainKey("Kettle", "one")].boiled == 15

    def test_a_value_that_is_too_long_for_an_index_is_refused(self) -> None:
        with pytest.raises(GoogleAPICallError):
            transact(lambda each: each.write([plain(Kettle)(id="one", maker="x" * 1501)]))
        assert not read([(Kettle, "one")])
