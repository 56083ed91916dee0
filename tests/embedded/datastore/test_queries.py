from typing import Any

import pytest
from google.api_core.exceptions import FailedPrecondition, InvalidArgument, MethodNotImplemented
from google.cloud import ndb
from google.cloud.datastore_v1.types import (
    AggregationQuery,
    Query,
    QueryResultBatch,
    RunAggregationQueryRequest,
    RunQueryRequest,
    RunQueryResponse,
)

from july.embedded.datastore import Index
from july.embedded.datastore import results as results_module
from july.embedded.datastore.indexes import Sort
from tests.embedded.datastore.conftest import EngineClient, OpenEngine

More = QueryResultBatch.MoreResultsType
BY_GROUP = Index("Row", (Sort("group"), Sort("number", descending=True)))


class Row(ndb.Model):
    group = ndb.StringProperty()
    number = ndb.IntegerProperty()
    tags = ndb.StringProperty(repeated=True)


@pytest.fixture
def rows(open_engine: OpenEngine) -> Any:
    client = open_engine(BY_GROUP)
    with client.plain_context():
        ndb.put_multi(
            [Row(id=number, group="ab"[number % 2], number=number) for number in range(1, 21)]
        )
        yield client


def run(client: EngineClient, **query: Any) -> Any:
    request = RunQueryRequest(project_id="july", query=Query(kind=[{"name": "Row"}], **query))
    response: RunQueryResponse = client.stub.run_query(request)
    return response.batch


def numbers(found: list[Any]) -> list[int]:
    return [row.number for row in found]


def order(name: str, direction: str = "ASCENDING") -> list[dict[str, Any]]:
    return [{"property": {"name": name}, "direction": direction}]


def compare(name: str, operator: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"property_filter": {"property": {"name": name}, "op": operator, "value": value}}


def joined(operator: str, *filters: dict[str, Any]) -> dict[str, Any]:
    return {"composite_filter": {"op": operator, "filters": list(filters)}}


def integers(count: int) -> dict[str, Any]:
    return {"array_value": {"values": [{"integer_value": number} for number in range(count)]}}


def key_value(kind: str, number: int, **partition: str) -> dict[str, Any]:
    return {"key_value": {"partition_id": partition, "path": [{"kind": kind, "id": number}]}}


def test_a_composite_index_answers_filter_and_order(rows: EngineClient) -> None:
    query = Row.query(Row.group == "a", Row.number < 15).order(-Row.number)
    assert numbers(query.fetch(3)) == [14, 12, 10]


def test_without_index_the_query_fails_and_names_the_entry(rows: EngineClient) -> None:
    query = Row.query(Row.group == "a", Row.tags == "x").order(-Row.number)
    with pytest.raises(FailedPrecondition) as caught:
        query.fetch()
    assert caught.value.message == (
        "no matching index found. recommended index is:\n"
        "- kind: Row\n"
        "  properties:\n"
        "  - name: group\n"
        "  - name: tags\n"
        "  - name: number\n"
        "    direction: desc"
    )


def test_a_missing_index_is_told_before_there_are_entities(client: EngineClient) -> None:
    with client.plain_context(), pytest.raises(FailedPrecondition, match="ancestor: yes"):
        Row.query(ancestor=ndb.Key("Room", 1)).order(Row.number).fetch()


def test_an_index_in_the_other_direction_does_not_serve(rows: EngineClient) -> None:
    with pytest.raises(FailedPrecondition):
        Row.query(Row.group == "a").order(Row.number).fetch()


def test_composite_indexes_with_the_same_order_are_merged(open_engine: OpenEngine) -> None:
    by_tag = Index("Row", (Sort("tags"), Sort("number", descending=True)))
    client = open_engine(BY_GROUP, by_tag)
    with client.plain_context():
        for number in range(1, 13):
            tags = ["x"] * (number % 3 == 0) + ["y"] * (number % 2 == 0)
            Row(group="ab"[number % 2], number=number, tags=tags).put()
        query = Row.query(Row.group == "a", Row.tags == "x", Row.tags == "y")
        assert numbers(query.order(-Row.number).fetch()) == [12, 6]


