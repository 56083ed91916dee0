"""Changes worked out beforehand, written with their index rows in one go."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.entities import Place, Stored, find_entities
from july.embedded.datastore.entries import CompositeTable, Values, indexed_values
from july.embedded.datastore.messages import Entity
from july.embedded.datastore.refusals import aborted, exists, missing
from july.embedded.datastore.rows import IndexRows


@dataclass(frozen=True, slots=True)
class Change:
    """One mutation. `operation` is insert, update, upsert, delete, or `new`: with an id of ours.

    `tables` are the composite indexes of the kind; `proto` and `values` are the entity's, None for
    delete.
    """

    operation: str
    place: Place
    tables: Sequence[CompositeTable] = ()
    proto: bytes | None = None
    values: Values | None = None
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: the entity's version now, and whether `base_version` differed."""

    version: int
    conflict: bool = False


@dataclass(slots=True)
class _EntityRows:
    added: list[tuple[int, int, bytes, int, bytes | None]] = field(default_factory=list)
    updated: list[tuple[int, bytes | None, int]] = field(default_factory=list)
    deleted: list[tuple[int]] = field(default_factory=list)


class Commit:
    """The writing of one commit, inside a transaction of the writer."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        catalog: Catalog,
        version: int,
    ) -> None:
        self._connection = connection
        self._rows = IndexRows(connection, catalog)
        self._version = version

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write the changes, in their order, and give what became of each.

        Raises AlreadyExists, NotFound or Aborted; the caller then rolls back.
        """
        known = {change.place for change in changes if change.operation != "new"}
        stored = find_entities(self._connection, known)
        versions = {place: entity.version for place, entity in stored.items()}
        final: dict[Place, Change] = {}
        outcomes = []
        for change in changes:
            present = versions.get(change.place, 0)
            if change.base_version is not None and change.base_version != present:
                outcomes.append(Outcome(present, conflict=True))
                continue
            _check(change, there=present != 0)
            final[change.place] = change
            versions[change.place] = 0 if change.operation == "delete" else self._version
            outcomes.append(Outcome(self._version))
        self._write(final.values(), stored)
        self._note_version({kind for kind, _ in final})
        return outcomes

    def _write(self, changes: Iterable[Change], stored: Mapping[Place, Stored]) -> None:
        entities = _EntityRows()
        highest = self._highest_number()
        for change in changes:
            before = stored.get(change.place)
            if before is None:
                if change.operation == "delete":
                    continue
                number = highest = highest + 1
            else:
                number = before.number
            self._note_entity(entities, change, number, there=before is not None)
            old = None if before is None else indexed_values(Entity.FromString(before.proto))
            self._rows.compare(change.place, number, old, change.values, change.tables)
        self._write_entities(entities)
        self._rows.write()

    def _note_entity(
        self, entities: _EntityRows, change: Change, number: int, *, there: bool
    ) -> None:
        if change.operation == "delete":
            entities.deleted.append((number,))
        elif there:
            entities.updated.append((self._version, change.proto, number))
        else:
            entities.added.append((number, *change.place, self._version, change.proto))

    def _write_entities(self, entities: _EntityRows) -> None:
        run = self._connection.executemany
        if entities.added:
            self._add_entities(entities)
        if entities.updated:
            run(
                "UPDATE datastore_entities SET version = ?, proto = ? WHERE id = ?",
                entities.updated,
            )
        if entities.deleted:
            run("DELETE FROM datastore_entities WHERE id = ?", entities.deleted)

    def _add_entities(self, entities: _EntityRows) -> None:
        try:
            self._connection.executemany(
                "INSERT INTO datastore_entities VALUES (?, ?, ?, ?, ?)", entities.added
            )
        except sqlite3.IntegrityError as error:
            # All others were looked for before.
            raise aborted("The id chosen for a new entity was taken meanwhile.") from error

    def _highest_number(self) -> int:
        row = self._connection.execute("SELECT max(id) FROM datastore_entities").fetchone()
        return row[0] or 0

    def _note_version(self, kinds: Iterable[int]) -> None:
        touched = (0, *kinds)
        marks = ", ".join("?" * len(touched))
        self._connection.execute(
            f"UPDATE datastore_versions SET version = ? WHERE kind IN ({marks})",  # noqa: S608
            (self._version, *touched),
        )


def _check(change: Change, *, there: bool) -> None:
    if there and change.operation == "insert":
        raise exists("The entity to insert exists already.")
    if not there and change.operation == "update":
        raise missing("The entity to update does not exist.")
