from collections.abc import Sequence
from typing import Any

import pytest
from google.api_core.exceptions import (
    Aborted,
    AlreadyExists,
    InternalServerError,
    InvalidArgument,
    NotFound,
    ServiceUnavailable,
)
from google.cloud import ndb
from google.cloud.datastore_v1.types import (
    AllocateIdsRequest,
    CommitRequest,
    CommitResponse,
    LookupRequest,
    Mutation,
    ReserveIdsRequest,
)

from july.embedded.datastore import Index
from july.embedded.datastore.indexes import Sort
from tests.embedded.datastore.conftest import EngineClient, OpenEngine


class Note(ndb.Model):
    text = ndb.StringProperty()
    long = ndb.TextProperty()
    tags = ndb.StringProperty(repeated=True)


def entity(number: int | None = 1, text: str = "a", **key: Any) -> dict[str, Any]:
    element = {"kind": "Note", **({} if number is None else {"id": number})}
    return {
        "key": {"partition_id": {"project_id": "july"}, "path": [element], **key},
        "properties": {"text": {"string_value": text}},
    }


def commit(
    client: EngineClient, *mutations: dict[str, Any], mode: str = "NON_TRANSACTIONAL"
) -> CommitResponse:
    transactional = mode == "TRANSACTIONAL"
    request = CommitRequest(
        project_id="july",
        mode=getattr(CommitRequest.Mode, mode),
        mutations=[Mutation(each) for each in mutations],
        single_use_transaction={"read_write": {}} if transactional else None,
    )
    return client.stub.commit(request)


def texts(client: EngineClient) -> list[str]:
    with client.plain_context():
        return [note.text for note in Note.query().order(Note.text)]


def rows(client: EngineClient, table: str) -> int:
    with client.engine._database.reader() as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_every_type_of_value_comes_back(context: EngineClient) -> None:
    class Everything(ndb.Model):
        integer = ndb.IntegerProperty()
        number = ndb.FloatProperty()
        truth = ndb.BooleanProperty()
        text = ndb.StringProperty()
        data = ndb.BlobProperty(indexed=True)
        time = ndb.DateTimeProperty(auto_now_add=True)
        point = ndb.GeoPtProperty()
        key_of = ndb.KeyProperty()
        nothing = ndb.StringProperty()
        several = ndb.IntegerProperty(repeated=True)
        part = ndb.StructuredProperty(Note)
        json = ndb.JsonProperty()

    made = Everything(
        integer=-(2**63),
        number=-0.5,
        truth=False,
        text="ü\0",
        data=b"\0\xff",
        point=ndb.GeoPt(-1.5, 2),
        key_of=ndb.Key("Room", "x", "Note", 3),
        several=[3, 1, 1],
        part=Note(text="inner"),
        json={"a": [1]},
    )
    made.put()
    assert made.key.get().to_dict() == made.to_dict()
    for name in ("integer", "number", "truth", "text", "data", "time", "point", "key_of"):
        shared = getattr(Everything, name)
        assert Everything.query(shared == getattr(made, name)).get().key == made.key
        projected = Everything.query(projection=[shared]).order(shared).get()
        assert getattr(projected, name) == getattr(made, name)
    assert Everything.query(Everything.part.text == "inner").get().key == made.key
    assert Everything.query(Everything.nothing == None).get().key == made.key  # noqa: E711


def test_a_new_entity_gets_an_id_of_its_own(client: EngineClient) -> None:
    response = commit(client, *[{"insert": entity(None)}] * 3)
    ids = {result.key.path[0].id for result in response.mutation_results}
    assert len(ids) == 3
    assert min(ids) > 0


def test_the_request_is_left_as_it_was(client: EngineClient) -> None:
    mutation = Mutation({"upsert": entity(None)})
    request = CommitRequest(
        project_id="july", mode=CommitRequest.Mode.NON_TRANSACTIONAL, mutations=[mutation]
    )
    before = CommitRequest.serialize(request)
    client.stub.commit(request)
    assert CommitRequest.serialize(request) == before


def test_insert_refuses_what_is_there(client: EngineClient) -> None:
    commit(client, {"insert": entity(text="first")})
    with pytest.raises(AlreadyExists):
        commit(client, {"insert": entity(text="second")})
    assert texts(client) == ["first"]


def test_update_refuses_what_is_not_there(client: EngineClient) -> None:
    with pytest.raises(NotFound):
        commit(client, {"update": entity()})
    commit(client, {"upsert": entity()}, {"insert": entity(2)})
    commit(client, {"update": entity(text="b")})
    assert texts(client) == ["a", "b"]


def test_deleting_nothing_is_no_error(client: EngineClient) -> None:
    response = commit(client, {"delete": entity()["key"]})
    assert response.mutation_results[0].version > 0


