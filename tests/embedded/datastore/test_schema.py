import sqlite3

import pytest
from google.api_core.exceptions import FailedPrecondition, ServiceUnavailable
from google.cloud import ndb

from july.embedded.datastore import Index, check
from july.embedded.datastore.indexes import Sort
from july.errors import ConfigurationError
from tests.embedded.datastore.conftest import EngineClient, OpenEngine

BY_GROUP = Index("Line", (Sort("group"), Sort("number", descending=True)))


class Line(ndb.Model):
    group = ndb.StringProperty()
    number = ndb.IntegerProperty()


def top(client: EngineClient) -> list[int]:
    with client.plain_context():
        return [line.number for line in Line.query(Line.group == "a").order(-Line.number)]


def fill(client: EngineClient) -> None:
    with client.plain_context():
        ndb.put_multi([Line(group="ab"[number % 2], number=number) for number in range(6)])


def tables(client: EngineClient) -> list[str]:
    with client.engine._database.reader() as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return [name for (name,) in names if name.startswith("datastore_index_")]


def test_a_new_index_is_filled_from_what_is_there(open_engine: OpenEngine) -> None:
    client = open_engine()
    fill(client)
    with pytest.raises(FailedPrecondition):
        top(client)
    assert top(open_engine(BY_GROUP)) == [4, 2, 0]


def test_an_index_that_stays_is_not_made_again(open_engine: OpenEngine) -> None:
    client = open_engine(BY_GROUP)
    fill(client)
    before = tables(client)
    other = Index("Line", (Sort("number"), Sort("group")))
    again = open_engine(other, BY_GROUP)
    assert set(before) < set(tables(again))
    assert top(again) == [4, 2, 0]


def test_an_index_that_is_gone_is_dropped_and_can_come_back(open_engine: OpenEngine) -> None:
    client = open_engine(BY_GROUP)
    fill(client)
    assert tables(open_engine()) == []
    assert top(open_engine(BY_GROUP)) == [4, 2, 0]


def test_an_engine_with_other_indexes_cannot_write_past_them(open_engine: OpenEngine) -> None:
    old = open_engine()
    open_engine(BY_GROUP)
    with pytest.raises(ServiceUnavailable, match="Restart"), old.plain_context():
        Line(group="a").put(retries=0)


def test_a_file_of_another_format_is_refused(open_engine: OpenEngine) -> None:
    client = open_engine()
    client.engine._database.write(
        lambda connection: connection.execute("UPDATE datastore_state SET format = 99")
    )
    with pytest.raises(ConfigurationError, match="format 99"):
        open_engine()


def test_a_file_of_the_first_format_is_converted(open_engine: OpenEngine) -> None:
    client = open_engine(BY_GROUP)
    fill(client)

    def make_old(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE datastore_entities DROP COLUMN created")
        connection.execute("UPDATE datastore_entities SET version = 1")
        connection.execute("UPDATE datastore_versions SET version = 1")
        connection.execute("UPDATE datastore_values SET value = x'ff' || value")
        connection.execute("DELETE FROM datastore_index_1")
        connection.execute("DROP TABLE datastore_reserved")
        connection.execute("UPDATE datastore_state SET format = 1")

    client.engine._database.write(make_old)
    client = open_engine(BY_GROUP)
    assert list(check(client.engine._database)) == []
    assert top(client) == [4, 2, 0]
    with client.plain_context():
        assert Line.query(Line.number > 2).count() == 3
        Line(group="a", number=10).put()
    assert top(client) == [10, 4, 2, 0]


def test_clearing_leaves_nothing(open_engine: OpenEngine) -> None:
    client = open_engine(BY_GROUP)
    fill(client)
    client.engine.clear()
    assert top(client) == []
    with client.plain_context():
        assert Line.query().count() == 0
    fill(client)
    assert top(client) == [4, 2, 0]


def test_closing_twice_is_harmless(open_engine: OpenEngine) -> None:
    engine = open_engine().engine
    engine.close()
    engine.close()
