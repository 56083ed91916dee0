"""Property masks and transforms."""

import datetime as dt
import math
from typing import Any

import pytest
from google.api_core.exceptions import FailedPrecondition, InvalidArgument, NotFound
from google.cloud.datastore_v1.types import (
    CommitRequest,
    LookupRequest,
    Mutation,
    Query,
    RunQueryRequest,
)

from july.embedded.datastore import check
from july.lib import clock
from tests.embedded.datastore.conftest import EngineClient

KEY = {"partition_id": {"project_id": "july"}, "path": [{"kind": "Pot", "id": 1}]}


def value(content: Any) -> dict[str, Any]:
    if isinstance(content, list):
        return {"array_value": {"values": [value(each) for each in content]}}
    if isinstance(content, dict):
        properties = {name: value(each) for name, each in content.items()}
        return {"entity_value": {"properties": properties}}
    names = {int: "integer_value", float: "double_value", str: "string_value"}
    return {"null_value": 0} if content is None else {names[type(content)]: content}


def plain(content: Any) -> Any:
    """What a Value message holds."""
    kind = content.WhichOneof("value_type")
    held = getattr(content, kind)
    if kind == "array_value":
        return [plain(each) for each in held.values]
    if kind == "entity_value":
        return {name: plain(each) for name, each in held.properties.items()}
    return None if kind == "null_value" else held


def pot(**properties: Any) -> dict[str, Any]:
    return {"key": KEY, "properties": {name: value(each) for name, each in properties.items()}}


def commit(client: EngineClient, *mutations: dict[str, Any], transactional: bool = False) -> Any:
    request = CommitRequest(
        project_id="july",
        mode="TRANSACTIONAL" if transactional else "NON_TRANSACTIONAL",
        single_use_transaction={"read_write": {}} if transactional else None,
        mutations=[Mutation(each) for each in mutations],
    )
    return client.stub.commit(request)


def stored(client: EngineClient, *mask: str) -> dict[str, Any] | None:
    """The properties of the pot, None if there is none."""
    request = LookupRequest(
        project_id="july", keys=[KEY], property_mask={"paths": mask} if mask else None
    )
    found = client.stub.lookup(request)._pb.found
    return {n: plain(v) for n, v in found[0].entity.properties.items()} if found else None


def transform(client: EngineClient, *transforms: dict[str, Any]) -> list[Any]:
    """The results of transforms of the pot as it is."""
    mutation = {
        "update": pot(),
        "property_mask": {"paths": []},
        "property_transforms": [{"property": "n", **each} for each in transforms],
    }
    (result,) = commit(client, mutation)._pb.mutation_results
    return [plain(each) for each in result.transform_results]


def test_a_mask_writes_some_properties_and_leaves_others(client: EngineClient) -> None:
    commit(client, {"upsert": pot(a=1, b=2, c=3)})
    commit(client, {"update": pot(a=10, c=30), "property_mask": {"paths": ["a", "b"]}})
    assert stored(client) == {"a": 10, "c": 3}
    assert list(check(client.engine._database)) == []


def test_a_mask_makes_an_entity_of_what_it_names(client: EngineClient) -> None:
    commit(client, {"insert": pot(a=1, b=2), "property_mask": {"paths": ["a"]}})
    assert stored(client) == {"a": 1}


def test_a_mask_does_not_make_an_update_an_insert(client: EngineClient) -> None:
    with pytest.raises(NotFound):
        commit(client, {"update": pot(a=1), "property_mask": {"paths": ["a"]}})


def test_a_mask_reaches_into_embedded_entities(client: EngineClient) -> None:
    commit(client, {"upsert": pot(e={"x": 1, "y": 2}, f=3)})
    changed = pot(e={"x": 7}, g={"z": 4})
    commit(client, {"update": changed, "property_mask": {"paths": ["e.x", "e.y", "g.z", "h.i"]}})
    assert stored(client) == {"e": {"x": 7}, "f": 3, "g": {"z": 4}}
    assert list(check(client.engine._database)) == []


def test_a_mask_prefers_a_property_that_has_dots_in_its_name(client: EngineClient) -> None:
    commit(client, {"upsert": pot(**{"e.x": 1, "e": {"x": 2}})})
    commit(client, {"update": pot(**{"e.x": 5}), "property_mask": {"paths": ["e.x"]}})
    assert stored(client) == {"e.x": 5, "e": {"x": 2}}


def test_reads_give_what_a_mask_names(client: EngineClient) -> None:
    commit(client, {"upsert": pot(a=1, e={"x": 1, "y": 2})})
    assert stored(client, "e.y", "missing") == {"e": {"y": 2}}
    assert stored(client, "__key__") == {}
    request = RunQueryRequest(
        project_id="july",
        query=Query(kind=[{"name": "Pot"}]),
        property_mask={"paths": ["a"]},
    )
    (result,) = client.stub.run_query(request)._pb.batch.entity_results
    assert {n: plain(v) for n, v in result.entity.properties.items()} == {"a": 1}
    assert result.entity.key.path[0].id == 1


@pytest.mark.parametrize("path", ["", "__reserved__"])
def test_a_mask_of_reserved_names_is_refused(client: EngineClient, path: str) -> None:
    with pytest.raises(InvalidArgument, match="property mask"):
        stored(client, path)


