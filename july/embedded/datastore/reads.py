"""Calls that read: Lookup, RunQuery, RunAggregationQuery."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from july.embedded.datastore.batches import fill_batch
from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.cursors import Cursors
from july.embedded.datastore.encoding import encode_path, partition_of
from july.embedded.datastore.entities import Stored, find_entities
from july.embedded.datastore.entries import CompositeTable
from july.embedded.datastore.messages import (
    LookupResponse,
    Message,
    RunAggregationQueryResponse,
    RunQueryResponse,
)
from july.embedded.datastore.plan import Planner
from july.embedded.datastore.query import Query, read_query, read_query_message
from july.embedded.datastore.refusals import invalid
from july.embedded.datastore.results import Run
from july.embedded.datastore.transactions import Name, Transaction, Transactions
from july.embedded.file import Database


class Reads:
    """Answers from the present state of the file, or from a transaction's snapshot."""

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        transactions: Transactions,
        tables: Sequence[CompositeTable],
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._transactions = transactions
        self._tables = tables

    def lookup(self, request: Message) -> Message:
        """Entities by their keys; each key is looked up once."""
        names: dict[Name, Message] = {}
        for key in request.keys:
            partition = partition_of(key, request.project_id, request.database_id)
            path = encode_path(key)
            names[partition, key.path[-1].kind, path] = key
        response = LookupResponse()
        with self._reading(request, response) as (connection, transaction):
            found = self._find(connection, names)
            for name, key in names.items():
                stored = found.get(name)
                if stored is None:
                    response.missing.add().entity.key.CopyFrom(key)
                else:
                    result = response.found.add()
                    result.entity.MergeFromString(stored.proto)
                    result.version = stored.version
                if transaction is not None:
                    transaction.note_lookup(name, 0 if stored is None else stored.version)
        return response

    def run_query(self, request: Message) -> Message:
        """The first batch of a query's results."""
        query = read_query(request)
        response = RunQueryResponse()
        with self._reading(request, response) as (connection, transaction):
            if transaction is not None:
                transaction.note_query(query.partition, query.kind)
            else:
                connection.execute("BEGIN")
            cursors = Cursors(query)
            results = self._run(connection, query, cursors).results()
            fill_batch(response.batch, query, cursors, results)
        return response

    def run_aggregation_query(self, request: Message) -> Message:
        """Numbers of results; sums and averages are not offered."""
        nested = request.aggregation_query.nested_query
        query = read_query_message(request, nested)
        response = RunAggregationQueryResponse()
        result = response.batch.aggregation_results.add()
        with self._reading(request, response) as (connection, transaction):
            if transaction is not None:
                transaction.note_query(query.partition, query.kind)
            else:
                connection.execute("BEGIN")
            run = self._run(connection, query, Cursors(query))
            for place, aggregation in enumerate(request.aggregation_query.aggregations):
                if aggregation.WhichOneof("operator") != "count":
                    raise invalid("Only COUNT is offered.")
                count = aggregation.count
                most = count.up_to.value if count.HasField("up_to") else None
                name = aggregation.alias or f"property_{place + 1}"
                result.aggregate_properties[name].integer_value = run.count(most)
        return response

    def _run(self, connection: sqlite3.Connection, query: Query, cursors: Cursors) -> Run:
        window = cursors.window(query)
        scans = Planner(connection, self._catalog, self._tables).scans(query, window)
        return Run(connection, query, scans, window)

    def _find(
        self, connection: sqlite3.Connection, names: dict[Name, Message]
    ) -> dict[Name, Stored]:
        places = {}
        for name in names:
            partition, kind, path = name
            number = self._catalog.kind(connection, partition, kind)
            if number is not None:
                places[number, path] = name
        found = find_entities(connection, places)
        return {places[place]: stored for place, stored in found.items()}

    @contextmanager
    def _reading(
        self, request: Message, response: Message
    ) -> Iterator[tuple[sqlite3.Connection, Transaction | None]]:
        """What a request reads from; a transaction that it asks for is begun."""
        options = request.read_options
        consistency = options.WhichOneof("consistency_type")
        if consistency == "read_time":
            raise invalid("Reading at a past time is not offered.")
        if consistency == "new_transaction":
            transaction = self._transactions.begin_as_asked(options.new_transaction)
            response.transaction = transaction.number
        number = options.transaction or response.transaction
        if number:
            with self._transactions.reading(number) as (connection, using):
                yield connection, using
        else:
            with self._database.reader() as connection:
                yield connection, None
