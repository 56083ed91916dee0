"""ndb, as July uses it, everywhere."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from google.cloud import ndb

from tests.engines.arrangements import Arrangement


class Room(ndb.Model):
    name = ndb.StringProperty()


class Guest(ndb.Model):
    name = ndb.StringProperty()
    age = ndb.IntegerProperty()
    tags = ndb.StringProperty(repeated=True)
    arrived = ndb.DateTimeProperty()
    address = ndb.StructuredProperty(Room)
    notes = ndb.JsonProperty()
    text = ndb.TextProperty()


@pytest.fixture(autouse=True)
def context(arrangement: Arrangement) -> Iterator[None]:
    """A context that remembers nothing, so that every read reaches the engine."""
    client = arrangement.ndb_client(arrangement.new_project())
    with client.context(cache_policy=lambda _key: False, legacy_data=False):
        yield


def fill(number: int = 9) -> list[ndb.Key]:
    keys: list[ndb.Key] = ndb.put_multi(
        [
            Guest(
                id=each,
                name=f"guest {each % 3}",
                age=each,
                tags=[f"t{each % 2}", f"t{each % 3}"],
                address=Room(name=f"room {each % 2}"),
            )
            for each in range(1, number + 1)
        ]
    )
    return keys


def test_a_model_comes_back_with_every_property() -> None:
    arrived = datetime(2026, 7, 1, 12, 30, 0, 123456)  # noqa: DTZ001 - as ndb has it
    key = Guest(
        name="Ada",
        tags=["x", "y"],
        arrived=arrived,
        address=Room(name="red"),
        notes={"a": [1, None, "é"]},
        text="long " * 1000,
    ).put()
    guest = key.get()
    assert isinstance(key.id(), int)
    assert (guest.name, guest.age, guest.tags, guest.arrived) == ("Ada", None, ["x", "y"], arrived)
    assert guest.address.name == "red"
    assert guest.notes == {"a": [1, None, "é"]}
    assert guest.text == "long " * 1000


def test_what_is_deleted_is_gone() -> None:
    keys = fill(3)
    keys[0].delete()
    assert [guest and guest.age for guest in ndb.get_multi(keys)] == [None, 2, 3]


def test_filters_orders_and_limits() -> None:
    fill()
    query = Guest.query(Guest.name == "guest 1", Guest.age > 1).order(-Guest.age)
    assert [guest.age for guest in query.fetch(2)] == [7, 4]
    either = Guest.query(ndb.OR(Guest.age == 2, Guest.tags.IN(["t2"]))).order(Guest.age)
    assert [guest.age for guest in either] == [2, 5, 8]
    other = Guest.query(Guest.age != 5).order(Guest.age)
    assert [guest.age for guest in other] == [1, 2, 3, 4, 6, 7, 8, 9]
    inner = Guest.query(Guest.address.name == "room 0").order(Guest.age)
    assert [guest.age for guest in inner] == [2, 4, 6, 8]


def test_counting() -> None:
    fill()
    assert Guest.query(Guest.name == "guest 1").count() == 3
    assert Guest.query().count(limit=4) == 4
    assert Guest.query(Guest.age > 100).count() == 0


def test_projections_and_keys() -> None:
    fill(3)
    query = Guest.query(projection=["age", "name"]).order(-Guest.age)
    assert [(guest.age, guest.name) for guest in query] == [
        (3, "guest 0"),
        (2, "guest 2"),
        (1, "guest 1"),
    ]
    assert Guest.query().fetch(keys_only=True) == [ndb.Key(Guest, each) for each in (1, 2, 3)]
    distinct = Guest.query(projection=["name"], distinct_on=["name"])
    assert sorted(guest.name for guest in distinct) == ["guest 0", "guest 1", "guest 2"]


def test_times_can_be_projected() -> None:
    arrived = datetime(2026, 7, 1, 12, 30, 0, 123456)  # noqa: DTZ001 - as ndb has it
    Guest(arrived=arrived).put()
    (guest,) = Guest.query(projection=["arrived"])
    assert guest.arrived == arrived


def test_pages() -> None:
    fill()
    ages: list[int] = []
    cursor, more = None, True
    while more:
        found, cursor, more = Guest.query().order(-Guest.age).fetch_page(4, start_cursor=cursor)
        ages += [guest.age for guest in found]
    assert ages == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_ancestors() -> None:
    room = Room(id="red", name="red").put()
    guests = [Guest(parent=room, id=each, age=each).put() for each in (1, 2)]
    Guest(age=3).put()
    assert Guest.query(ancestor=room).fetch(keys_only=True) == guests
    assert [guest.age for guest in Guest.query(ancestor=room).order(-Guest.age)] == [2, 1]


def test_a_transaction_is_carried_out_as_a_whole() -> None:
    (key,) = fill(1)

    @ndb.transactional()
    def grow(by: int) -> None:
        guest = key.get()
        guest.age += by
        guest.put()
        if by > 5:
            raise ValueError("too much")

    grow(2)
    with pytest.raises(ValueError, match="too much"):
        grow(6)
    assert key.get().age == 3


def test_get_or_insert_gives_what_is_there() -> None:
    first = Guest.get_or_insert("ada", age=1)
    again = Guest.get_or_insert("ada", age=2)
    assert (first.age, again.age) == (1, 1)


def test_ids_are_allocated_once() -> None:
    keys = Guest.allocate_ids(3) + Guest.allocate_ids(3)
    assert len({key.id() for key in keys}) == 6


def test_a_query_larger_than_a_batch_is_complete() -> None:
    for start in range(0, 1200, 400):
        ndb.put_multi([Guest(id=each + 1, age=each) for each in range(start, start + 400)])
    assert [guest.age for guest in Guest.query().order(Guest.age)] == list(range(1200))
    assert Guest.query(Guest.age >= 0).count() == 1200
