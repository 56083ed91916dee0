"""Numbers, sums and averages, asked through Google's own Datastore client."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.api_core.exceptions import (
    FailedPrecondition,
    InvalidArgument,
    MethodNotImplemented,
)
from google.cloud.datastore_v1.types import (
    AggregationQuery,
    Query,
    RunAggregationQueryRequest,
)

from july.embedded.datastore import Index
from july.embedded.datastore.indexes import Sort
from tests.embedded.datastore.conftest import EngineClient, OpenEngine, PlainClient, datastore

Average = datastore.aggregation.AvgAggregation
Count = datastore.aggregation.CountAggregation
Sum = datastore.aggregation.SumAggregation

INDEX = Index("Sale", (Sort("shop"), Sort("price")))


@pytest.fixture
def sales(open_engine: OpenEngine) -> PlainClient:
    client = PlainClient(open_engine(INDEX).engine)
    client.fill(
        *(
            client.make("Sale", number, shop="ab"[number % 2], price=number, rate=number / 4)
            for number in range(1, 9)
        ),
        client.make("Sale", 9, shop="a", price="nothing"),
        client.make("Sale", 10, shop="a"),
    )
    return client


def aggregate(client: PlainClient, query: Any, *aggregations: Any) -> dict[str, Any]:
    asked = client.aggregation_query(query)
    asked.add_aggregations(aggregations)
    (results,) = list(asked.fetch())
    return {result.alias: result.value for result in results}


def test_count_sum_and_average_come_together(sales: PlainClient) -> None:
    found = aggregate(
        sales,
        sales.query(kind="Sale"),
        Count(alias="n"),
        Sum("rate", alias="s"),
        Average("rate", "a"),
    )
    assert found == {"n": 8, "s": 9.0, "a": 9 / 8}


def test_sums_of_integers_are_integers(sales: PlainClient) -> None:
    found = aggregate(sales, sales.query(kind="Sale"), Sum("price", alias="s"))
    assert found == {"s": 36}
    assert isinstance(found["s"], int)


def test_a_sum_too_large_for_an_integer_is_a_floating_point_number(sales: PlainClient) -> None:
    sales.fill(sales.make("Big", 1, n=2**63 - 1), sales.make("Big", 2, n=2))
    assert aggregate(sales, sales.query(kind="Big"), Sum("n", alias="s")) == {"s": float(2**63 + 1)}


def test_what_is_no_number_is_passed_over(sales: PlainClient) -> None:
    sales.fill(sales.make("Word", 1, n="a"), sales.make("Word", 2, n=None))
    found = aggregate(
        sales, sales.query(kind="Word"), Sum("n", alias="s"), Average("n", "a"), Count(alias="c")
    )
    assert found == {"s": 0, "a": 0, "c": 2}


def test_an_entity_without_the_property_is_not_counted_either(sales: PlainClient) -> None:
    found = aggregate(sales, sales.query(kind="Sale"), Sum("price", alias="s"), Count(alias="n"))
    assert found == {"s": 36, "n": 9}


def test_a_filter_needs_an_index_with_the_property(sales: PlainClient) -> None:
    in_shop = sales.where("Sale", ("shop", "=", "a"))
    assert aggregate(sales, in_shop, Sum("price", alias="s"), Count(alias="n")) == {"s": 20, "n": 5}
    with pytest.raises(FailedPrecondition, match="name: rate"):
        aggregate(sales, in_shop, Sum("rate", alias="s"))


def test_what_a_filter_makes_equal_can_be_added_up(sales: PlainClient) -> None:
    cheap = sales.where("Sale", ("price", "=", 3))
    assert aggregate(sales, cheap, Sum("price", alias="s"), Count(alias="n")) == {"s": 3, "n": 1}


def test_limit_and_order_choose_what_is_added_up(sales: PlainClient) -> None:
    query = sales.query(kind="Sale", order=["price"])
    asked = sales.aggregation_query(query).sum("price", alias="s").count(alias="n")
    ((one, two),) = list(asked.fetch(limit=3))
    assert {one.alias: one.value, two.alias: two.value} == {"s": 6, "n": 3}


def test_nothing_sums_up_to_zero(sales: PlainClient) -> None:
    assert aggregate(sales, sales.query(kind="None"), Sum("n", alias="s")) == {"s": 0}


def test_the_average_of_nothing_is_null(client: EngineClient) -> None:
    request = RunAggregationQueryRequest(
        project_id="july",
        aggregation_query=AggregationQuery(
            nested_query=Query(kind=[{"name": "None"}]),
            aggregations=[{"avg": {"property": {"name": "n"}}, "alias": "a"}],
        ),
    )
    batch = client.stub.run_aggregation_query(request).batch
    (found,) = batch.aggregation_results
    assert "null_value" in found.aggregate_properties["a"]


def test_an_aggregation_sees_the_snapshot_of_its_transaction(sales: PlainClient) -> None:
    with sales.transaction(read_only=True):
        before = aggregate(sales, sales.query(kind="Sale"), Count(alias="n"))
        new = sales.make("Sale", 77, price=1)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(sales.fill, new).result()
        assert aggregate(sales, sales.query(kind="Sale"), Count(alias="n")) == before


def run(client: EngineClient, *aggregations: dict[str, Any]) -> dict[str, int]:
    request = RunAggregationQueryRequest(
        project_id="july",
        aggregation_query=AggregationQuery(
            nested_query=Query(kind=[{"name": "Sale"}]), aggregations=aggregations
        ),
    )
    batch = client.stub.run_aggregation_query(request).batch
    found = batch.aggregation_results[0].aggregate_properties
    return {name: value.integer_value for name, value in found.items()}


def test_up_to_bounds_a_count_beside_a_sum(open_engine: OpenEngine, sales: PlainClient) -> None:
    found = run(
        open_engine(INDEX),
        {"count": {"up_to": 3}},
        {"sum": {"property": {"name": "price"}}},
        {"count": {"up_to": 0}, "alias": "none"},
    )
    assert found == {"property_1": 3, "property_2": 36, "none": 0}


@pytest.mark.parametrize(
    ("aggregations", "message"),
    [
        ([], "1 to 5"),
        ([{"count": {}}] * 6, "1 to 5"),
        ([{}], "count, sum or avg"),
        ([{"count": {"up_to": -1}}], "negative"),
        ([{"sum": {"property": {"name": "__key__"}}}], "__key__"),
        ([{"count": {}, "alias": "a"}, {"count": {}, "alias": "a"}], "same alias"),
    ],
)
def test_aggregations_that_make_no_sense_are_refused(
    client: EngineClient, aggregations: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        run(client, *aggregations)


def test_gql_is_not_offered(client: EngineClient) -> None:
    request = RunAggregationQueryRequest(project_id="july", gql_query={"query_string": "SELECT 1"})
    with pytest.raises(MethodNotImplemented, match="GQL"):
        client.stub.run_aggregation_query(request)


def test_times_add_up_as_the_microseconds_they_are_in_an_index(sales: PlainClient) -> None:
    time = dt.datetime(1970, 1, 1, 0, 0, 1, tzinfo=dt.UTC)
    sales.fill(sales.make("Moment", 1, at=time))
    assert aggregate(sales, sales.query(kind="Moment"), Sum("at", alias="s")) == {"s": 1_000_000}
