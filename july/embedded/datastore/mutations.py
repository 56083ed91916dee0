"""Mutations of a Commit request, worked out before the writer is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.commit import Change
from july.embedded.datastore.encoding import encode_path, partition_of
from july.embedded.datastore.entities import Place
from july.embedded.datastore.entries import CompositeTable, indexed_values
from july.embedded.datastore.ids import Ids
from july.embedded.datastore.messages import CommitRequest, Entity, Message
from july.embedded.datastore.refusals import invalid

MOST_MUTATIONS = 500
MOST_ENTITY_BYTES = 1_048_572
"""The cloud's limits."""


@dataclass(frozen=True, slots=True)
class Mutation:
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
        mutations = [self._read(request, each) for each in request.mutations]
        if request.mode != CommitRequest.TRANSACTIONAL:
            _check_different(mutations)
        return mutations

    def _read(self, request: Message, mutation: Message) -> Mutation:
        operation = mutation.WhichOneof("operation")
        if operation is None or mutation.HasField("property_mask"):
            raise invalid("A mutation is an insert, update, upsert or delete, of a whole entity.")
        if operation == "delete":
            return self._read_delete(request, mutation)
        entity = getattr(mutation, operation)
        completed = None
        if is_incomplete(entity.key) and operation != "update":
            entity, operation = self._completed(entity), "new"
            completed = entity.key
        if not entity.key.partition_id.project_id:
            entity = _with_project(entity, request.project_id)
        return Mutation(self._put(request, mutation, operation, entity), completed)

    def _read_delete(self, request: Message, mutation: Message) -> Mutation:
        place, tables = self._place(request, mutation.delete)
        version = _base_version(mutation)
        return Mutation(Change("delete", place, tables, base_version=version))

    def _put(self, request: Message, mutation: Message, operation: str, entity: Message) -> Change:
        place, tables = self._place(request, entity.key)
        values = indexed_values(entity)
        for name in values:
            self._catalog.add_property(place[0], name)
        proto = entity.SerializeToString()
        if len(proto) > MOST_ENTITY_BYTES:
            raise invalid(f"An entity has {len(proto)} bytes; {MOST_ENTITY_BYTES} are allowed.")
        return Change(operation, place, tables, proto, values, _base_version(mutation))

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
    return bool(key.path) and not (key.path[-1].id or key.path[-1].name)


def _with_project(entity: Message, project: str) -> Message:
    copy = Entity()
    copy.CopyFrom(entity)
    copy.key.partition_id.project_id = project
    return copy


def _base_version(mutation: Message) -> int | None:
    strategy = mutation.WhichOneof("conflict_detection_strategy")
    if strategy == "update_time":
        raise invalid("update_time is not offered; use base_version.")
    return mutation.base_version if strategy == "base_version" else None


def _check_different(mutations: Sequence[Mutation]) -> None:
    if len({mutation.change.place for mutation in mutations}) < len(mutations):
        raise invalid("A commit without transaction changes each entity once.")
