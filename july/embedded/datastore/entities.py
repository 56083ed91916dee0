"""Entities as rows: finding many by their keys with few statements."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple, TypeAlias

Place: TypeAlias = tuple[int, bytes]
"""Where an entity stands: its kind's number and its path."""

_ONE = "SELECT id, version, created, proto FROM datastore_entities WHERE kind = ? AND key = ?"

_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class Stored(NamedTuple):
    """An entity as it is in the file."""

    number: int
    version: int
    created: int
    proto: bytes


def find_entity(connection: sqlite3.Connection, place: Place) -> Stored | None:
    """The entity at one place, None if there is none."""
    row = connection.execute(_ONE, place).fetchone()
    return None if row is None else Stored._make(row)


def find_entities(connection: sqlite3.Connection, places: Collection[Place]) -> dict[Place, Stored]:
    """The entities that are there, of those asked for."""
    if len(places) == 1:
        # Most are one, which a statement without a list of places finds sooner.
        (place,) = places
        stored = find_entity(connection, place)
        return {} if stored is None else {place: stored}
    found: dict[Place, Stored] = {}
    for kind, key, *row in _select(connection, "id, version, created, proto", places):
        found[kind, key] = Stored(*row)
    return found


def find_versions(connection: sqlite3.Connection, places: Iterable[Place]) -> dict[Place, int]:
    """The versions of the entities that are there, of those asked for."""
    return {(kind, key): version for kind, key, version in _select(connection, "version", places)}


def _select(
    connection: sqlite3.Connection, columns: str, places: Iterable[Place]
) -> Iterator[tuple[Any, ...]]:
    """Kind, key and `columns` of the entities at these places."""
    waiting = iter(places)
    while some := list(islice(waiting, _SIZES[-1])):
        size = next(size for size in _SIZES if size >= len(some))
        some.extend(some[-1:] * (size - len(some)))
        yield from connection.execute(_statement(columns, size), tuple(chain.from_iterable(some)))


@lru_cache
def _statement(columns: str, size: int) -> str:
    """Few sizes, so that SQLite's compiled statements are found again.

    CROSS JOIN goes from place to place, and looks each up.
    """
    marks = ", ".join(["(?, ?)"] * size)
    return (
        f"WITH wanted(kind, key) AS (VALUES {marks}) "  # noqa: S608 - the columns are our own
        f"SELECT kind, key, {columns} FROM wanted CROSS JOIN datastore_entities USING (kind, key)"
    )
