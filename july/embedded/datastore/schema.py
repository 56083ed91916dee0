"""The tables of the Datastore engine, and what happens to them when it is opened."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice

from july.embedded.datastore.entries import (
    CompositeTable,
    Values,
    composite_rows,
    indexed_values,
)
from july.embedded.datastore.indexes import Index, parse_indexes
from july.embedded.datastore.messages import Entity
from july.embedded.datastore.times import now
from july.errors import ConfigurationError

FORMAT = 2
"""Raised when the tables change in a way that older code would not understand."""

FIRST_ID = 1_000_000_001
"""Ids are given from here on, so that they don't meet the small ones that people choose."""

_TABLES = (
    # One row. `generation` counts the changes of the set of composite indexes.
    """CREATE TABLE IF NOT EXISTS datastore_state (
        format INTEGER NOT NULL, generation INTEGER NOT NULL, next_id INTEGER NOT NULL)""",
    # The version of the last commit that touched an entity of each kind; kind 0 is any kind.
    """CREATE TABLE IF NOT EXISTS datastore_versions (
        kind INTEGER PRIMARY KEY, version INTEGER NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS datastore_kinds (
        id INTEGER PRIMARY KEY, project TEXT NOT NULL, database TEXT NOT NULL,
        namespace TEXT NOT NULL, name TEXT NOT NULL,
        UNIQUE (project, database, namespace, name))""",
    """CREATE TABLE IF NOT EXISTS datastore_properties (
        id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name))""",
    # Versions are times of commits, in microseconds; `created` is the first.
    """CREATE TABLE IF NOT EXISTS datastore_entities (
        id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key BLOB NOT NULL,
        version INTEGER NOT NULL, created INTEGER NOT NULL, proto BLOB NOT NULL,
        UNIQUE (kind, key))""",
    # A row for every indexed value. `repeated`: the entity has several values in this property.
    """CREATE TABLE IF NOT EXISTS datastore_values (
        property INTEGER NOT NULL, value BLOB NOT NULL, key BLOB NOT NULL,
        entity INTEGER NOT NULL, repeated INTEGER NOT NULL,
        PRIMARY KEY (property, value, key)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS datastore_indexes (
        id INTEGER PRIMARY KEY, definition TEXT NOT NULL UNIQUE)""",
    # Ids that new entities don't get, though nothing has them.
    "CREATE TABLE IF NOT EXISTS datastore_reserved (id INTEGER PRIMARY KEY)",
)

_BATCH = 1000


def open_tables(
    connection: sqlite3.Connection, indexes: Sequence[Index], *, keep_strangers: bool = False
) -> tuple[int, tuple[CompositeTable, ...]]:
    """Make the tables that are missing, and the composite indexes exactly those of `indexes`.

    New ones are filled from the entities in this transaction, those that are gone are dropped; with
    `keep_strangers`, those stay that belong to kinds of which `indexes` have none.
    Gives the generation of the set of indexes, and their tables.
    """
    _make_tables(connection)
    kinds = {index.kind for index in indexes}
    strangers = [
        table.index
        for table in (composite_tables(connection) if keep_strangers else ())
        if table.index.kind not in kinds
    ]
    wanted = {index.as_yaml(): index for index in (*indexes, *strangers)}
    there = dict(connection.execute("SELECT definition, id FROM datastore_indexes").fetchall())
    for definition in there.keys() - wanted.keys():
        _drop(connection, there.pop(definition))
    new = [definition for definition in wanted if definition not in there]
    for definition in new:
        there[definition] = _create(connection, definition, wanted[definition])
    tables = tuple(CompositeTable(_table(there[each]), index) for each, index in wanted.items())
    return _generation(connection), tables


def composite_tables(connection: sqlite3.Connection) -> list[CompositeTable]:
    """The composite indexes that a file has."""
    rows = connection.execute("SELECT definition, id FROM datastore_indexes").fetchall()
    return [
        CompositeTable(_table(number), index)
        for definition, number in rows
        for index in parse_indexes(f"indexes:\n{definition}")
    ]