def test_what_projects_and_filters_what_it_equals_is_refused(rows: EngineClient) -> None:
    with pytest.raises(InvalidArgument, match="projected"):
        Row.query(Row.group == "a", projection=["group"]).fetch()


def test_projection_of_a_repeated_property_gives_each_value(context: EngineClient) -> None:
    Row(tags=["b", "a", "b"]).put()
    assert [row.tags for row in Row.query(projection=["tags"])] == [["a"], ["b"]]


def test_distinct_gives_the_first_of_each(open_engine: OpenEngine) -> None:
    client = open_engine(Index("Row", (Sort("group"), Sort("number"))))
    with client.plain_context():
        ndb.put_multi([Row(group="aab"[each % 3], number=each) for each in range(9)])
        query = Row.query(projection=["group", "number"], distinct_on=["group"])
        assert [(row.group, row.number) for row in query] == [("a", 0), ("b", 2)]
        groups = Row.query(projection=["group"], distinct=True)
        first, cursor, more = groups.fetch_page(1)
        assert (first[0].group, more) == ("a", True)
        second, _, more = groups.fetch_page(1, start_cursor=cursor)
        assert (second[0].group, more) == ("b", False)


def test_a_repeated_property_gives_an_entity_once_over_all_pages(context: EngineClient) -> None:
    Row(id=1, tags=["a", "c", "e"]).put()
    Row(id=2, tags=["b", "d"]).put()
    query = Row.query(Row.tags >= "a")
    first, cursor, more = query.fetch_page(1)
    second, cursor, more = query.fetch_page(1, start_cursor=cursor)
    assert [row.key.id() for row in first + second] == [1, 2]
    assert not more


def test_a_query_over_all_kinds_finds_descendants(context: EngineClient) -> None:
    room = ndb.Key("Room", 1)
    ndb.put_multi([Row(id=1, parent=room), Row(id=2)])
    assert [row.key.id() for row in ndb.Query(ancestor=room).fetch()] == [1]
    keys = ndb.Query(filters=ndb.FilterNode("__key__", ">", ndb.Key("Row", 1))).fetch(
        keys_only=True
    )
    assert [key.id() for key in keys] == [2]


def test_key_filters_work_with_and_without_equality(rows: EngineClient) -> None:
    key = Row._key
    assert numbers(Row.query(key > ndb.Key(Row, 17)).fetch()) == [18, 19, 20]
    assert numbers(Row.query(Row.group == "b", key <= ndb.Key(Row, 4)).fetch()) == [1, 3]
    assert numbers(Row.query(key.IN([ndb.Key(Row, 2), ndb.Key(Row, 99)])).fetch()) == [2]


def test_keys_descending_need_an_index(open_engine: OpenEngine) -> None:
    with open_engine().plain_context():
        ndb.put_multi([Row(id=number) for number in range(1, 4)])
        Row(id=9, parent=ndb.Key(Row, 2)).put()
        with pytest.raises(FailedPrecondition, match="__key__"):
            Row.query().order(-Row._key).fetch()
    with open_engine(Index("Row", (Sort("__key__", descending=True),))).plain_context():
        found = Row.query(Row._key < ndb.Key(Row, 3)).order(-Row._key).fetch(keys_only=True)
        assert [key.id() for key in found] == [9, 2, 1]


def test_or_joins_filters(open_engine: OpenEngine) -> None:
    client = open_engine()
    with client.plain_context():
        ndb.put_multi([Row(id=number, number=number) for number in range(1, 6)])
    either = [
        compare("number", "EQUAL", {"integer_value": 4}),
        compare("number", "LESS_THAN", {"integer_value": 3}),
    ]
    batch = run(client, filter={"composite_filter": {"op": "OR", "filters": either}})
    assert [each.entity.key.path[0].id for each in batch.entity_results] == [1, 2, 4]


def test_count_counts_in_one_call_and_up_to_a_limit(rows: EngineClient) -> None:
    assert Row.query().count() == 20
    assert Row.query().count(limit=7) == 7
    assert Row.query(Row.group == "a").count() == 10
    assert Row.query(Row.number > 100).count() == 0


