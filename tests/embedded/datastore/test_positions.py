"""Orders that have the key in front of other properties, as no index has it."""

from google.cloud import ndb

from tests.embedded.datastore.conftest import EngineClient


class Row(ndb.Model):
    tags = ndb.StringProperty(repeated=True)


def test_what_is_projected_follows_an_order_by_key(context: EngineClient) -> None:
    ndb.put_multi([Row(id=3, tags=["a"]), Row(id=2, tags=["b", "c"]), Row(id=1, tags=["d"])])
    in_order = [(1, ["d"]), (2, ["b"]), (2, ["c"]), (3, ["a"])]
    query = Row.query(projection=["tags"]).order(Row.key)
    assert [(row.key.id(), row.tags) for row in query] == in_order
    query = Row.query(Row.key > ndb.Key(Row, 1), projection=["tags"])
    assert [(row.key.id(), row.tags) for row in query] == in_order[1:]


def test_an_order_behind_the_key_leaves_out_what_lacks_its_property(context: EngineClient) -> None:
    ndb.put_multi([Row(id=2, tags=["a"]), Row(id=1, tags=[])])
    found = Row.query().order(Row.key, Row.tags).fetch()
    assert [row.key.id() for row in found] == [2]


def test_pages_go_on_behind_the_key(context: EngineClient) -> None:
    ndb.put_multi([Row(id=number, tags=["b", "a"]) for number in (1, 2, 3)])
    query = Row.query(projection=["tags"]).order(-Row.key)
    found = []
    cursor, more = None, True
    while more:
        page, cursor, more = query.fetch_page(2, start_cursor=cursor)
        found += [(row.key.id(), row.tags[0]) for row in page]
    assert found == [(3, "a"), (3, "b"), (2, "a"), (2, "b"), (1, "a"), (1, "b")]
