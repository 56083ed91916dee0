"""What can't be stored, and the limits, as the cloud has them."""

import datetime as dt
from typing import Any

import pytest
from google.api_core.exceptions import InvalidArgument
from google.cloud.datastore_v1.types import CommitRequest, LookupRequest, Mutation

from july.embedded.datastore import mutations
from tests.embedded.datastore.conftest import EngineClient


def entity(path: Any = None, **properties: Any) -> dict[str, Any]:
    return {"key": key(*(path or ["Box", 1])), "properties": properties}


def key(*path: Any, **partition: str) -> dict[str, Any]:
    elements = [
        {"kind": kind, "name" if isinstance(name, str) else "id": name}
        for kind, name in zip(path[::2], path[1::2], strict=True)
    ]
    return {"partition_id": {"project_id": "july", **partition}, "path": elements}


def put(client: EngineClient, entity: dict[str, Any], **request: Any) -> None:
    client.stub.commit(
        CommitRequest(
            project_id="july",
            mode="NON_TRANSACTIONAL",
            mutations=[Mutation({"upsert": entity})],
            **request,
        )
    )


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {"integer_value": 1}
    for _ in range(levels):
        value = {"entity_value": {"properties": {"inner": value}}}
    return value


def point(latitude: float, longitude: float) -> dict[str, Any]:
    return {"geo_point_value": {"latitude": latitude, "longitude": longitude}}


@pytest.mark.parametrize(
    "allowed",
    [
        entity(a=nested(20)),
        entity(a=point(-90, 180)),
        entity(**{"n" * 1500: {"integer_value": 1}}),
        entity(**{"a.b": {"integer_value": 1}}),
        entity(["Box", "n" * 1500]),
        entity(["Box", -5]),
        entity(["A", 1] * 100),
        entity(a={"timestamp_value": dt.datetime(1, 1, 1, tzinfo=dt.UTC)}),
        entity(a={"string_value": "x" * 1_048_000, "exclude_from_indexes": True}),
    ],
    ids=range(9),
)
def test_what_the_limits_allow_is_stored(client: EngineClient, allowed: dict[str, Any]) -> None:
    put(client, allowed)


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (entity(a=nested(21)), "20 levels"),
        (entity(a={"array_value": {"values": [nested(21)]}}), "20 levels"),
        (entity(a=point(90.5, 0)), "not on the globe"),
        (entity(a=point(0, float("nan"))), "not on the globe"),
        (entity(a={}), "does not contain a value"),
        (
            entity(a={"array_value": {"values": [{"array_value": {"values": []}}]}}),
            "list in a list",
        ),
        (entity(a={"array_value": {}, "exclude_from_indexes": True}), "not the list itself"),
        (entity(a={"key_value": {"path": [{"kind": "A"}]}}), "incomplete"),
        (entity(**{"": {"integer_value": 1}}), "property.name is empty"),
        (entity(__a__={"integer_value": 1}), "'__a__' is reserved"),
        (entity(**{"n" * 1501: {"integer_value": 1}}), "longer than 1500 bytes"),
        (entity(["__Box__", 1]), "'__Box__' is reserved"),
        (entity(["Box", "__a__"]), "'__a__' is reserved"),
        (entity(["B" * 1501, 1]), "kind is longer"),
        (entity(["Box", "é" * 751]), "name is longer"),
        (entity(["A", 1] * 101), "100 elements"),
        (entity(["A", "n" * 1400] * 5), "6144 are allowed"),
        (
            entity(a={"string_value": "x" * 1_048_488, "exclude_from_indexes": True}),
            "'a' is over 1048487 bytes",
        ),
        ({"key": key("Box", 1, project_id="other")}, "project 'other'"),
        ({"key": key("Box", 1, database_id="other")}, "database 'other'"),
    ],
    ids=range(20),
)
def test_what_breaks_a_limit_is_refused(
    client: EngineClient, refused: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        put(client, refused)


def test_a_time_after_the_year_9999_is_refused(client: EngineClient) -> None:
    mutation = Mutation({"upsert": entity()})
    mutation._pb.upsert.properties["a"].timestamp_value.seconds = 253_402_300_800
    request = CommitRequest(project_id="july", mode="NON_TRANSACTIONAL", mutations=[mutation])
    with pytest.raises(InvalidArgument, match="years 1 to 9999"):
        client.stub.commit(request)


def test_a_commit_has_ten_mebibytes(client: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert mutations.MOST_REQUEST_BYTES == 10 * 2**20
    monkeypatch.setattr(mutations, "MOST_REQUEST_BYTES", 1000)
    with pytest.raises(InvalidArgument, match="1000 bytes"):
        put(client, entity(a={"string_value": "x" * 1000}))


def test_a_thousand_keys_are_looked_up_at_once_and_no_more(client: EngineClient) -> None:
    keys = [key("Box", number) for number in range(1, 1002)]
    found = client.stub.lookup(LookupRequest(project_id="july", keys=keys[:1000]))
    assert len(found.missing) == 1000
    with pytest.raises(InvalidArgument, match="1000 keys"):
        client.stub.lookup(LookupRequest(project_id="july", keys=keys))


def test_a_request_names_its_project(client: EngineClient) -> None:
    for call, request in [
        (client.stub.lookup, LookupRequest(keys=[key("Box", 1)])),
        (client.stub.commit, CommitRequest(mode="NON_TRANSACTIONAL")),
    ]:
        with pytest.raises(InvalidArgument, match="names its project"):
            call(request)


def test_a_transactional_commit_names_its_transaction(client: EngineClient) -> None:
    request = CommitRequest(project_id="july", mode="TRANSACTIONAL")
    with pytest.raises(InvalidArgument, match="names its transaction"):
        client.stub.commit(request)
