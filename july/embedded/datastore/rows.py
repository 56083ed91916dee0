"""The index rows that a commit adds and takes away."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias, TypeVar

from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.entities import Place
from july.embedded.datastore.entries import CompositeTable, Values, composite_rows

Name = TypeVar("Name", str, bytes)
T = TypeVar("T")

_Properties: TypeAlias = Collection[tuple[str, tuple[bytes, ...]]]
_ValueRow: TypeAlias = tuple[int, bytes, bytes, int, int]
_CompositeRow: TypeAlias = tuple[bytes, int, int]


class IndexRows:
    """Collects the differences between old and new values of entities, then writes them."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog) -> None:
        self._connection = connection
        self._catalog = catalog
        self._added: list[_ValueRow] = []
        self._removed: list[tuple[int, bytes, bytes]] = []
        self._added_composites: dict[str, list[_CompositeRow]] = {}
        self._removed_composites: dict[str, list[tuple[bytes]]] = {}

    @property
    def number(self) -> int:
        """How many rows are added and taken away."""
        added = sum(len(rows) for rows in self._added_composites.values())
        removed = sum(len(sorts) for sorts in self._removed_composites.values())
        return len(self._added) + len(self._removed) + added + removed

    def compare(
        self,
        place: Place,
        number: int,
        old: Values | None,
        new: Values | None,
        tables: Iterable[CompositeTable],
    ) -> None:
        """Note what changes when entity `number` goes from old to new; None where it is not."""
        removed, added = _differences(old or {}, new or {})
        if removed:
            self._remove_values(place, removed)
        self._add_values(place, number, added)
        if old is not None and new is not None:
            changed = {name for name, _ in (*removed, *added)}
            tables = [each for each in tables if not changed.isdisjoint(each.index.names)]
        for table in tables:
            self._compare_composite(table, place, number, old, new)

    def write(self) -> None:
        """Write what was noted."""
        run = self._connection.executemany
        if self._removed:
            run(
                "DELETE FROM datastore_values WHERE property = ? AND value = ? AND key = ?",
                self._removed,
            )
        if self._added:
            run("INSERT INTO datastore_values VALUES (?, ?, ?, ?, ?)", self._added)
        for table, sorts in self._removed_composites.items():
            run(f"DELETE FROM {table} WHERE sort = ?", sorts)  # noqa: S608 - our own name
        for table, rows in self._added_composites.items():
            run(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)  # noqa: S608 - our own name

    def _remove_values(self, place: Place, removed: _Properties) -> None:
        kind, path = place
        for name, values in removed:
            column = self._column(kind, name)
            self._removed.extend((column, value, path) for value in values)

    def _add_values(self, place: Place, number: int, added: _Properties) -> None:
        kind, path = place
        columns = self._catalog.columns(kind)
        for name, values in added:
            column = columns.get(name) or self._column(kind, name)
            # Numbers, since sqlite3 takes long over True and False.
            repeated = 1 if len(values) > 1 else 0
            for value in values:
                self._added.append((column, value, path, number, repeated))

    def _column(self, kind: int, name: str) -> int:
        column = self._catalog.property(self._connection, kind, name)
        assert column is not None  # noqa: S101 - added before the commit began
        return column

    def _compare_composite(
        self,
        table: CompositeTable,
        place: Place,
        number: int,
        old: Values | None,
        new: Values | None,
    ) -> None:
        before = {} if old is None else composite_rows(table, *place, old)
        after = {} if new is None else composite_rows(table, *place, new)
        removed, added = _differences(before, after)
        if removed:
            gone = self._removed_composites.setdefault(table.name, [])
            gone.extend((sort,) for sort, _ in removed)
        if added:
            rows = self._added_composites.setdefault(table.name, [])
            for sort, repeated in added:
                rows.append((sort, number, repeated))


def _differences(
    before: Mapping[Name, T], after: Mapping[Name, T]
) -> tuple[Collection[tuple[Name, T]], Collection[tuple[Name, T]]]:
    """The items that went, and those that came. Most entities are new: nothing goes then."""
    if not before:
        return (), after.items()
    return before.items() - after.items(), after.items() - before.items()
