"""Filters and orders, asked through Google's own Datastore client."""

import datetime as dt
import math
from typing import Any

import pytest
from google.api_core.exceptions import FailedPrecondition

from july.embedded.datastore import Index
from july.embedded.datastore.indexes import Sort
from tests.embedded.datastore.conftest import OpenEngine, PlainClient, datastore

Both, Or, PropertyFilter = (
    datastore.query.And,
    datastore.query.Or,
    datastore.query.PropertyFilter,
)


@pytest.fixture
def grid(open_engine: OpenEngine) -> PlainClient:
    """Nine cells with x and y from 1 to 3."""
    client = PlainClient(
        open_engine(
            Index("Cell", (Sort("x"), Sort("y"))),
            Index("Cell", (Sort("y", descending=True), Sort("x"))),
        ).engine
    )
    client.fill(
        *(client.make("Cell", f"{x}{y}", x=x, y=y) for x in range(1, 4) for y in range(1, 4))
    )
    return client


def names(query: Any, **options: Any) -> list[str]:
    return [entity.key.name for entity in query.fetch(**options)]


def test_several_properties_can_have_inequalities(grid: PlainClient) -> None:
    query = grid.where("Cell", ("y", ">", 1), ("x", ">=", 2), ("x", "<", 4))
    assert names(query) == ["22", "23", "32", "33"]
    query.order = ["-y"]
    assert names(query) == ["23", "33", "22", "32"]
    assert names(query, limit=2, offset=1) == ["33", "22"]
    query.order = ["-x"]
    with pytest.raises(FailedPrecondition, match="name: x"):
        names(query)


def test_the_order_need_not_begin_with_the_inequality(grid: PlainClient) -> None:
    assert names(grid.where("Cell", ("x", "<", 2), order=["-y"])) == ["13", "12", "11"]


def test_a_page_continues_behind_inequalities_on_several_properties(grid: PlainClient) -> None:
    query = grid.where("Cell", ("y", "!=", 2), ("x", "<", 3))
    first = query.fetch(limit=3)
    found = [entity.key.name for entity in first]
    found += names(query, start_cursor=first.next_page_token)
    assert found == ["11", "13", "21", "23"]


def test_keys_and_properties_have_inequalities_together(grid: PlainClient) -> None:
    after = ("__key__", ">", grid.key("Cell", "21"))
    assert names(grid.where("Cell", after, ("x", "<", 3))) == ["22", "23"]
    assert names(grid.where("Cell", after, ("x", "=", 2), ("y", "<", 3))) == ["22"]


def test_an_inequality_beside_an_equality_is_on_the_same_value(grid: PlainClient) -> None:
    assert names(grid.where("Cell", ("x", "=", 2), ("x", "<", 3))) == ["21", "22", "23"]
    assert names(grid.where("Cell", ("x", "=", 2), ("x", "<", 2))) == []


def test_filters_nest(grid: PlainClient) -> None:
    corner = Or([Both([equal("x", 1), equal("y", 1)]), Both([equal("x", 3), equal("y", 3)])])
    query = grid.query(kind="Cell").add_filter(filter=Or([corner, equal("x", 2)]))
    assert sorted(names(query)) == ["11", "21", "22", "23", "33"]
    query = grid.query(kind="Cell").add_filter(
        filter=Both([Or([equal("x", 1), equal("x", 2)]), PropertyFilter("y", "!=", 2)])
    )
    assert sorted(names(query)) == ["11", "13", "21", "23"]


def equal(name: str, value: Any) -> Any:
    return PropertyFilter(name, "=", value)


def test_distinct_gives_whole_entities_too(grid: PlainClient) -> None:
    assert names(grid.query(kind="Cell", distinct_on=["x"])) == ["11", "21", "31"]
    assert names(grid.query(kind="Cell", distinct_on=["y"], order=["-y"])) == ["13", "12", "11"]


def test_a_key_as_a_value_belongs_to_its_database(plain: PlainClient) -> None:
    here, there = plain.key("A", 1), datastore.Key("A", 1, project="july", database="other")
    plain.fill(plain.make("Link", 1, to=here), plain.make("Link", 2, to=there))
    for number, key in ((1, here), (2, there)):
        query = plain.where("Link", ("to", "=", key))
        assert [entity.key.id for entity in query.fetch()] == [number]
    projected = plain.query(kind="Link", projection=["to"], order=["to"]).fetch()
    assert [entity["to"] for entity in projected] == [here, there]


def test_numbers_and_times_have_one_order_and_floats_another(plain: PlainClient) -> None:
    time = dt.datetime(1970, 1, 1, 0, 0, 1, tzinfo=dt.UTC)
    values = [None, -1, time, 2_000_000, False, b"a", "b", b"c", -1.5, math.inf]
    plain.fill(*(plain.make("Mix", place + 1, value=each) for place, each in enumerate(values)))
    query = plain.query(kind="Mix", order=["value"])
    assert [entity["value"] for entity in query.fetch()] == values
    assert [entity["value"] for entity in plain.where("Mix", ("value", "=", 10**6)).fetch()] == [
        time
    ]
