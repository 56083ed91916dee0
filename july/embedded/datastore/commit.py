"""Changes worked out beforehand, written with their index rows in one go."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from july.embedded.datastore.amendments import Amendment
from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.checks import check_size
from july.embedded.datastore.entities import Place, Stored, find_entities
from july.embedded.datastore.entries import CompositeTable, Values, indexed_values
from july.embedded.datastore.messages import Entity, Message
from july.embedded.datastore.refusals import aborted, conflict, exists, missing
from july.embedded.datastore.rows import IndexRows


class Expected(NamedTuple):
    """The version for which a mutation was made; if it `fails`, any other fails the commit."""

    version: int
    fails: bool


class Change(NamedTuple):
    """One mutation. `operation` is insert, update, upsert, delete, or `new`: with an id of ours.

    `tables` are the composite indexes of the kind; `proto` and `values` are the entity's, None for
    delete, and to be found out if there is an amendment.
    """

    operation: str
    place: Place
    tables: Sequence[CompositeTable] = ()
    proto: bytes | None = None
    values: Values | None = None
    expected: Expected | None = None
    amendment: Amendment | None = None


class Outcome(NamedTuple):
    """What became of a change: the entity's version now, 0 for `created` if there is none.

    `conflict`: it was not in the version that was expected, and stayed as it is. `results` are
    those of the transforms.
    """

    version: int
    created: int = 0
    conflict: bool = False
    results: Sequence[Message] = ()


@dataclass(slots=True)
class _EntityRows:
    added: list[tuple[int, int, bytes, int, int, bytes | None]] = field(default_factory=list)
    updated: list[tuple[int, int, bytes | None, int]] = field(default_factory=list)
    deleted: list[tuple[int]] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """An entity in the middle of a commit: version 0 is none."""

    version: int
    created: int
    proto: bytes | None


class Commit:
    """The writing of one commit, inside a transaction of the writer.

    `version` is also its time, `highest` the highest number that an entity has until now.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        catalog: Catalog,
        version: int,
        highest: int,
    ) -> None:
        self._connection = connection
        self._highest = highest
        self._rows = IndexRows(connection, catalog)
        self.version = version

    @property
    def index_updates(self) -> int:
        """The number of index rows added and taken away."""
        return self._rows.number

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write the changes, in their order, and give what became of each.

        Raises AlreadyExists, NotFound, FailedPrecondition or Aborted; the caller then rolls back.
        """
        known = {change.place for change in changes if change.operation != "new"}
        stored = find_entities(self._connection, known)
        states = {
            place: _State(entity.version, entity.created, entity.proto)
            for place, entity in stored.items()
        }
        final: dict[Place, Change] = {}
        outcomes = []
        for change in changes:
            state = states.setdefault(change.place, _State(0, 0, None))
            outcomes.append(self._apply_one(change, state, final))
        self._write(final.values(), stored, states)
        self._note_version({kind for kind, _ in final})
        return outcomes

    def _apply_one(self, change: Change, state: _State, final: dict[Place, Change]) -> Outcome:
        expected = change.expected
        if expected is not None and expected.version != state.version:
            if expected.fails:
                raise conflict(
                    f"The stored version ({state.version}) is not the one that the mutation is "
                    f"for ({expected.version})."
                )
            return Outcome(state.version, state.created, conflict=True)
        _check(change, there=state.version != 0)
        results: Sequence[Message] = ()
        if change.amendment is not None:
            change, results = self._amended(change, change.amendment, state)
        final[change.place] = change
        if change.operation == "delete":
            state.version = state.created = 0
        else:
            state.version, state.created = self.version, state.created or self.version
        state.proto = change.proto
        return Outcome(self.version, state.created, results=results)

    def _amended(
        self, change: Change, amendment: Amendment, state: _State
    ) -> tuple[Change, list[Message]]:
        entity, results = amendment.apply(state.proto, self.version)
        values = indexed_values(entity)
        proto = entity.SerializeToString()
        check_size(entity, proto)
        return change._replace(proto=proto, values=values), results

    def _write(
        self,
        changes: Iterable[Change],
        stored: Mapping[Place, Stored],
        states: Mapping[Place, _State],
    ) -> None:
        entities = _EntityRows()
        for change in changes:
            before = stored.get(change.place)
            if before is None:
                if change.operation == "delete":
                    continue
                number = self._highest = self._highest + 1
            else:
                number = before.number
            created = states[change.place].created
            self._note_entity(entities, change, number, created, there=before is not None)
            old = None if before is None else indexed_values(Entity.FromString(before.proto))
            self._rows.compare(change.place, number, old, change.values, change.tables)
        self._write_entities(entities)
        self._rows.write()

    def _note_entity(
        self, entities: _EntityRows, change: Change, number: int, created: int, *, there: bool
    ) -> None:
        if change.operation == "delete":
            entities.deleted.append((number,))
        elif there:
            entities.updated.append((self.version, created, change.proto, number))
        else:
            entities.added.append((number, *change.place, self.version, created, change.proto))

    def _write_entities(self, entities: _EntityRows) -> None:
        run = self._connection.executemany
        if entities.added:
            self._add_entities(entities)
        if entities.updated:
            run(
                "UPDATE datastore_entities SET version = ?, created = ?, proto = ? WHERE id = ?",
                entities.updated,
            )
        if entities.deleted:
            run("DELETE FROM datastore_entities WHERE id = ?", entities.deleted)

    def _add_entities(self, entities: _EntityRows) -> None:
        try:
            self._connection.executemany(
                "INSERT INTO datastore_entities VALUES (?, ?, ?, ?, ?, ?)", entities.added
            )
        except sqlite3.IntegrityError as error:
            # All others were looked for before.
            raise aborted("The id chosen for a new entity was taken meanwhile.") from error

    def _note_version(self, kinds: Iterable[int]) -> None:
        self._connection.executemany(
            "UPDATE datastore_versions SET version = ? WHERE kind = ?",
            [(self.version, kind) for kind in (0, *kinds)],
        )


def _check(change: Change, *, there: bool) -> None:
    if there and change.operation == "insert":
        raise exists("The entity to insert exists already.")
    if not there and change.operation == "update":
        raise missing("The entity to update does not exist.")
