"""What there is: namespaces, kinds and properties, asked through ndb and by hand."""

from typing import Any

import pytest
from google.api_core.exceptions import Aborted, InvalidArgument, MethodNotImplemented
from google.cloud import ndb
from google.cloud.datastore_v1.types import (
    BeginTransactionRequest,
    CommitRequest,
    Query,
    RunAggregationQueryRequest,
    RunQueryRequest,
)
from google.cloud.ndb import metadata

from tests.embedded.datastore.conftest import EngineClient, OpenEngine


class Apple(ndb.Model):
    color = ndb.StringProperty()
    note = ndb.TextProperty()


class Basket(ndb.Expando):
    pass


@pytest.fixture
def market(open_engine: OpenEngine) -> Any:
    """A client of the default namespace; another namespace has an entity too."""
    elsewhere = open_engine(namespace="far")
    with elsewhere.plain_context():
        Apple(color="green").put()
    client = open_engine()
    with client.plain_context():
        Apple(id=1, color="red", note="not indexed").put()
        Basket(id=1, size=3).put()
        Basket(id=2, size=2.5, full=None).put()
        Basket(id=3, gone=True).put().delete()
        yield client


def test_namespaces_that_have_entities(market: EngineClient) -> None:
    assert metadata.get_namespaces() == ["", "far"]
    assert metadata.get_namespaces(start="b") == ["far"]


def test_kinds_that_have_entities(market: EngineClient) -> None:
    assert metadata.get_kinds() == ["Apple", "Basket"]
    assert metadata.get_kinds(start="B") == ["Basket"]
    assert metadata.get_kinds(end="B") == ["Apple"]
    ndb.Key(Apple, 1).delete()
    assert metadata.get_kinds() == ["Basket"]


def test_kinds_of_another_namespace(open_engine: OpenEngine, market: EngineClient) -> None:
    assert metadata.Kind.query(namespace="far").count() == 1


def test_properties_that_are_indexed(market: EngineClient) -> None:
    assert metadata.get_properties_of_kind("Apple") == ["color"]
    assert metadata.get_properties_of_kind("Basket") == ["full", "size"]
    assert metadata.get_properties_of_kind("Basket", start="s") == ["size"]


def test_properties_have_the_types_of_their_values(market: EngineClient) -> None:
    found = metadata.get_representations_of_kind("Basket")
    assert found == {"full": ["NULL"], "size": ["INT64", "DOUBLE"]}


def test_properties_of_all_kinds_come_in_order(market: EngineClient) -> None:
    found = metadata.Property.query().fetch()
    names = [(each.kind_name, each.property_name) for each in found]
    assert names == [("Apple", "color"), ("Basket", "full"), ("Basket", "size")]


def test_pages_put_together_are_the_whole(market: EngineClient) -> None:
    query = metadata.Property.query()
    names, cursor, more = [], None, True
    while more:
        found, cursor, more = query.fetch_page(1, start_cursor=cursor)
        names += [each.property_name for each in found]
    assert names == ["color", "full", "size"]
    assert query.fetch(offset=2)[0].property_name == "size"
    assert query.fetch(limit=2, keys_only=True)[-1].id() == "full"


@pytest.mark.parametrize(
    "query",
    [
        {"order": [{"property": {"name": "__key__"}, "direction": "DESCENDING"}]},
        {"order": [{"property": {"name": "a"}}]},
        {
            "filter": {
                "property_filter": {
                    "property": {"name": "a"},
                    "op": "EQUAL",
                    "value": {"integer_value": 1},
                }
            }
        },
        {"projection": [{"property": {"name": "property_representation"}}]},
    ],
)
def test_what_there_is_has_no_other_filters_and_orders(
    client: EngineClient, query: dict[str, Any]
) -> None:
    request = RunQueryRequest(
        project_id="july", query=Query(kind=[{"name": "__property__"}], **query)
    )
    with pytest.raises(InvalidArgument, match="__property__ filters by key"):
        client.stub.run_query(request)


def test_what_there_is_is_not_aggregated(client: EngineClient) -> None:
    request = RunAggregationQueryRequest(
        project_id="july",
        aggregation_query={
            "nested_query": {"kind": [{"name": "__kind__"}]},
            "aggregations": [{"count": {}}],
        },
    )
    with pytest.raises(MethodNotImplemented, match="__kind__"):
        client.stub.run_aggregation_query(request)


def kinds(client: EngineClient, kind: str, transaction: bytes) -> int:
    request = RunQueryRequest(
        project_id="july",
        query=Query(kind=[{"name": kind}]),
        read_options={"transaction": transaction},
    )
    return len(client.stub.run_query(request).batch.entity_results)


@pytest.mark.parametrize("kind", ["__kind__", "__namespace__", "__property__"])
def test_a_new_kind_is_a_conflict_for_who_asked_what_there_is(
    client: EngineClient, kind: str
) -> None:
    begin = BeginTransactionRequest(project_id="july")
    number = client.stub.begin_transaction(begin).transaction
    assert kinds(client, kind, number) == 0
    far = EngineClient(client.engine, "far" if kind == "__namespace__" else None)
    with far.plain_context():
        Apple(color="red").put()
    commit = CommitRequest(
        project_id="july",
        mode="TRANSACTIONAL",
        transaction=number,
        mutations=[{"upsert": {"key": {"path": [{"kind": "Seen", "id": 1}]}}}],
    )
    with pytest.raises(Aborted, match="changed"):
        client.stub.commit(commit)


def test_named_databases_have_nothing_in_common(client: EngineClient) -> None:
    other = EngineClient(client.engine)
    other.database = "other"
    with other.plain_context():
        Basket(id=1, size=1).put()
        assert metadata.get_kinds() == ["Basket"]
        assert Basket.query().count() == 1
        assert ndb.Key(Basket, 1).get().size == 1
    with client.plain_context():
        assert metadata.get_kinds() == []
        assert Basket.query().count() == 0
        assert ndb.Key(Basket, 1).get() is None
        Basket(id=1, size=2).put()
    with other.plain_context():
        assert Basket.query().get().size == 1