def test_a_commit_is_written_whole_or_not_at_all(client: EngineClient) -> None:
    with pytest.raises(NotFound):
        commit(client, {"insert": entity(1)}, {"update": entity(2)})
    assert texts(client) == []
    assert rows(client, "datastore_values") == 0


def test_without_transaction_an_entity_is_changed_once(client: EngineClient) -> None:
    with pytest.raises(InvalidArgument, match="once"):
        commit(client, {"upsert": entity(text="a")}, {"upsert": entity(text="b")})


def test_in_a_transaction_changes_of_an_entity_follow_each_other(client: EngineClient) -> None:
    key = entity()["key"]
    commit(
        client,
        {"insert": entity(text="a")},
        {"update": entity(text="b")},
        {"delete": key},
        {"insert": entity(text="c")},
        mode="TRANSACTIONAL",
    )
    assert texts(client) == ["c"]
    with pytest.raises(InvalidArgument, match="nothing to update"):
        commit(client, {"delete": key}, {"update": entity()}, mode="TRANSACTIONAL")


def test_versions_grow(client: EngineClient) -> None:
    first = commit(client, {"upsert": entity()}).mutation_results[0].version
    second = commit(client, {"upsert": entity()}).mutation_results[0].version
    assert 0 < first < second
    found = client.stub.lookup(LookupRequest(project_id="july", keys=[entity()["key"]])).found
    assert found[0].version == second


def test_a_change_of_another_version_is_a_conflict_and_not_made(client: EngineClient) -> None:
    version = commit(client, {"upsert": entity(text="a")}).mutation_results[0].version
    results = commit(
        client,
        {"upsert": entity(text="b"), "base_version": version + 1},
        {"upsert": entity(2, text="c"), "base_version": 0},
    ).mutation_results
    assert [result.conflict_detected for result in results] == [True, False]
    assert results[0].version == version
    assert texts(client) == ["a", "c"]