def test_aggregations_count(rows: EngineClient) -> None:
    request = RunAggregationQueryRequest(
        project_id="july",
        aggregation_query=AggregationQuery(
            nested_query=Query(kind=[{"name": "Row"}], offset=4),
            aggregations=[
                {"count": {}, "alias": "all"},
                {"count": {"up_to": 3}},
            ],
        ),
    )
    response = rows.stub.run_aggregation_query(request)
    counted = response.batch.aggregation_results[0].aggregate_properties
    assert {name: value.integer_value for name, value in counted.items()} == {
        "all": 16,
        "property_1": 3,
    }


def test_more_results_tells_why_a_batch_ends(rows: EngineClient) -> None:
    assert run(rows).more_results == More.NO_MORE_RESULTS
    assert run(rows, limit=20).more_results == More.NO_MORE_RESULTS
    assert run(rows, limit=19).more_results == More.MORE_RESULTS_AFTER_LIMIT
    assert run(rows, limit=0).more_results == More.MORE_RESULTS_AFTER_LIMIT
    end = run(rows, limit=5).end_cursor
    assert run(rows, end_cursor=end).more_results == More.MORE_RESULTS_AFTER_CURSOR
    assert len(run(rows, end_cursor=end).entity_results) == 5


def test_skipped_results_are_counted(rows: EngineClient) -> None:
    batch = run(rows, offset=6, limit=2)
    assert batch.skipped_results == 6
    assert [each.entity.key.path[0].id for each in batch.entity_results] == [7, 8]
    batch = run(rows, offset=100)
    assert (batch.skipped_results, len(batch.entity_results)) == (20, 0)
    assert batch.more_results == More.NO_MORE_RESULTS


def test_the_cursor_of_an_empty_batch_finds_what_comes_later(rows: EngineClient) -> None:
    end = run(rows, offset=100, order=order("number")).end_cursor
    Row(id=99, number=99).put()
    batch = run(rows, start_cursor=end, order=order("number"))
    assert [each.entity.key.path[0].id for each in batch.entity_results] == [99]


def test_a_long_result_comes_in_batches(
    rows: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_module, "MOST_RESULTS", 7)
    assert run(rows).more_results == More.NOT_FINISHED
    assert len(Row.query().fetch()) == 20
    assert numbers(Row.query().fetch(offset=3, limit=12)) == list(range(4, 16))


def test_a_large_result_comes_in_batches(
    rows: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_module, "MOST_BYTES", 100)
    assert len(run(rows).entity_results) < 10
    assert numbers(Row.query().order(Row.number).fetch()) == list(range(1, 21))


@pytest.mark.parametrize("kind", ["composite", "value", "descending", "key"])
def test_a_cursor_stays_right_while_entities_come_and_go(rows: EngineClient, kind: str) -> None:
    query = {
        "composite": Row.query(Row.group == "a").order(-Row.number),
        "value": Row.query().order(Row.number),
        "descending": Row.query().order(-Row.number),
        "key": Row.query(Row.group == "a"),
    }[kind]
    whole = numbers(query.fetch())
    first, cursor, _ = query.fetch_page(4)
    first[-1].key.delete()
    first[0].key.delete()
    Row(id=100, group="a", number=0).put()
    second, _, _ = query.fetch_page(4, start_cursor=cursor)
    assert numbers(second) == whole[4:8]


def test_entities_with_equal_values_are_paged_by_key(context: EngineClient) -> None:
    ndb.put_multi([Row(id=number, number=7) for number in range(1, 8)])
    for sort in (Row.number, -Row.number):
        query = Row.query().order(sort)
        first, cursor, _ = query.fetch_page(3)
        second, _, more = query.fetch_page(4, start_cursor=cursor)
        assert [row.key.id() for row in first + second] == [1, 2, 3, 4, 5, 6, 7]
        assert not more


@pytest.mark.parametrize("cursor", [b"x", b"not a cursor", b"\0" * 12])
def test_a_damaged_cursor_is_refused(rows: EngineClient, cursor: bytes) -> None:
    with pytest.raises(InvalidArgument, match="cursor"):
        run(rows, start_cursor=cursor)