def clear_tables(connection: sqlite3.Connection) -> None:
    """Take away all entities and their rows in the indexes; numbers of kinds stay."""
    connection.execute("DELETE FROM datastore_entities")
    connection.execute("DELETE FROM datastore_values")
    connection.execute("DELETE FROM datastore_reserved")
    for (number,) in connection.execute("SELECT id FROM datastore_indexes").fetchall():
        connection.execute(f"DELETE FROM {_table(number)}")  # noqa: S608 - the name is our own
    connection.execute(
        "UPDATE datastore_versions "
        "SET version = 1 + (SELECT version FROM datastore_versions WHERE kind = 0)"
    )


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES:
        connection.execute(statement)
    row = connection.execute("SELECT format FROM datastore_state").fetchone()
    if row is None:
        connection.execute("INSERT INTO datastore_state VALUES (?, 0, ?)", (FORMAT, FIRST_ID))
        connection.execute("INSERT INTO datastore_versions VALUES (0, 0)")
    elif row[0] == 1:
        _convert_first_format(connection)
    elif row[0] != FORMAT:
        raise ConfigurationError(
            f"The data file has the Datastore format {row[0]}, and this version reads {FORMAT}."
        )


def _convert_first_format(connection: sqlite3.Connection) -> None:
    """Versions were counted, there was no `created`, and values had other bytes."""
    connection.execute("ALTER TABLE datastore_entities RENAME TO datastore_entities_before")
    for statement in _TABLES:
        connection.execute(statement)
    time = now()
    connection.execute(
        "INSERT INTO datastore_entities "
        "SELECT id, kind, key, ?, ?, proto FROM datastore_entities_before",
        (time, time),
    )
    connection.execute("DROP TABLE datastore_entities_before")
    connection.execute("UPDATE datastore_versions SET version = ?", (time,))
    for (number,) in connection.execute("SELECT id FROM datastore_indexes").fetchall():
        _drop(connection, number)
    fill_values(connection)
    connection.execute("UPDATE datastore_state SET format = ?", (FORMAT,))


def _generation(connection: sqlite3.Connection) -> int:
    """The number of the present set of indexes: it grows with every index made or dropped."""
    generation: int = connection.execute("SELECT generation FROM datastore_state").fetchone()[0]
    return generation


def _table(number: int) -> str:
    return f"datastore_index_{number}"


def _drop(connection: sqlite3.Connection, number: int) -> None:
    connection.execute(f"DROP TABLE {_table(number)}")
    connection.execute("DELETE FROM datastore_indexes WHERE id = ?", (number,))
    connection.execute("UPDATE datastore_state SET generation = generation + 1")


def _create(connection: sqlite3.Connection, definition: str, index: Index) -> int:
    connection.execute("UPDATE datastore_state SET generation = generation + 1")
    # The generation is a number that no earlier index had, so its table's name is new too.
    number = _generation(connection)
    connection.execute("INSERT INTO datastore_indexes VALUES (?, ?)", (number, definition))
    connection.execute(
        f"CREATE TABLE {_table(number)} (sort BLOB NOT NULL PRIMARY KEY, "
        "entity INTEGER NOT NULL, repeated INTEGER NOT NULL) WITHOUT ROWID"
    )
    fill_index(connection, CompositeTable(_table(number), index))
    return number


def fill_values(connection: sqlite3.Connection) -> None:
    """Make the rows of all indexed values anew."""
    connection.execute("DELETE FROM datastore_values")
    columns = {
        (kind, name): number
        for number, kind, name in connection.execute("SELECT * FROM datastore_properties")
    }
    for number, kind, path, values in _entities(connection):
        rows = [
            (columns[kind, name], value, path, number, len(several) > 1)
            for name, several in values.items()
            for value in several
        ]
        connection.executemany("INSERT INTO datastore_values VALUES (?, ?, ?, ?, ?)", rows)


def _entities(connection: sqlite3.Connection) -> Iterator[tuple[int, int, bytes, Values]]:
    for number, kind, path, proto in connection.execute(
        "SELECT id, kind, key, proto FROM datastore_entities"
    ):
        yield number, kind, path, indexed_values(Entity.FromString(proto))


def fill_index(connection: sqlite3.Connection, table: CompositeTable) -> None:
    """Add the rows of all entities that are there already."""
    rows = _rows(connection, table)
    insert = f"INSERT INTO {table.name} VALUES (?, ?, ?)"  # noqa: S608 - the name is our own
    while batch := list(islice(rows, _BATCH)):
        connection.executemany(insert, batch)


def _rows(
    connection: sqlite3.Connection, table: CompositeTable
) -> Iterator[tuple[bytes, int, int]]:
    entities = connection.execute(
        "SELECT e.id, e.kind, e.key, e.proto FROM datastore_entities e "
        "JOIN datastore_kinds k ON k.id = e.kind WHERE k.name = ?",
        (table.index.kind,),
    )
    for number, kind, path, proto in entities:
        values = indexed_values(Entity.FromString(proto))
        for sort, repeated in composite_rows(table, kind, path, values).items():
            yield sort, number, repeated
