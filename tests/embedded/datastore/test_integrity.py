"""The check of a file: finds nothing in one that is right, and everything that was made wrong."""

from pathlib import Path

import pytest
from google.cloud import ndb

from july.embedded.datastore import Index, check
from july.embedded.datastore.indexes import Sort
from july.embedded.file import Database
from tests.embedded.datastore.conftest import EngineClient, OpenEngine

INDEXES = (
    Index("Leaf", (Sort("color"), Sort("size", descending=True))),
    Index("Leaf", (Sort("tags"), Sort("size")), ancestor=True),
)


class Leaf(ndb.Model):
    color = ndb.StringProperty()
    size = ndb.IntegerProperty()
    tags = ndb.StringProperty(repeated=True)
    text = ndb.TextProperty()


@pytest.fixture
def grown(open_engine: OpenEngine) -> EngineClient:
    """A file with some entities, one of which was changed and one deleted."""
    client = open_engine(*INDEXES)
    with client.plain_context():
        tree = ndb.Key("Tree", 1)
        leaves = [Leaf(id=n, parent=tree, color="ab"[n % 2], size=n) for n in range(1, 9)]
        for leaf in leaves:
            leaf.tags = ["x", "y"][: leaf.size % 3]
        ndb.put_multi(leaves)
        leaves[0].size = 100
        leaves[0].put()
        leaves[1].key.delete()
    return client


def differences(client: EngineClient) -> list[str]:
    return [str(each) for each in check(client.engine._database)]


def damage(client: EngineClient, statement: str, *parameters: object) -> None:
    def work(connection: object) -> None:
        assert connection.execute(statement, parameters).rowcount > 0  # type: ignore[attr-defined]

    client.engine._database.write(work)


def test_a_file_that_is_right_has_no_differences(grown: EngineClient) -> None:
    assert differences(grown) == []


def test_a_file_without_datastore_has_no_differences(tmp_path: Path) -> None:
    database = Database(tmp_path / "empty.sqlite")
    assert list(check(database)) == []
    database.close()


@pytest.mark.parametrize(
    ("statement", "table", "text"),
    [
        ("DELETE FROM datastore_values WHERE key = :1", "datastore_values", "has no row"),
        (
            "UPDATE datastore_values SET entity = 99 WHERE key = :1",
            "datastore_values",
            "has a wrong row",
        ),
        ("DELETE FROM datastore_index_1", "datastore_index_1", "has no row"),
        ("UPDATE datastore_index_2 SET repeated = 7", "datastore_index_2", "has a wrong row"),
        ("DELETE FROM datastore_entities WHERE key = :1", "datastore_values", "belong to no"),
        (
            "INSERT INTO datastore_index_1 VALUES (x'00', 1, 0)",
            "datastore_index_1",
            "belong to no",
        ),
        (
            "UPDATE datastore_entities SET proto = x'ffff' WHERE key = :1",
            "datastore_entities",
            "can't be read",
        ),
        (
            "UPDATE datastore_entities SET version = version * 2 WHERE key = :1",
            "datastore_entities",
            "newer",
        ),
        ("UPDATE datastore_entities SET kind = 99", "datastore_entities", "no name"),
        (
            "UPDATE datastore_entities SET proto = (SELECT max(proto) FROM datastore_entities)",
            "datastore_entities",
            "another key",
        ),
        ("UPDATE datastore_state SET format = 99", "datastore_state", "format is 99"),
    ],
)
def test_what_was_made_wrong_is_found(
    grown: EngineClient, statement: str, table: str, text: str
) -> None:
    with grown.engine._database.reader() as connection:
        (path,) = connection.execute("SELECT max(key) FROM datastore_entities").fetchone()
    parameters = (path,) if ":1" in statement else ()
    damage(grown, statement, *parameters)
    found = [each for each in check(grown.engine._database) if each.table == table]
    assert any(text in each.text for each in found)


def test_pages_that_are_damaged_are_found(grown: EngineClient, tmp_path: Path) -> None:
    damage(grown, "INSERT INTO datastore_reserved SELECT 7")
    grown.engine._database.close()
    path = tmp_path / "july.sqlite"
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 200] = b"\xee" * 200
    path.write_bytes(content)
    database = Database(path)
    found = list(check(database))
    database.close()
    assert {each.table for each in found} == {"file"}


def test_names_that_yaml_takes_for_something_else_are_checked_as_well(
    open_engine: OpenEngine,
) -> None:
    class Odd(ndb.Model):
        yes = ndb.IntegerProperty()
        colon = ndb.IntegerProperty("a: b")

    client = open_engine(Index("Odd", (Sort("yes"), Sort("a: b"))))
    with client.plain_context():
        Odd(yes=1, colon=2).put()
        assert Odd.query(Odd.yes == 1).order(Odd.colon).count() == 1
    assert differences(client) == []