def test_a_cursor_of_another_query_is_refused(rows: EngineClient) -> None:
    cursor = run(rows, limit=3, order=order("number")).end_cursor
    with pytest.raises(InvalidArgument, match="cursor"):
        run(rows, start_cursor=cursor, order=order("number", "DESCENDING"))
    with pytest.raises(InvalidArgument, match="cursor"):
        run(rows, end_cursor=cursor)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"offset": -1}, "negative"),
        ({"limit": -1}, "negative"),
        ({"order": order("a") + order("a")}, "twice"),
        ({"projection": [{"property": {"name": "a"}}] * 2}, "twice"),
        ({"distinct_on": [{"name": "a"}], "order": order("b")}, "distinct"),
        ({"filter": {}}, "AND or OR"),
        ({"filter": {"composite_filter": {"op": "AND"}}}, "AND or OR"),
        ({"filter": compare("a", "OPERATOR_UNSPECIFIED", {"null_value": 0})}, "operator"),
        ({"filter": compare("a", "EQUAL", {})}, "compared"),
        ({"filter": compare("a", "EQUAL", {"array_value": {}})}, "compared"),
        ({"filter": compare("a", "IN", {"array_value": {}})}, "at least one"),
        ({"filter": compare("__key__", "EQUAL", {"integer_value": 1})}, "keys only"),
        ({"filter": compare("a", "HAS_ANCESTOR", {"integer_value": 1})}, "__key__"),
        ({"filter": compare("a", "IN", integers(31))}, "30 values at most"),
        ({"filter": compare("a", "NOT_IN", integers(11))}, "10 values at most"),
        (
            {
                "filter": joined(
                    "AND",
                    compare("a", "IN", integers(6)),
                    compare("b", "IN", integers(6)),
                )
            },
            "more than 30",
        ),
        (
            {
                "filter": joined(
                    "AND",
                    compare("a", "NOT_EQUAL", {"integer_value": 1}),
                    compare("a", "NOT_IN", integers(2)),
                )
            },
            "NOT_EQUAL or NOT_IN",
        ),
        (
            {
                "filter": joined(
                    "OR",
                    compare("__key__", "HAS_ANCESTOR", key_value("Row", 1)),
                    compare("a", "EQUAL", {"integer_value": 1}),
                )
            },
            "same ancestor",
        ),
        (
            {"filter": compare("__key__", "EQUAL", key_value("Row", 1, namespace_id="other"))},
            "namespace 'other'",
        ),
        (
            {
                "filter": joined(
                    "AND",
                    compare("__key__", "HAS_ANCESTOR", key_value("Row", 1)),
                    compare("__key__", "HAS_ANCESTOR", key_value("Row", 2)),
                )
            },
            "one ancestor",
        ),
        ({"kind": [{"name": "A"}, {"name": "B"}]}, "one kind"),
        ({"kind": [], "order": order("a")}, "without kind"),
    ],
)
def test_queries_that_make_no_sense_are_refused(
    client: EngineClient, query: dict[str, Any], message: str
) -> None:
    asked = {"kind": [{"name": "Row"}], **query}
    request = RunQueryRequest(project_id="july", query=Query(**asked))
    with pytest.raises(InvalidArgument, match=message):
        client.stub.run_query(request)


def test_gql_is_not_offered(client: EngineClient) -> None:
    request = RunQueryRequest(project_id="july", gql_query={"query_string": "SELECT * FROM Row"})
    with pytest.raises(MethodNotImplemented, match="GQL"):
        client.stub.run_query(request)


def test_explanations_are_not_offered(client: EngineClient) -> None:
    request = RunQueryRequest(
        project_id="july", query=Query(kind=[{"name": "Row"}]), explain_options={"analyze": True}
    )
    with pytest.raises(MethodNotImplemented, match="explain"):
        client.stub.run_query(request)


def test_a_partition_of_another_database_is_refused(client: EngineClient) -> None:
    request = RunQueryRequest(
        project_id="july",
        partition_id={"project_id": "july", "database_id": "other"},
        query=Query(kind=[{"name": "Row"}]),
    )
    with pytest.raises(InvalidArgument, match="another database"):
        client.stub.run_query(request)
