"""Versions and times of entities, and reading at a time."""

import datetime as dt
from typing import Any

import pytest
from google.api_core.exceptions import FailedPrecondition, InvalidArgument
from google.cloud.datastore_v1.types import (
    BeginTransactionRequest,
    CommitRequest,
    LookupRequest,
    Mutation,
    Query,
    RunQueryRequest,
)

from july.lib import clock
from tests.embedded.datastore.conftest import EngineClient

KEY = {"partition_id": {"project_id": "july"}, "path": [{"kind": "Stone", "id": 1}]}
MICROSECOND = dt.timedelta(microseconds=1)


def commit(client: EngineClient, *mutations: dict[str, Any]) -> Any:
    return client.stub.commit(
        CommitRequest(
            project_id="july",
            mode="NON_TRANSACTIONAL",
            mutations=[Mutation(each) for each in mutations],
        )
    )


def put(client: EngineClient) -> Any:
    return commit(client, {"upsert": {"key": KEY}}).mutation_results[0]


def lookup(client: EngineClient, **read_options: Any) -> Any:
    request = LookupRequest(project_id="july", keys=[KEY], read_options=read_options)
    return client.stub.lookup(request)


def test_a_version_is_the_time_of_its_commit(client: EngineClient) -> None:
    before = clock.now()
    response = commit(client, {"upsert": {"key": KEY}})
    (result,) = response.mutation_results
    assert before <= response.commit_time <= clock.now()
    assert result.create_time == result.update_time == response.commit_time
    assert result.version == round(response.commit_time.timestamp() * 1_000_000)


def test_the_time_of_creation_stays_until_the_entity_is_deleted(client: EngineClient) -> None:
    first, second = put(client), put(client)
    assert second.create_time == first.create_time < second.update_time
    commit(client, {"delete": KEY})
    third = put(client)
    assert third.create_time == third.update_time > second.update_time


def test_reads_tell_version_and_times(client: EngineClient) -> None:
    put(client)
    result = put(client)
    (found,) = lookup(client).found
    query = RunQueryRequest(project_id="july", query=Query(kind=[{"name": "Stone"}]))
    batch = client.stub.run_query(query).batch
    for each in (found, batch.entity_results[0]):
        assert each.version == result.version
        assert each.create_time == result.create_time
        assert each.update_time == result.update_time
    assert batch.read_time >= result.update_time
    assert lookup(client).read_time >= result.update_time


def test_versions_grow_though_the_clock_goes_back(client: EngineClient) -> None:
    first = put(client).version
    with clock.freeze(dt.datetime(2001, 1, 1, tzinfo=dt.UTC)):
        second, third = put(client).version, put(client).version
    assert first < second < third


def test_the_present_can_be_read_by_its_time(client: EngineClient) -> None:
    result = put(client)
    assert len(lookup(client, read_time=result.update_time).found) == 1
    assert len(lookup(client, read_time=clock.now()).found) == 1


def test_the_past_is_not_kept(client: EngineClient) -> None:
    result = put(client)
    with pytest.raises(FailedPrecondition, match="too long ago"):
        lookup(client, read_time=result.update_time - MICROSECOND)
    with pytest.raises(FailedPrecondition, match="too long ago"):
        client.stub.run_query(
            RunQueryRequest(
                project_id="july",
                query=Query(kind=[{"name": "Stone"}]),
                read_options={"read_time": result.update_time - MICROSECOND},
            )
        )


def test_the_future_cannot_be_read(client: EngineClient) -> None:
    with pytest.raises(InvalidArgument, match="future"):
        lookup(client, read_time=clock.now() + dt.timedelta(minutes=1))


def begin(client: EngineClient, read_time: Any) -> bytes:
    options = {"read_only": {"read_time": read_time}}
    request = BeginTransactionRequest(project_id="july", transaction_options=options)
    return bytes(client.stub.begin_transaction(request).transaction)


def test_a_transaction_reads_at_its_time_or_not_at_all(client: EngineClient) -> None:
    result = put(client)
    number = begin(client, result.update_time)
    assert len(lookup(client, transaction=number).found) == 1
    put(client)
    assert lookup(client, transaction=number).found[0].version == result.version
    late = begin(client, result.update_time)
    for _ in range(2):
        with pytest.raises(FailedPrecondition, match="too long ago"):
            lookup(client, transaction=late)


def test_index_updates_are_counted(client: EngineClient) -> None:
    entity: dict[str, Any] = {
        "key": KEY,
        "properties": {"a": {"integer_value": 1}, "b": {"integer_value": 1}},
    }
    assert commit(client, {"upsert": entity}).index_updates == 2
    entity["properties"]["a"] = {"integer_value": 2}
    assert commit(client, {"upsert": entity}).index_updates == 2
    assert commit(client, {"delete": KEY}).index_updates == 2
