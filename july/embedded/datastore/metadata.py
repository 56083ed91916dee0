"""Queries on what there is: the kinds `__namespace__`, `__kind__` and `__property__`.

https://cloud.google.com/datastore/docs/concepts/metadataqueries
"""

import sqlite3
from collections.abc import Callable, Iterator
from itertools import islice

from july.embedded.datastore.branches import Range
from july.embedded.datastore.encoding import REPRESENTATIONS, Partition, encode_path
from july.embedded.datastore.indexes import KEY, Sort
from july.embedded.datastore.messages import Entity, Message
from july.embedded.datastore.query import Query
from july.embedded.datastore.refusals import invalid
from july.embedded.datastore.results import Results, Row
from july.embedded.datastore.scans import Window

DEFAULT_NAMESPACE_ID = 1
"""The id of the key that stands for the default namespace, which has no name."""

_NAMESPACES = """SELECT DISTINCT namespace FROM datastore_kinds k WHERE project = ? AND database = ?
    AND EXISTS (SELECT 1 FROM datastore_entities e WHERE e.kind = k.id)"""
_KINDS = """SELECT name FROM datastore_kinds k WHERE project = ? AND database = ? AND namespace = ?
    AND EXISTS (SELECT 1 FROM datastore_entities e WHERE e.kind = k.id)"""
_PROPERTIES = """SELECT k.name, p.name, p.id
    FROM datastore_kinds k JOIN datastore_properties p ON p.kind = k.id
    WHERE project = ? AND database = ? AND namespace = ?
    AND EXISTS (SELECT 1 FROM datastore_values v WHERE v.property = p.id)"""
_HAS_VALUES = """SELECT EXISTS (
    SELECT 1 FROM datastore_values WHERE property = ? AND value >= ? AND value < ?)"""


def is_metadata(query: Query) -> bool:
    """Whether a query asks for what there is, instead of entities."""
    return query.kind in _ENTITIES


def metadata_results(connection: sqlite3.Connection, query: Query, cursors: Window) -> Results:
    """What there is, as results. Raises InvalidArgument for what such a query can't ask."""
    _check(query)
    assert query.kind is not None  # noqa: S101 - asked before
    rows = {}
    for entity in _ENTITIES[query.kind](connection, query.partition):
        path = encode_path(entity.key)
        if cursors.lower <= path < cursors.upper and _is_wanted(query, path):
            rows[path] = Row(path, False, 0, proto=_content(query, entity))
    found = iter(sorted(rows.values()))
    skipped = list(islice(found, query.offset))
    wanted = list(islice(found, query.limit))
    complete = query.limit is None or next(found, None) is None
    return Results(wanted, len(skipped), skipped[-1].position if skipped else b"", complete)


def _check(query: Query) -> None:
    used = {name for branch in query.branches for name, _ in branch.equals}
    used |= {name for branch in query.branches for name in branch.ranges}
    if used - {KEY} or query.sorts != (Sort(KEY),) or query.projection:
        raise invalid(f"A query on {query.kind} filters by key, and has no other order.")


def _is_wanted(query: Query, path: bytes) -> bool:
    return any(
        path.startswith(branch.ancestor or b"") and branch.ranges.get(KEY, Range()).has(path)
        for branch in query.branches
    )


def _content(query: Query, entity: Message) -> bytes:
    content: bytes = b"" if query.keys_only else entity.SerializeToString()
    return content


def _namespaces(connection: sqlite3.Connection, partition: Partition) -> Iterator[Message]:
    for (name,) in connection.execute(_NAMESPACES, partition[:2]).fetchall():
        entity = _entity(partition._replace(namespace=""))
        element = entity.key.path.add(kind="__namespace__")
        if name:
            element.name = name
        else:
            element.id = DEFAULT_NAMESPACE_ID
        yield entity


def _kinds(connection: sqlite3.Connection, partition: Partition) -> Iterator[Message]:
    for (name,) in connection.execute(_KINDS, partition).fetchall():
        entity = _entity(partition)
        entity.key.path.add(kind="__kind__", name=name)
        yield entity


def _properties(connection: sqlite3.Connection, partition: Partition) -> Iterator[Message]:
    for kind, name, number in connection.execute(_PROPERTIES, partition).fetchall():
        entity = _entity(partition)
        entity.key.path.add(kind="__kind__", name=kind)
        entity.key.path.add(kind="__property__", name=name)
        found = entity.properties["property_representation"].array_value.values
        for representation, bounds in REPRESENTATIONS.items():
            if connection.execute(_HAS_VALUES, (number, *bounds)).fetchone()[0]:
                found.add().string_value = representation
        yield entity


def _entity(partition: Partition) -> Message:
    entity = Entity()
    target = entity.key.partition_id
    target.project_id, target.database_id, target.namespace_id = partition
    return entity


_ENTITIES: dict[str | None, Callable[[sqlite3.Connection, Partition], Iterator[Message]]] = {
    "__namespace__": _namespaces,
    "__kind__": _kinds,
    "__property__": _properties,
}
