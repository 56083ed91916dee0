"""Numbers for kinds and properties, so that rows need not spell their names."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping

from july.embedded.datastore.encoding import Partition
from july.embedded.file import Database

_FIND_KIND = (
    "SELECT id FROM datastore_kinds WHERE project = ? AND database = ? AND namespace = ? "
    "AND name = ?"
)
_ADD_KIND = (
    "INSERT OR IGNORE INTO datastore_kinds (project, database, namespace, name) VALUES (?, ?, ?, ?)"
)
_ADD_VERSION = "INSERT OR IGNORE INTO datastore_versions (kind, version) VALUES (?, 0)"
_FIND_PROPERTY = "SELECT id FROM datastore_properties WHERE kind = ? AND name = ?"
_ADD_PROPERTY = "INSERT OR IGNORE INTO datastore_properties (kind, name) VALUES (?, ?)"


class Catalog:
    """Remembers the numbers it has seen; they never change and are never taken away.

    What is missing is added by a write of its own before the one that needs it, so that a number
    that is remembered is always in the file.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kinds: dict[tuple[Partition, str], int] = {}
        self._properties: defaultdict[int, dict[str, int]] = defaultdict(dict)

    def kind(self, connection: sqlite3.Connection, partition: Partition, name: str) -> int | None:
        """The number of a kind, None if nothing of it was ever stored."""
        known = self._kinds.get((partition, name))
        if known is None:
            row = connection.execute(_FIND_KIND, (*partition, name)).fetchone()
            if row is not None:
                known = self._kinds[partition, name] = row[0]
        return known

    def add_kind(self, partition: Partition, name: str) -> int:
        """The number of a kind, a new one if need be."""
        known = self._kinds.get((partition, name))
        if known is None:
            known = self._add(_FIND_KIND, _ADD_KIND, (*partition, name))
            self._kinds[partition, name] = known
        return known

    def kinds(self, connection: sqlite3.Connection, partition: Partition) -> list[int]:
        """The numbers of all kinds of a partition."""
        rows = connection.execute(
            "SELECT id FROM datastore_kinds WHERE project = ? AND database = ? AND namespace = ?",
            partition,
        )
        return [number for (number,) in rows]

    def property(self, connection: sqlite3.Connection, kind: int, name: str) -> int | None:
        """The number of a property of a kind, None if it was never indexed."""
        known = self._properties[kind].get(name)
        if known is None:
            row = connection.execute(_FIND_PROPERTY, (kind, name)).fetchone()
            if row is not None:
                known = self._properties[kind][name] = row[0]
        return known

    def columns(self, kind: int) -> Mapping[str, int]:
        """The numbers of a kind's properties by their names, those that were added or asked for."""
        return self._properties[kind]

    def add_properties(self, kind: int, names: Collection[str]) -> None:
        """Give numbers to those properties of a kind that have none."""
        known = self._properties[kind]
        for name in names:
            if name not in known:
                known[name] = self._add(_FIND_PROPERTY, _ADD_PROPERTY, (kind, name))

    def _add(self, find: str, add: str, identity: tuple[object, ...]) -> int:
        def work(connection: sqlite3.Connection) -> int:
            connection.execute(add, identity)
            number: int = connection.execute(find, identity).fetchone()[0]
            if add is _ADD_KIND:
                connection.execute(_ADD_VERSION, (number,))
            return number

        # Alone: a number that others had seen and remembered could still be taken back.
        return self._database.write(work, durable=False, alone=True)
