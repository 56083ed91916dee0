"""Calls that write, and those around them."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.commit import Commit, Outcome
from july.embedded.datastore.encoding import encode_path, partition_of
from july.embedded.datastore.entities import find_versions
from july.embedded.datastore.entries import CompositeTable
from july.embedded.datastore.ids import Ids, find_reserved
from july.embedded.datastore.messages import (
    AllocateIdsResponse,
    BeginTransactionResponse,
    CommitRequest,
    CommitResponse,
    Message,
    ReserveIdsResponse,
    RollbackResponse,
)
from july.embedded.datastore.mutations import Mutation, MutationReader, is_incomplete
from july.embedded.datastore.refusals import aborted, invalid, nothing_to_reserve, unavailable
from july.embedded.datastore.times import fill_timestamp, now
from july.embedded.datastore.transactions import Transaction, Transactions
from july.embedded.file import Database

_STATE = (
    "SELECT version, generation, (SELECT max(id) FROM datastore_entities), "
    "EXISTS (SELECT 1 FROM datastore_reserved) "
    "FROM datastore_versions, datastore_state WHERE kind = 0"
)


@dataclass(frozen=True, slots=True)
class _Written:
    """A commit that was made: its time, and what became of its changes."""

    version: int
    outcomes: Sequence[Outcome]
    index_updates: int


class Writes:
    """Commits, and the transactions and ids they need."""

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        transactions: Transactions,
        tables: Sequence[CompositeTable],
        generation: int,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._transactions = transactions
        self._generation = generation
        self._ids = Ids(database)
        self._mutations = MutationReader(catalog, self._ids, tables)

    def begin_transaction(self, request: Message) -> Message:
        """Begin a transaction; a read-write one waits for its turn."""
        transaction = self._transactions.begin_as_asked(request, request.transaction_options)
        return BeginTransactionResponse(transaction=transaction.number)

    def rollback(self, request: Message) -> Message:
        """End a transaction without changes."""
        self._transactions.roll_back(request)
        return RollbackResponse()

    def commit(self, request: Message) -> Message:
        """Write mutations, in a transaction or without; returns when they are on the disk."""
        transaction = self._transaction_of(request)
        try:
            mutations = self._mutations.read(request)
            if transaction is not None and transaction.read_only and mutations:
                raise invalid("A read-only transaction can't write.")
            written = _Written(now(), (), 0)
            if mutations:
                written = self._write(mutations, transaction)
        finally:
            if transaction is not None:
                self._transactions.leave(transaction)
        # Others go on meanwhile, and what they write is flushed together with this.
        self._database.flush()
        return _commit_response(mutations, written)

    def allocate_ids(self, request: Message) -> Message:
        """Complete keys with ids that nothing has yet."""
        response = AllocateIdsResponse()
        for key in request.keys:
            if not is_incomplete(key):
                raise invalid("Ids are allocated for incomplete keys.")
            completed = response.keys.add()
            completed.CopyFrom(key)
            completed.path[-1].id = self._ids.take()
        taken = self._taken(request, response.keys)
        while taken:
            for key in taken:
                key.path[-1].id = self._ids.take()
            taken = self._taken(request, taken)
        return response

    def reserve_ids(self, request: Message) -> Message:
        """Keep the ids of keys from being given to new entities; names are let be."""
        if not request.keys:
            raise nothing_to_reserve("The request names no keys to reserve.")
        for key in request.keys:
            partition_of(key, request.project_id, request.database_id)
            encode_path(key)
        self._ids.reserve(key.path[-1].id for key in request.keys if key.path[-1].id)
        return ReserveIdsResponse()

    def _transaction_of(self, request: Message) -> Transaction | None:
        if request.mode == CommitRequest.NON_TRANSACTIONAL:
            if request.transaction:
                raise invalid("A commit without transaction names one.")
            return None
        selector = request.WhichOneof("transaction_selector")
        if selector is None:
            raise invalid("A transactional commit names its transaction.")
        if selector == "single_use_transaction":
            transaction = self._transactions.begin_as_asked(request, request.single_use_transaction)
            return self._transactions.take(request, transaction.number)
        return self._transactions.take(request, request.transaction)

    def _write(self, mutations: Sequence[Mutation], transaction: Transaction | None) -> _Written:
        changes = [each.change for each in mutations]
        new_ids = [each.completed_key.path[-1].id for each in mutations if each.completed_key]

        def work(connection: sqlite3.Connection) -> _Written:
            version, generation, highest, reserved = connection.execute(_STATE).fetchone()
            if generation != self._generation:
                raise unavailable("Another process has changed the indexes. Restart this one.")
            if transaction is not None:
                transaction.check(connection, self._catalog, version)
            if reserved and find_reserved(connection, new_ids):
                raise aborted("The id chosen for a new entity was reserved meanwhile.")
            commit = Commit(connection, self._catalog, max(now(), version + 1), highest or 0)
            outcomes = commit.apply(changes)
            return _Written(commit.version, outcomes, commit.index_updates)

        return self._database.write(work, durable=False)

    def _taken(self, request: Message, keys: Sequence[Message]) -> list[Message]:
        """The keys, of those just completed, whose id is reserved or an entity's already."""
        places = {}
        with self._database.reader() as connection:
            reserved = find_reserved(connection, [key.path[-1].id for key in keys])
            taken = [key for key in keys if key.path[-1].id in reserved]
            for key in keys:
                partition = partition_of(key, request.project_id, request.database_id)
                kind = self._catalog.kind(connection, partition, key.path[-1].kind)
                if kind is not None and key.path[-1].id not in reserved:
                    places[kind, encode_path(key)] = key
            return taken + [places[place] for place in find_versions(connection, places)]


def _commit_response(mutations: Sequence[Mutation], written: _Written) -> Message:
    response = CommitResponse(index_updates=written.index_updates)
    fill_timestamp(response.commit_time, written.version)
    for mutation, outcome in zip(mutations, written.outcomes, strict=True):
        result = response.mutation_results.add()
        version, created, conflict, results = outcome
        result.version = version
        if conflict:
            result.conflict_detected = True
        if created == written.version:
            # Of a new entity all times are that of the commit.
            result.create_time.CopyFrom(response.commit_time)
            result.update_time.CopyFrom(response.commit_time)
        elif created:
            fill_timestamp(result.create_time, created)
            fill_timestamp(result.update_time, version)
        if results:
            result.transform_results.extend(results)
        if mutation.completed_key is not None:
            result.key.CopyFrom(mutation.completed_key)
    return response
