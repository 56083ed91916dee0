"""The index rows that a commit adds and takes away."""

import sqlite3
from collections.abc import Iterable
from typing import TypeAlias

from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.entities import Place
from july.embedded.datastore.entries import CompositeTable, Values, composite_rows

_ValueRow: TypeAlias = tuple[int, bytes, bytes, int, bool]
_CompositeRow: TypeAlias = tuple[bytes, int, bool]


class IndexRows:
    """Collects the differences between old and new values of entities, then writes them."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog) -> None:
        self._connection = connection
        self._catalog = catalog
        self._added: list[_ValueRow] = []
        self._removed: list[tuple[int, bytes, bytes]] = []
        self._added_composites: dict[str, list[_CompositeRow]] = {}
        self._removed_composites: dict[str, list[tuple[bytes]]] = {}

    def compare(
        self,
        place: Place,
        number: int,
        old: Values | None,
        new: Values | None,
        tables: Iterable[CompositeTable],
    ) -> None:
        """Note what changes when entity `number` goes from old to new; None where it is not."""
        before, after = old or {}, new or {}
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        for name in changed:
            self._compare_values(place, number, name, before.get(name, ()), after.get(name, ()))
        for table in tables:
            if old is None or new is None or changed.intersection(table.index.names):
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

    def _compare_values(
        self,
        place: Place,
        number: int,
        name: str,
        old: tuple[bytes, ...],
        new: tuple[bytes, ...],
    ) -> None:
        kind, path = place
        column = self._catalog.property(self._connection, kind, name)
        assert column is not None  # noqa: S101 - added before the commit began
        self._removed.extend((column, value, path) for value in old)
        repeated = len(new) > 1
        self._added.extend((column, value, path, number, repeated) for value in new)

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
        removed = before.items() - after.items()
        added = after.items() - before.items()
        if removed:
            gone = self._removed_composites.setdefault(table.name, [])
            gone.extend((sort,) for sort, _ in removed)
        if added:
            rows = self._added_composites.setdefault(table.name, [])
            rows.extend((sort, number, repeated) for sort, repeated in added)