def test_index_rows_that_stay_are_not_written_again(
    open_engine: OpenEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_engine(Index("Note", (Sort("text"), Sort("tags", descending=True))))
    with client.plain_context():
        note = Note(text="a", tags=["x", "y"])
        note.put()
        written: list[str] = []
        client.engine._database._writer.set_trace_callback(written.append)
        note.long = "changed"
        note.put()
        client.engine._database._writer.set_trace_callback(None)
    changes = [each for each in written if each.startswith(("INSERT", "DELETE"))]
    assert changes == []
    assert any("UPDATE datastore_entities" in each for each in written)


def test_deleting_leaves_no_rows(open_engine: OpenEngine) -> None:
    client = open_engine(Index("Note", (Sort("text"), Sort("tags")), ancestor=True))
    with client.plain_context():
        note = Note(parent=ndb.Key("Room", 1), text="a", tags=["x", "y"])
        note.put()
        note.tags = ["z"]
        note.put()
        assert rows(client, "datastore_index_1") == 2
        note.key.delete()
    for table in ("datastore_entities", "datastore_values", "datastore_index_1"):
        assert rows(client, table) == 0


@pytest.mark.parametrize(
    ("mutation", "message"),
    [
        ({"upsert": entity(text="x" * 1501)}, "'text' is longer than 1500 bytes"),
        (
            {"upsert": {"key": {"path": [{"kind": "Note"}, {"kind": "Note", "id": 1}]}}},
            "incomplete",
        ),
        ({"upsert": {"key": {"path": [{"id": 1}]}}}, "without a kind"),
        ({"upsert": {"key": {}}}, "empty path"),
        ({"delete": {"path": [{"kind": "Note"}]}}, "incomplete"),
        ({}, "insert, update, upsert or delete"),
    ],
)
def test_mutations_that_make_no_sense_are_refused(
    client: EngineClient, mutation: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        commit(client, mutation)


def test_limits_are_those_of_the_cloud(client: EngineClient) -> None:
    with pytest.raises(InvalidArgument, match="500 mutations"):
        commit(client, *[{"upsert": entity(number)} for number in range(1, 502)])
    big = entity()
    big["properties"]["long"] = {"string_value": "x" * 2**20, "exclude_from_indexes": True}
    with pytest.raises(InvalidArgument, match="'long' is over 1048487 bytes"):
        commit(client, {"upsert": big})
    half = {"string_value": "x" * 2**19, "exclude_from_indexes": True}
    big["properties"] = {"one": half, "two": half}
    with pytest.raises(InvalidArgument, match="1048572 are allowed"):
        commit(client, {"upsert": big})


def test_a_key_without_project_gets_that_of_the_request(client: EngineClient) -> None:
    commit(client, {"upsert": entity(partition_id={})})
    found = client.stub.lookup(LookupRequest(project_id="july", keys=[entity()["key"]])).found
    assert found[0].entity.key.partition_id.project_id == "july"


def allocate(client: EngineClient, keys: Sequence[dict[str, Any]]) -> list[int]:
    request = AllocateIdsRequest(project_id="july", keys=keys)
    return [key.path[-1].id for key in client.stub.allocate_ids(request).keys]


def test_allocated_ids_differ_also_between_engines_on_one_file(open_engine: OpenEngine) -> None:
    incomplete = [entity(None)["key"]] * 700
    one, two = open_engine(), open_engine()
    ids = allocate(one, incomplete) + allocate(two, incomplete) + allocate(one, incomplete)
    assert len(set(ids)) == 2100


def test_an_id_that_somebody_chose_is_not_allocated(client: EngineClient) -> None:
    (last,) = allocate(client, [entity(None)["key"]])
    commit(client, {"upsert": entity(last + 1)}, {"upsert": entity(last + 3)})
    ids = allocate(client, [entity(None)["key"]] * 3)
    assert not {last + 1, last + 3} & set(ids)
    assert len(set(ids)) == 3


def test_ids_are_allocated_for_incomplete_keys_only(client: EngineClient) -> None:
    with pytest.raises(InvalidArgument, match="incomplete"):
        allocate(client, [entity()["key"]])


def reserve(client: EngineClient, *ids: int) -> None:
    keys = [entity(number)["key"] for number in ids]
    client.stub.reserve_ids(ReserveIdsRequest(project_id="july", keys=keys))


def test_a_reserved_id_is_given_to_nobody(open_engine: OpenEngine) -> None:
    one, two = open_engine(), open_engine()
    (last,) = allocate(one, [entity(None)["key"]])
    reserve(two, last + 1, last + 2, last + 5)
    reserve(two, last + 1)
    ids = allocate(one, [entity(None)["key"]] * 4)
    assert not {last + 1, last + 2, last + 5} & set(ids)


def test_a_new_entity_does_not_get_a_reserved_id(client: EngineClient) -> None:
    (last,) = allocate(client, [entity(None)["key"]])
    reserve(client, last + 1)
    with pytest.raises(Aborted, match="reserved"):
        commit(client, {"insert": entity(None)})
    (result,) = commit(client, {"insert": entity(None)}).mutation_results
    assert result.key.path[0].id == last + 2


def test_names_and_incomplete_keys_are_not_reserved(client: EngineClient) -> None:
    named = {"partition_id": {"project_id": "july"}, "path": [{"kind": "Note", "name": "x"}]}
    client.stub.reserve_ids(ReserveIdsRequest(project_id="july", keys=[named]))
    with pytest.raises(InvalidArgument, match="incomplete"):
        client.stub.reserve_ids(ReserveIdsRequest(project_id="july", keys=[entity(None)["key"]]))


def test_lookup_gives_each_key_once_as_found_or_missing(client: EngineClient) -> None:
    commit(client, {"upsert": entity()})
    keys = [entity()["key"], entity()["key"], entity(2)["key"]]
    response = client.stub.lookup(LookupRequest(project_id="july", keys=keys))
    assert [result.entity.key.path[0].id for result in response.found] == [1]
    assert [result.entity.key.path[0].id for result in response.missing] == [2]


def test_many_keys_are_looked_up_at_once(context: EngineClient) -> None:
    keys = ndb.put_multi([Note(text=str(number)) for number in range(700)])
    assert [note.text for note in ndb.get_multi(keys)] == [str(number) for number in range(700)]


def test_namespaces_do_not_meet(open_engine: OpenEngine) -> None:
    one, two = open_engine(namespace="one"), open_engine(namespace="two")
    with one.plain_context():
        Note(id=1, text="one").put()
    with two.plain_context():
        Note(id=1, text="two").put()
    assert texts(one) == ["one"]
    assert texts(two) == ["two"]


def test_a_full_disk_is_unavailable_and_writes_nothing(client: EngineClient) -> None:
    commit(client, {"upsert": entity(text="kept")})
    writer = client.engine._database._writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")
    big = entity(2)
    big["properties"]["long"] = {"string_value": "x" * 100_000, "exclude_from_indexes": True}
    with pytest.raises(ServiceUnavailable, match="full"):
        commit(client, {"upsert": big})
    assert texts(client) == ["kept"]


def test_a_file_that_is_not_as_it_should_be_is_an_internal_error(client: EngineClient) -> None:
    client.engine._database.write(
        lambda connection: connection.execute("DROP TABLE datastore_entities")
    )
    with pytest.raises(InternalServerError, match="datastore_entities"):
        commit(client, {"upsert": entity()})