def test_a_query_has_a_mask_or_a_projection(client: EngineClient) -> None:
    query = Query(kind=[{"name": "Pot"}], projection=[{"property": {"name": "a"}}])
    request = RunQueryRequest(project_id="july", query=query, property_mask={"paths": ["a"]})
    with pytest.raises(InvalidArgument, match="not both"):
        client.stub.run_query(request)


@pytest.mark.parametrize(
    ("before", "operation", "given", "after"),
    [
        (5, "increment", 3, 8),
        (5, "increment", 0.5, 5.5),
        (2**63 - 2, "increment", 5, 2**63 - 1),
        (-(2**63) + 1, "increment", -5, -(2**63)),
        ("text", "increment", 3, 3),
        (5, "maximum", 7, 7),
        (5, "maximum", 5.0, 5),
        (5, "maximum", 2.5, 5),
        (5, "minimum", 2.5, 2.5),
        (None, "minimum", 9, 9),
    ],
)
def test_numbers_are_transformed(
    client: EngineClient, before: Any, operation: str, given: Any, after: Any
) -> None:
    commit(client, {"upsert": pot(n=before)})
    results = transform(client, {operation: value(given)})
    assert results == [after]
    assert stored(client) == {"n": after}
    assert type(results[0]) is type(after)
    assert list(check(client.engine._database)) == []


def test_what_is_not_a_number_wins(client: EngineClient) -> None:
    commit(client, {"upsert": pot(n=1)})
    (result,) = transform(client, {"maximum": value(math.nan)})
    assert math.isnan(result)


def test_the_time_of_the_request_is_cut_to_milliseconds(client: EngineClient) -> None:
    commit(client, {"upsert": pot()})
    with clock.freeze(dt.datetime(2100, 7, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)):
        (result,) = transform(client, {"set_to_server_value": "REQUEST_TIME"})
    assert result.ToMilliseconds() % 1000 == 123
    assert result.nanos == 123_000_000


def test_lists_gain_and_lose_elements(client: EngineClient) -> None:
    commit(client, {"upsert": pot(n=[1, 2, 1.0, "a"])})
    results = transform(
        client,
        {"remove_all_from_array": {"values": [value(1)]}},
        {"append_missing_elements": {"values": [value(each) for each in (2.0, "b", "b")]}},
    )
    assert results == [None, None]
    assert stored(client) == {"n": [2, "a", "b"]}
    assert list(check(client.engine._database)) == []


def test_what_is_no_list_becomes_one(client: EngineClient) -> None:
    commit(client, {"upsert": pot(n="text")})
    transform(client, {"append_missing_elements": {"values": [value({"x": 1})]}})
    assert stored(client) == {"n": [{"x": 1}]}
    assert list(check(client.engine._database)) == []


def test_transforms_of_one_commit_follow_each_other(client: EngineClient) -> None:
    add = [{"property": "n", "increment": value(2)}]
    commit(
        client,
        {"upsert": pot(n=1), "property_transforms": add},
        {"update": pot(), "property_mask": {"paths": []}, "property_transforms": add},
        transactional=True,
    )
    assert stored(client) == {"n": 5}


@pytest.mark.parametrize(
    ("transforms", "message"),
    [
        ({"increment": value("a")}, "takes a number"),
        ({}, "none that is known"),
        ({"set_to_server_value": "SERVER_VALUE_UNSPECIFIED"}, "none that is known"),
        ({"append_missing_elements": {"values": [{}]}}, "does not contain a value"),
        ({"append_missing_elements": {"values": [value([1])]}}, "list in a list"),
    ],
)
def test_transforms_that_make_no_sense_are_refused(
    client: EngineClient, transforms: dict[str, Any], message: str
) -> None:
    commit(client, {"upsert": pot(n=1)})
    with pytest.raises(InvalidArgument, match=message):
        transform(client, transforms)
    assert stored(client) == {"n": 1}


def test_a_deletion_has_no_transforms(client: EngineClient) -> None:
    add = [{"property": "n", "increment": value(2)}]
    with pytest.raises(InvalidArgument, match="deletion"):
        commit(client, {"delete": KEY, "property_transforms": add})


def test_a_version_that_differs_fails_the_commit_if_it_should(client: EngineClient) -> None:
    (result,) = commit(client, {"upsert": pot(n=1)}).mutation_results
    fail = {"conflict_resolution_strategy": "FAIL"}
    with pytest.raises(FailedPrecondition, match="stored version"):
        commit(client, {"upsert": pot(n=2), "base_version": result.version - 1, **fail})
    commit(client, {"upsert": pot(n=3), "base_version": result.version, **fail})
    assert stored(client) == {"n": 3}


def test_a_time_of_update_is_compared_as_a_version_is(client: EngineClient) -> None:
    (result,) = commit(client, {"upsert": pot(n=1)}).mutation_results
    (kept,) = commit(
        client,
        {"upsert": pot(n=2), "update_time": result.update_time - dt.timedelta(microseconds=1)},
    ).mutation_results
    assert kept.conflict_detected
    assert kept.version == result.version
    (changed,) = commit(
        client, {"upsert": pot(n=3), "update_time": result.update_time}
    ).mutation_results
    assert not changed.conflict_detected
    assert stored(client) == {"n": 3}
