"""Calls that write, and those around them."""

import sqlite3
from collections.abc import Sequence

from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.commit import Change, Commit, Outcome
from july.embedded.datastore.encoding import encode_path, partition_of
from july.embedded.datastore.entities import find_versions
from july.embedded.datastore.entries import CompositeTable
from july.embedded.datastore.ids import Ids
from july.embedded.datastore.messages import (
    AllocateIdsResponse,
    BeginTransactionResponse,
    CommitRequest,
    CommitResponse,
    Message,
    RollbackResponse,
)
from july.embedded.datastore.mutations import Mutation, MutationReader, is_incomplete
from july.embedded.datastore.refusals import invalid, unavailable
from july.embedded.datastore.transactions import Transaction, Transactions
from july.embedded.file import Database

_VERSION_AND_GENERATION = (
    "SELECT version, generation FROM datastore_versions, datastore_state WHERE kind = 0"
)


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
        transaction = self._transactions.begin_as_asked(request.transaction_options)
        return BeginTransactionResponse(transaction=transaction.number)

    def rollback(self, request: Message) -> Message:
        """End a transaction without changes."""
        self._transactions.roll_back(request.transaction)
        return RollbackResponse()

    def commit(self, request: Message) -> Message:
        """Write mutations, in a transaction or without; returns when they are on the disk."""
        transaction = self._transaction_of(request)
        outcomes: list[Outcome] = []
        try:
            mutations = self._mutations.read(request)
            if transaction is not None and transaction.read_only and mutations:
                raise invalid("A read-only transaction can't write.")
            if mutations:
                outcomes = self._write([each.change for each in mutations], transaction)
        finally:
            if transaction is not None:
                self._transactions.leave(transaction)
        # Others go on meanwhile, and what they write is flushed together with this.
        self._database.flush()
        return _commit_response(mutations, outcomes)

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

    def _transaction_of(self, request: Message) -> Transaction | None:
        if request.mode != CommitRequest.TRANSACTIONAL:
            if request.transaction:
                raise invalid("A commit without transaction names one.")
            return None
        if request.WhichOneof("transaction_selector") == "single_use_transaction":
            transaction = self._transactions.begin_as_asked(request.single_use_transaction)
            return self._transactions.take(transaction.number)
        return self._transactions.take(request.transaction)

    def _write(self, changes: list[Change], transaction: Transaction | None) -> list[Outcome]:
        def work(connection: sqlite3.Connection) -> list[Outcome]:
            version, generation = connection.execute(_VERSION_AND_GENERATION).fetchone()
            if generation != self._generation:
                raise unavailable("Another process has changed the indexes. Restart this one.")
            if transaction is not None:
                transaction.check(connection, self._catalog, version)
            return Commit(connection, self._catalog, version + 1).apply(changes)

        return self._database.write(work, durable=False)

    def _taken(self, request: Message, keys: Sequence[Message]) -> list[Message]:
        """The keys, of those just completed, that an entity has already."""
        places = {}
        with self._database.reader() as connection:
            for key in keys:
                partition = partition_of(key, request.project_id, request.database_id)
                kind = self._catalog.kind(connection, partition, key.path[-1].kind)
                if kind is not None:
                    places[kind, encode_path(key)] = key
            return [places[place] for place in find_versions(connection, places)]


def _commit_response(mutations: Sequence[Mutation], outcomes: Sequence[Outcome]) -> Message:
    response = CommitResponse()
    for mutation, outcome in zip(mutations, outcomes, strict=True):
        result = response.mutation_results.add()
        result.version = outcome.version
        result.conflict_detected = outcome.conflict
        if mutation.completed_key is not None:
            result.key.CopyFrom(mutation.completed_key)
    return response
