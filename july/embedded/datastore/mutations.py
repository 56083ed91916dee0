"""Mutations of a Commit request, worked out before the writer is taken."""

from collections.abc import Sequence
from typing import NamedTuple

from july.embedded.datastore.amendments import read_amendment, refuse_amendment
from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.checks import check_key, check_size
from july.embedded.datastore.commit import Change, Expected
from july.embedded.datastore.encoding import encode_path, partition_of
from july.embedded.datastore.entities import Place
from july.embedded.datastore.entries import CompositeTable, indexed_values
from july.embedded.datastore.ids import Ids
from july.embedded.datastore.messages import CommitRequest, Entity, Message
from july.embedded.datastore.messages import Mutation as MutationMessage
from july.embedded.datastore.refusals import invalid
from july.embedded.datastore.times import microseconds_of

MOST_MUTATIONS = 500
MOST_REQUEST_BYTES = 10 << 20
"""The cloud's limits."""


class Mutation(NamedTuple):
    """A change, and the key that was completed for it, if it came without id."""

    change: Change
    completed_key: Message | None = None


class MutationReader:
    """Reads the mutations of requests. Raises InvalidArgument for those that make no sense."""

    def __init__(self, catalog: Catalog, ids: Ids, tables: Sequence[CompositeTable]) -> None:
        self._catalog = catalog
        self._ids = ids
        self._tables: dict[str, list[CompositeTable]] = {}
        for table in tables:
            self._tables.setdefault(table.index.kind, []).append(table)

    def read(self, request: Message) -> list[Mutation]:
        """The mutations of a Commit request, which stays as it is."""
        if len(request.mutations) > MOST_MUTATIONS:
            raise invalid(f"A commit has {MOST_MUTATIONS} mutations at most.")
        if request.ByteSize() > MOST_REQUEST_BYTES:
            raise invalid(f"A commit has {MOST_REQUEST_BYTES} bytes at most.")
        mutations = [self._read(request, each) for each in request.mutations]
        if request.mode == CommitRequest.NON_TRANSACTIONAL:
            _check_different(mutations)
        else:
            _check_sequence(mutations)
        return mutations

    def _read(self, request: Message, mutation: Message) -> Mutation:
        operation = mutation.WhichOneof("operation")
        if operation is None:
            raise invalid("A mutation is an insert, update, upsert or delete.")
        if operation == "delete":
            return self._read_delete(request, mutation)
        entity = getattr(mutation, operation)
        completed = None
        key = entity.key
        if is_incomplete(key) and operation != "update":
            entity, operation = self._completed(entity), "new"
            key = completed = entity.key
        if not key.partition_id.project_id:
            entity = _with_project(entity, request)
        return Mutation(self._put(request, mutation, operation, entity), completed)

    def _read_delete(self, request: Message, mutation: Message) -> Mutation:
        refuse_amendment(mutation)
        place, tables = self._place(request, mutation.delete)
        return Mutation(Change("delete", place, tables, expected=_expected(mutation)))

    def _put(self, request: Message, mutation: Message, operation: str, entity: Message) -> Change:
        key = entity.key
        place, tables = self._place(request, key)
        check_key(key, place[1])
        amendment = read_amendment(mutation, entity)
        values = indexed_values(entity) if amendment is None else amendment.possible_values()
        proto = None if amendment else entity.SerializeToString()
        if proto is not None:
            check_size(entity, proto)
        self._catalog.add_properties(place[0], values)
        return Change(operation, place, tables, proto, values, _expected(mutation), amendment)

    def _place(self, request: Message, key: Message) -> tuple[Place, Sequence[CompositeTable]]:
        path = encode_path(key)
        kind = key.path[-1].kind
        partition = partition_of(key, request.project_id, request.database_id)
        return (self._catalog.add_kind(partition, kind), path), self._tables.get(kind, ())

    def _completed(self, entity: Message) -> Message:
        copy = Entity()
        copy.CopyFrom(entity)
        copy.key.path[-1].id = self._ids.take()
        return copy


def is_incomplete(key: Message) -> bool:
    """Whether the last element of a key's path has neither id nor name."""
    path = key.path
    if not path:
        return False
    last = path[-1]
    return not (last.id or last.name)


def _with_project(entity: Message, request: Message) -> Message:
    copy = Entity()
    copy.CopyFrom(entity)
    copy.key.partition_id.project_id = request.project_id
    copy.key.partition_id.database_id = request.database_id
    return copy


def _expected(mutation: Message) -> Expected | None:
    strategy = mutation.WhichOneof("conflict_detection_strategy")
    if strategy is None:
        return None
    if mutation.base_version < 0:
        raise invalid("A base version can't be negative.")
    fails = mutation.conflict_resolution_strategy == MutationMessage.FAIL
    if strategy == "update_time":
        return Expected(microseconds_of(mutation.update_time), fails)
    return Expected(mutation.base_version, fails)


def _check_different(mutations: Sequence[Mutation]) -> None:
    if len({mutation.change.place for mutation in mutations}) < len(mutations):
        raise invalid("A commit without transaction changes each entity once.")


def _check_sequence(mutations: Sequence[Mutation]) -> None:
    """Refuse what can't go well, whatever is stored: a transaction may change an entity twice."""
    before: dict[Place, str] = {}
    for change in (mutation.change for mutation in mutations):
        impossible = "update" if before.get(change.place) == "delete" else "insert"
        if change.place in before and change.operation == impossible:
            raise invalid(f"The transaction itself leaves nothing to {impossible}.")
        before[change.place] = change.operation
