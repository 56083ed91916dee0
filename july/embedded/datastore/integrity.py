"""The check of a data file: whether its indexes are what its entities say."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from google.api_core.exceptions import GoogleAPICallError
from google.protobuf.message import DecodeError

from july.embedded.datastore.encoding import Partition, encode_path, partition_of
from july.embedded.datastore.entries import CompositeTable, Values, composite_rows, indexed_values
from july.embedded.datastore.messages import Entity
from july.embedded.datastore.schema import FORMAT, composite_tables
from july.embedded.file import Database


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in a file that is not as it should be: in which table, and what."""

    table: str
    text: str

    def __str__(self) -> str:
        return f"{self.table}: {self.text}"


def check(database: Database) -> Iterator[Difference]:
    """What is wrong with a file; nothing if all of it is right.

    SQLite checks its own pages first. Then every entity is compared with its rows in the indexes,
    and every row with its entity, in one snapshot; the file may be in use. A file without Datastore
    tables has no entities that could be wrong.
    """
    with database.reader() as connection:
        connection.execute("BEGIN")
        damages = _damages(connection)
        for text in damages:
            yield Difference("file", text)
        if not damages and _has_tables(connection):
            yield from _check_format(connection)


def _damages(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file itself."""
    try:
        found = [text for (text,) in connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def _has_tables(connection: sqlite3.Connection) -> bool:
    tables = "SELECT 1 FROM sqlite_schema WHERE name = 'datastore_state'"
    return connection.execute(tables).fetchone() is not None


def _check_format(connection: sqlite3.Connection) -> Iterator[Difference]:
    row = connection.execute("SELECT format FROM datastore_state").fetchone()
    if row is None or row[0] != FORMAT:
        found = None if row is None else row[0]
        yield Difference("datastore_state", f"the format is {found}, and not {FORMAT}")
        return
    yield from _Check(connection).differences()


class _Check:
    """One walk through all entities, then one through each index that has rows too many."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables: dict[str, list[CompositeTable]] = {}
        for table in composite_tables(connection):
            self._tables.setdefault(table.index.kind, []).append(table)
        self._kinds: dict[int, tuple[Partition, str]] = {
            number: (Partition(*partition), name)
            for number, *partition, name in connection.execute("SELECT * FROM datastore_kinds")
        }
        self._columns: dict[tuple[int, str], int] = {
            (kind, name): number
            for number, kind, name in connection.execute("SELECT * FROM datastore_properties")
        }
        self._newest: dict[int, int] = dict(
            connection.execute("SELECT kind, version FROM datastore_versions")
        )
        names = [table.name for tables in self._tables.values() for table in tables]
        self._right = dict.fromkeys(["datastore_values", *names], 0)

    def differences(self) -> Iterator[Difference]:
        """All of them."""
        for number, kind, path, version, proto in self._connection.execute(
            "SELECT id, kind, key, version, proto FROM datastore_entities"
        ):
            yield from self._check_entity(number, kind, path, version, proto)
        for table, right in self._right.items():
            yield from self._check_count(table, right)

    def _check_entity(
        self, number: int, kind: int, path: bytes, version: int, proto: bytes
    ) -> Iterator[Difference]:
        where = "datastore_entities"
        if kind not in self._kinds:
            yield Difference(where, f"entity {number} is of kind {kind}, which has no name")
            return
        partition, name = self._kinds[kind]
        try:
            entity = Entity.FromString(proto)
            named = partition_of(entity.key, partition.project, partition.database)
            same = (named, entity.key.path[-1].kind, encode_path(entity.key))
            values = indexed_values(entity)
        except (DecodeError, IndexError, GoogleAPICallError) as error:
            yield Difference(where, f"entity {number} of kind {name} can't be read: {error}")
            return
        if same != (partition, name, path):
            yield Difference(where, f"entity {number} of kind {name} has another key than its row")
        if version > min(self._newest.get(kind, 0), self._newest.get(0, 0)):
            yield Difference(where, f"entity {number} of kind {name} is newer than its kind")
        yield from self._check_values(number, kind, path, values)
        yield from self._check_composites(number, kind, path, values)

    def _check_values(
        self, number: int, kind: int, path: bytes, values: Values
    ) -> Iterator[Difference]:
        for name, several in values.items():
            column = self._columns.get((kind, name))
            for value in several:
                row = self._connection.execute(
                    "SELECT entity, repeated FROM datastore_values "
                    "WHERE property = ? AND value = ? AND key = ?",
                    (column, value, path),
                ).fetchone()
                if row == (number, len(several) > 1):
                    self._right["datastore_values"] += 1
                else:
                    text = f"property {name} of entity {number} has {_what(row)} row"
                    yield Difference("datastore_values", text)

    def _check_composites(
        self, number: int, kind: int, path: bytes, values: Values
    ) -> Iterator[Difference]:
        for table in self._tables.get(self._kinds[kind][1], ()):
            for sort, repeated in composite_rows(table, kind, path, values).items():
                row = self._connection.execute(
                    f"SELECT entity, repeated FROM {table.name} WHERE sort = ?",  # noqa: S608
                    (sort,),
                ).fetchone()
                if row == (number, repeated):
                    self._right[table.name] += 1
                else:
                    yield Difference(table.name, f"entity {number} has {_what(row)} row")

    def _check_count(self, table: str, right: int) -> Iterator[Difference]:
        """Rows that no entity has asked for are more than those that were found right."""
        (rows,) = self._connection.execute(
            f"SELECT count(*) FROM {table}"  # noqa: S608 - our own name
        ).fetchone()
        if rows > right:
            yield Difference(table, f"{rows - right} of {rows} rows belong to no entity, or not so")


def _what(row: tuple[int, int] | None) -> str:
    return "no" if row is None else "a wrong"
